/**
 * What a backup is: a tar archive of `backup.json`, of the rows of each table in pieces, of files
 * under their SHA-256, and at its end `SHA256SUMS`, which names all that stands before it.
 */
import { createHash } from "node:crypto";
import { endOfTar, headerOf, paddingOf } from "./tar.ts";

export const FORMAT = 1;
export const HEAD = "backup.json";
export const LOST = "lost.txt";
export const SUMS = "SHA256SUMS";

/** What a backup says of itself first. */
export type Head = {
  format: number;
  /** Version of the program that made it. */
  program: string;
  /** The last migration of the database that it is of. */
  schema: number;
  database: "sqlite" | "postgres";
  /** Real time. */
  made_at: string;
  /** Domain time as the database knew it. */
  as_of: string;
};

/** What came into a backup, or out of it. */
export type Contents = {
  as_of: string;
  row_count: number;
  file_count: number;
  file_bytes: number;
  /** Files that were named and gone when it was made, or not what their name says. */
  lost: string[];
};

const PIECE_DIGITS = 6;

export const pieceName = (table: string, number: number): string =>
  `tables/${table}/${String(number).padStart(PIECE_DIGITS, "0")}.ndjson`;

/** As files lie in a data folder. */
export const fileName = (file_key: string): string =>
  `files/${file_key.slice(0, 2)}/${file_key.slice(2, 4)}/${file_key}`;

/** What an entry is, by its name; null: none that a backup has. */
export function kindOf(
  name: string,
): { table: string; number: number } | { file_key: string } | null {
  const piece = /^tables\/([a-z_]+)\/(\d{6})\.ndjson$/.exec(name);
  if (piece) return { table: piece[1], number: Number(piece[2]) };
  const [, file_key] = /^files\/.*\/([0-9a-f]{64})$/.exec(name) ?? [];
  if (file_key !== undefined && fileName(file_key) === name) return { file_key };
  return null;
}

export const sumLine = (sha256: string, name: string): string => `${sha256}  ${name}\n`;

type Bytes = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

export type ArchiveWriter = {
  /** Answers the SHA-256 of the bytes. Throws where they are not as many as was said. */
  add(name: string, size_bytes: number, bytes: Bytes): Promise<string>;
  /** Ends the archive with the sums of all that was added. */
  end(): Promise<void>;
};

/** Hands the archive to `write`, piece by piece; each is awaited. */
export function createArchive(write: (bytes: Uint8Array) => Promise<void>): ArchiveWriter {
  const sums = createSumList();
  const add: ArchiveWriter["add"] = async (name, size_bytes, bytes) => {
    await write(headerOf(name, size_bytes));
    const hash = createHash("sha256");
    let left_bytes = size_bytes;
    for await (const chunk of bytes) {
      left_bytes -= chunk.length;
      if (left_bytes < 0) break;
      hash.update(chunk);
      await write(chunk);
    }
    if (left_bytes !== 0) throw new Error(`${name} changed its size while it was read`);
    await write(paddingOf(size_bytes));
    const sha256 = hash.digest("hex");
    if (name !== SUMS) sums.add(sha256, name);
    return sha256;
  };
  return {
    add,
    async end() {
      await add(SUMS, sums.size_bytes(), sums.lines());
      await write(endOfTar());
    },
  };
}

const KEY_BYTES = 32;
const KEYS_IN_BLOCK = 4096;

/** Keys of files, 32 bytes each, in the order they were added. */
export function createKeyList() {
  const blocks: Buffer[] = [];
  let length = 0;
  return {
    length: () => length,
    add(file_key: string): void {
      const at = length++ % KEYS_IN_BLOCK;
      if (at === 0) blocks.push(Buffer.alloc(KEYS_IN_BLOCK * KEY_BYTES));
      blocks.at(-1)?.write(file_key, at * KEY_BYTES, "hex");
    },
    *[Symbol.iterator](): Generator<string> {
      for (let index = 0; index < length; index++) {
        const at = (index % KEYS_IN_BLOCK) * KEY_BYTES;
        yield blocks[Math.floor(index / KEYS_IN_BLOCK)].toString("hex", at, at + KEY_BYTES);
      }
    },
  };
}

/** Sums as sha256sum takes them: first of all else, then of files that are what their name says. */
function createSumList() {
  const others: string[] = [];
  const file_keys = createKeyList();
  let size_bytes = 0;
  return {
    size_bytes: () => size_bytes,
    add(sha256: string, name: string): void {
      size_bytes += sumLine(sha256, name).length;
      if (name === fileName(sha256)) file_keys.add(sha256);
      else others.push(sumLine(sha256, name));
    },
    *lines(): Generator<Buffer> {
      yield Buffer.from(others.join(""));
      for (const file_key of file_keys) yield Buffer.from(sumLine(file_key, fileName(file_key)));
    },
  };
}
