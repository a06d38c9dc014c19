/** The names of files: their SHA-256. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { setImmediate as yieldToOthers } from "node:timers/promises";

/** 4 ms of hashing at 1 GB/s; other work gets its turn after each chunk. */
export const HASH_CHUNK_BYTES = 4 * 1024 * 1024;

/** The key under which `bytes` are stored: their SHA-256 in lower-case hex. */
export const fileKeyOf = (bytes: Uint8Array): Promise<string> => digestOf("sha256", bytes);

const FILE_KEY = /^[0-9a-f]{64}$/;

/** Whether `text` may name a file; nothing else becomes part of a path. */
export const isFileKey = (text: string): boolean => FILE_KEY.test(text);

/** Where a file lies below the folder of files. */
export const filePathOf = (file_key: string): string =>
  join(file_key.slice(0, 2), file_key.slice(2, 4), file_key);

/** Digest of `bytes` in lower-case hex. */
export async function digestOf(algorithm: "sha256" | "md5", bytes: Uint8Array): Promise<string> {
  const hash = createHash(algorithm);
  for (let start = 0; start < bytes.length; start += HASH_CHUNK_BYTES) {
    if (start > 0) await yieldToOthers();
    hash.update(bytes.subarray(start, start + HASH_CHUNK_BYTES));
  }
  return hash.digest("hex");
}
