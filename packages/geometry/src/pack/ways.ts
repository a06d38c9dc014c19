/**
 * Which of several ways to go on next: the one that found most for its moves. One that never was
 * tried counts as if it had found something, so that each gets its turn; where none finds
 * anything they take as many moves each.
 */

/** A way to go on, how often it led to something better, and the moves that took. */
export type Way<T> = { readonly value: T; found: number; moves: number };

export const makeWays = <T>(values: readonly T[]): Way<T>[] =>
  values.map((value) => ({ value, found: 0, moves: 0 }));

/** The way to go on; the first of those that are equal. */
export function bestWay<T>(ways: Way<T>[]): Way<T> {
  const yieldOf = ({ found, moves }: Way<T>) => (1 + found) / (1 + moves);
  return ways.reduce((best, other) => (yieldOf(other) > yieldOf(best) ? other : best));
}

/**
 * Notes what came of a way.
 *
 * lasting  moves over which earlier notes, of every way, fade: to half in one note, to 1/e in many
 *          small ones. What pays changes as an answer gets better. Moves, not notes, or what a
 *          patient way found would be forgotten over the many tries of a hurried one
 */
export function noteWay<T>(
  ways: Way<T>[],
  way: Way<T>,
  found: number,
  moves: number,
  lasting = Number.POSITIVE_INFINITY,
): void {
  const share = 1 / (1 + moves / lasting);
  for (const each of ways) {
    each.found *= share;
    each.moves *= share;
  }
  way.found += found;
  way.moves += moves;
}
