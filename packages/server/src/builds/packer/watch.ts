/**
 * What a search in a thread and the server share: a word to stop. It is memory and no message,
 * since a thread at work reads no messages.
 */

/** Shared memory for one search. */
export const createWatch = (): SharedArrayBuffer => new SharedArrayBuffer(4);

/** For the server: has the search end with the best answer it has. */
export function tellToStop(watch: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(watch), 0, 1);
}

/** For the search: whether it was told to stop. */
export const isToStop = (watch: SharedArrayBuffer): boolean =>
  Atomics.load(new Int32Array(watch), 0) === 1;
