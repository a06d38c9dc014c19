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
   * Deletes the files that nothing names and that were last put before `before_ms` of real time,
   * and what crashed writes left; answers how many files. `namedAmong` is asked once more of a file
   * when it is out of the way, and where it is named then, it is put back. Whoever puts a file has
   * so much time to name it: putting one that is there begins the time again.
   */
  sweep(options: Sweep): Promise<number>;
  /**
   * From here on no sweep deletes anything, in whatever process, until what is answered is called
   * or the holder has died: for one who copies what is named at one moment.
   */
  hold(): Promise<() => Promise<void>>;
};

export type Sweep = {
  before_ms: number;
  /** Those of `file_keys` that something names. */
  namedAmong(file_keys: string[]): Promise<Set<string>>;
};
