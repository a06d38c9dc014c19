/** A complete answer while it is searched for, and the measure by which answers are compared. */
import type { Board } from "../engine/board.ts";
import type { Job } from "../problem/job.ts";

/** Every entry (by its position in job.entries) is on one board or in `out`. */
export type State = { boards: Board[]; out: number[] };

/**
 * Figures in order of weight, less is better: for each rank, area left out and plates that carry
 * parts of this rank or a lower one; then the area on the emptiest plate; then how evenly the
 * rest is spread (minus the sum of squares), because uneven plates are the easier to empty.
 */
export type Measure = number[];

export function measureOf(job: Job, state: State): Measure {
  const lowest = state.boards.map((board) => {
    const ranks = board.placed.map((part) => job.entries[part.item].rank);
    return ranks.reduce((least, rank) => Math.min(least, rank), Number.POSITIVE_INFINITY);
  });
  const measure: Measure = [];
  for (const rank of ranksOf(job)) {
    const out = state.out.filter((at) => job.entries[at].rank === rank);
    measure.push(out.reduce((sum, at) => sum + job.entries[at].shape.claim, 0));
    measure.push(lowest.filter((least) => least <= rank).length);
  }
  const claims = state.boards.map((board) => board.claimed);
  measure.push(claims.length > 0 ? Math.min(...claims) : 0);
  measure.push(-claims.reduce((sum, claim) => sum + claim * claim, 0));
  return measure;
}

/** Below 0 if a is better; figures closer than rounding are equal. */
export function compareMeasures(a: Measure, b: Measure): number {
  for (let at = 0; at < a.length; at++) {
    const difference = a[at] - b[at];
    if (Math.abs(difference) > 1e-6 * Math.max(1, Math.abs(a[at]))) return difference;
  }
  return 0;
}

function ranksOf(job: Job): number[] {
  return [...new Set(job.entries.map((entry) => entry.rank))];
}
