/**
 * Time for a search as moves. A search counts moves and never looks at a clock, so that its answer
 * repeats; what a second is worth is therefore settled once for all machines.
 */

/**
 * Moves that stand for a second: what one core of 2024 does on jobs of 24 to 120 parts, where a
 * move takes 0.2 to 1 ms.
 */
const MOVES_PER_S = 1000;

/** Real time beyond its budget that a search may take before it is stopped, s, and its factor. */
const GRACE_S = 60;
const GRACE_FACTOR = 5;

/** The moves that each of so many classes of platform is packed with. */
export const movesOfBudget = (budget_s: number, classes: number): number =>
  Math.round((budget_s * MOVES_PER_S) / classes);

/** After so much real time a search is stopped, whatever it has. */
export const deadlineMs = (moves: number): number =>
  1000 * (GRACE_S + (GRACE_FACTOR * moves) / MOVES_PER_S);
