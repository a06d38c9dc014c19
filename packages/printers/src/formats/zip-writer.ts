/** ZIP files written as they come, the same bytes for the same entries (PKWARE APPNOTE 6.3.10). */
import { crc32 } from "node:zlib";
import { Deflate } from "fflate";
import type { FilePiece } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";

const LOCAL_SIGNATURE = 0x04034b50;
const CENTRAL_SIGNATURE = 0x02014b50;
const END_SIGNATURE = 0x06054b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const STORED = 0;
const DEFLATED = 8;
/** 1 January 1980, the first day that the format has: no clock gets into the file. */
const DOS_DATE = 0x0021;
/** Larger files need a later version of the format, which printers do not read. */
const ENTRY_COUNT_MAX = 0xffff;
const FILE_BYTES_MAX = 0xffffffff;

interface Entry {
  name: Uint8Array;
  method: number;
  crc32: number;
  packed_bytes: number;
  size_bytes: number;
  at_byte: number;
}

/** Keeps the directory, which is some 80 bytes an entry; the entries themselves go at once. */
export class ZipWriter {
  readonly #entries: Entry[] = [];
  #at_byte = 0;

  /** Adds a file as it is; throws BuildFileError "file_too_large". */
  store(name: string, content: Uint8Array): FilePiece[] {
    const entry: Entry = {
      name: new TextEncoder().encode(name),
      method: STORED,
      crc32: crc32(content),
      packed_bytes: content.length,
      size_bytes: content.length,
      at_byte: this.#at_byte,
    };
    this.#add(entry);
    return [this.#piece(localHead(entry)), this.#piece(content)];
  }

  /**
   * Packs a file as it comes. Its head is written again at the end, when its length is known. The
   * packed bytes are the same on every machine, which node:zlib does not promise.
   */
  async *deflate(
    name: string,
    chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): AsyncGenerator<FilePiece> {
    const entry: Entry = {
      name: new TextEncoder().encode(name),
      method: DEFLATED,
      crc32: 0,
      packed_bytes: 0,
      size_bytes: 0,
      at_byte: this.#at_byte,
    };
    this.#add(entry);
    yield this.#piece(localHead(entry));
    const packed: Uint8Array[] = [];
    const deflate = new Deflate((bytes) => {
      entry.packed_bytes += bytes.length;
      packed.push(bytes);
    });
    for await (const chunk of chunks) {
      entry.size_bytes += chunk.length;
      entry.crc32 = crc32(chunk, entry.crc32);
      deflate.push(chunk);
      for (const bytes of packed.splice(0)) yield this.#piece(bytes);
    }
    deflate.push(new Uint8Array(0), true);
    for (const bytes of packed.splice(0)) yield this.#piece(bytes);
    checkSize(Math.max(this.#at_byte, entry.size_bytes));
    yield { at_byte: entry.at_byte, bytes: localHead(entry) };
  }

  /** Gives the directory, which ends the file. */
  end(): FilePiece {
    const heads = this.#entries.map(centralHead);
    const size_bytes = heads.reduce((sum, head) => sum + head.length, 0);
    checkSize(this.#at_byte + size_bytes + END_BYTES);
    const end = new DataView(new ArrayBuffer(END_BYTES));
    end.setUint32(0, END_SIGNATURE, true);
    end.setUint16(8, this.#entries.length, true);
    end.setUint16(10, this.#entries.length, true);
    end.setUint32(12, size_bytes, true);
    end.setUint32(16, this.#at_byte, true);
    return this.#piece(Buffer.concat([...heads, new Uint8Array(end.buffer)]));
  }

  #add(entry: Entry): void {
    if (this.#entries.length === ENTRY_COUNT_MAX) {
      const detail = `The file would have more than ${ENTRY_COUNT_MAX} entries.`;
      throw new BuildFileError("file_too_large", detail);
    }
    checkSize(this.#at_byte + LOCAL_BYTES + entry.name.length + entry.packed_bytes);
    this.#entries.push(entry);
  }

  #piece(bytes: Uint8Array): FilePiece {
    const at_byte = this.#at_byte;
    this.#at_byte += bytes.length;
    return { at_byte, bytes };
  }
}

function localHead(entry: Entry): Uint8Array {
  const head = new Uint8Array(LOCAL_BYTES + entry.name.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, LOCAL_SIGNATURE, true);
  writeShared(view, 4, entry);
  head.set(entry.name, LOCAL_BYTES);
  return head;
}

function centralHead(entry: Entry): Uint8Array {
  const head = new Uint8Array(CENTRAL_BYTES + entry.name.length);
  const view = new DataView(head.buffer);
  view.setUint32(0, CENTRAL_SIGNATURE, true);
  view.setUint16(4, VERSION, true);
  writeShared(view, 6, entry);
  view.setUint32(42, entry.at_byte, true);
  head.set(entry.name, CENTRAL_BYTES);
  return head;
}

/** The fields that stand alike in both places. */
function writeShared(view: DataView, at: number, entry: Entry): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, UTF8_NAMES, true);
  view.setUint16(at + 4, entry.method, true);
  view.setUint16(at + 8, DOS_DATE, true);
  view.setUint32(at + 10, entry.crc32, true);
  view.setUint32(at + 14, entry.packed_bytes, true);
  view.setUint32(at + 18, entry.size_bytes, true);
  view.setUint16(at + 22, entry.name.length, true);
}

function checkSize(size_bytes: number): void {
  if (size_bytes <= FILE_BYTES_MAX) return;
  const detail = `The file would have more than ${FILE_BYTES_MAX} bytes.`;
  throw new BuildFileError("file_too_large", detail);
}
