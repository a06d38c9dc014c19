import { createHash } from "node:crypto";
import { setImmediate as yieldToOthers } from "node:timers/promises";

/** 4 ms of hashing at 1 GB/s; other work gets its turn after each chunk. */
export const HASH_CHUNK_BYTES = 4 * 1024 * 1024;

/** The key under which `bytes` are stored: their SHA-256 in lower-case hex. */
export async function fileKeyOf(bytes: Uint8Array): Promise<string> {
  const sha256 = createHash("sha256");
  for (let start = 0; start < bytes.length; start += HASH_CHUNK_BYTES) {
    if (start > 0) await yieldToOthers();
    sha256.update(bytes.subarray(start, start + HASH_CHUNK_BYTES));
  }
  return sha256.digest("hex");
}
