/** Files are immutable and named by their content: the key is the SHA-256 in lower-case hex. */
import type { Readable } from "node:stream";

export type Files = {
  /** Stores the bytes durably (fsync before it resolves). Storing twice is one file. */
  put(bytes: Uint8Array): Promise<{ file_key: string; file_size_bytes: number }>;
  /**
   * As put, of a file that `make` writes at the path it is given, however large. Where it fails,
   * nothing is left of it.
   */
  putMade(
    make: (path: string) => Promise<void>,
  ): Promise<{ file_key: string; file_size_bytes: number }>;
  /** Throws a Problem "file_missing" when there is no such file. */
  get(file_key: string): Promise<Uint8Array>;
  /** As get, from `start` to `end` inclusive; the whole file without them. */
  stream(file_key: string, range?: { start: number; end: number }): Promise<Readable>;
  /** Bytes of a file, without reading it. Throws a Problem "file_missing". */
  size(file_key: string): Promise<number>;
  has(file_key: string): Promise<boolean>;
  /**
   * Deletes a file that nothing names. `isNamed` is asked when the file is out of the way already;
   * where it says yes, the file is put back. Who stores a file and then names it must look with
   * `has` afterwards, and put it again where it is gone: then no order of the two loses it.
   */
  delete(file_key: string, isNamed: () => Promise<boolean>): Promise<void>;
};
