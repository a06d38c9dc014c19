/**
 * What a search in a thread and the server share: a word to stop, and how far it is. It is memory
 * and no message, since a thread at work reads no messages.
 */

/** Places in the memory; BEFORE: what earlier searches of the same plan came to. */
const [STOP, PLATES, LEFT_OUT, MOVES, PLATES_BEFORE, MOVES_BEFORE, SIZE] = [0, 1, 2, 3, 4, 5, 6];

/** Of the best answer so far. */
export type SearchProgress = { plates: number; left_out: number; moves: number };

/** Shared memory for one plan, which may take several searches. */
export const createWatch = (): SharedArrayBuffer => new SharedArrayBuffer(4 * SIZE);

/** For the server: has the search end with the best answer it has. */
export function tellToStop(watch: SharedArrayBuffer): void {
  Atomics.store(new Int32Array(watch), STOP, 1);
}

/** For the search: whether it was told to stop. */
export const isToStop = (watch: SharedArrayBuffer): boolean =>
  Atomics.load(new Int32Array(watch), STOP) === 1;

/** For the search: what its best answer is. */
export function tellProgress(watch: SharedArrayBuffer, progress: SearchProgress): void {
  const memory = new Int32Array(watch);
  Atomics.store(memory, PLATES, memory[PLATES_BEFORE] + progress.plates);
  Atomics.store(memory, LEFT_OUT, progress.left_out);
  Atomics.store(memory, MOVES, memory[MOVES_BEFORE] + progress.moves);
}

/** For the server: what the searches that have ended came to, before the next one begins. */
export function countOn(
  watch: SharedArrayBuffer,
  { plates, moves }: Omit<SearchProgress, "left_out">,
) {
  const memory = new Int32Array(watch);
  Atomics.store(memory, PLATES_BEFORE, plates);
  Atomics.store(memory, MOVES_BEFORE, moves);
}

/** For the server: how far it is, in whole moves. */
export function readProgress(watch: SharedArrayBuffer): SearchProgress {
  const memory = new Int32Array(watch);
  const [plates, left_out, moves] = [PLATES, LEFT_OUT, MOVES].map((at) => Atomics.load(memory, at));
  return { plates, left_out, moves };
}
