/**
 * The part of the tar format that backups are made of: plain files with short names, no owners, no
 * times. One name and size make one header, byte for byte, so that reading can be strict.
 * Source: POSIX.1-1988 ustar, https://www.gnu.org/software/tar/manual/html_node/Standard.html
 */
import { BackupError } from "./backup-error.ts";

const BLOCK = 512;
const NAME_LENGTH_MAX = 100;
/** Eleven octal digits. */
export const ENTRY_BYTES_MAX = 8 ** 11 - 1;
const END = Buffer.alloc(2 * BLOCK);

export const endOfTar = (): Buffer => END;

/** What stands before the bytes of an entry. */
export function headerOf(name: string, size_bytes: number): Buffer {
  if (!/^[\x21-\x7e]+$/.test(name) || name.length > NAME_LENGTH_MAX) {
    throw new BackupError(`${JSON.stringify(name.slice(0, 200))} cannot name an entry.`);
  }
  if (size_bytes > ENTRY_BYTES_MAX)
    throw new BackupError(`${name} is larger than an entry may be.`);
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  header.write(name, 0, "latin1");
  header.write("0000600\0" + "0000000\0" + "0000000\0", 100);
  header.write(`${octal(size_bytes, 11)}\0${octal(0, 11)}\0`, 124);
  header.write("        0", 148);
  header.write("ustar\0" + "00", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

/** What stands after them. */
export const paddingOf = (size_bytes: number): Buffer =>
  END.subarray(0, (BLOCK - (size_bytes % BLOCK)) % BLOCK);

export type Entry = {
  name: string;
  size_bytes: number;
  /** To be read to its end before the next entry is asked for. */
  bytes: AsyncIterable<Buffer>;
};

/** The entries of an archive. Throws BackupError at whatever headerOf would not have written. */
export async function* readEntries(source: AsyncIterable<Buffer>): AsyncGenerator<Entry> {
  const reader = createReader(source);
  let before = "its beginning";
  for (;;) {
    const header = await reader.take(BLOCK, `after ${before}`);
    if (header.equals(END.subarray(0, BLOCK))) break;
    const entry = parseHeader(header, before);
    let done = false;
    const bytes = (async function* () {
      yield* reader.some(entry.size_bytes, `in ${entry.name}`);
      done = true;
    })();
    yield { ...entry, bytes };
    if (!done) for await (const _ of bytes);
    const padding = paddingOf(entry.size_bytes);
    const found = await reader.take(padding.length, `after ${entry.name}`);
    if (!found.equals(padding)) throw new BackupError(`what follows ${entry.name} is not empty`);
    before = entry.name;
  }
  const rest = await reader.take(BLOCK, `after ${before}`);
  if (!rest.equals(END.subarray(0, BLOCK)) || !(await reader.isAtEnd())) {
    throw new BackupError(`something follows the end, which is after ${before}`);
  }
}

function parseHeader(header: Buffer, before: string): Omit<Entry, "bytes"> {
  const name = header.toString("latin1", 0, NAME_LENGTH_MAX).replace(/\0.*$/s, "");
  const size_bytes = Number.parseInt(header.toString("latin1", 124, 135), 8);
  const known = /^[\x21-\x7e]+$/.test(name) && size_bytes >= 0;
  if (known && headerOf(name, size_bytes).equals(header)) return { name, size_bytes };
  throw new BackupError(`the entry after ${before} has no header as backups have`);
}

function createReader(source: AsyncIterable<Buffer>) {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let read_bytes = 0;

  /** At least a byte in `rest`; false at the end. */
  const fill = async () => {
    while (rest.length === 0) {
      const { done, value } = await chunks.next();
      if (done) return false;
      rest = value;
    }
    return true;
  };
  async function* some(size_bytes: number, where: string): AsyncGenerator<Buffer> {
    for (let left = size_bytes; left > 0; ) {
      if (!(await fill())) {
        throw new BackupError(`it ends ${where}, after ${read_bytes} bytes unpacked`);
      }
      const chunk = rest.subarray(0, left);
      rest = rest.subarray(chunk.length);
      left -= chunk.length;
      read_bytes += chunk.length;
      yield chunk;
    }
  }
  return {
    some,
    async take(size_bytes: number, where: string): Promise<Buffer> {
      const taken: Buffer[] = [];
      for await (const chunk of some(size_bytes, where)) taken.push(chunk);
      return Buffer.concat(taken);
    },
    isAtEnd: async () => !(await fill()),
  };
}
