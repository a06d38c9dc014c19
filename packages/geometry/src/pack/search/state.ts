/** A complete answer while it is searched for, and the measure by which answers are compared. */
import { type Board, isOpen } from "../engine/board.ts";
import { leastOnEmptiest } from "../problem/bound.ts";
import type { Job } from "../problem/job.ts";

/** Every entry (by its position in job.entries) is on one board or in `out`. */
export type State = {
  /** Open plates first, then new ones. */
  boards: Board[];
  out: number[];
};

/**
 * Figures in order of weight, less is better: area left out that need not be; then for each rank,
 * area left out and new plates that carry parts of this rank or a lower one; then, where the job
 * asks for it, the time to print all plates; then the area on the emptiest new plate; then how
 * evenly the rest is spread (minus the sum of squares), because uneven plates are the easier to
 * empty.
 *
 * Rank by rank, so that a plate more for an early part is never the price of one less for a late.
 */
export type Measure = number[];

export function measureOf(job: Job, state: State): Measure {
  const lowest = newBoards(state).map((board) => lowestRank(job, board));
  const claimOut = (isCounted: (rank: number) => boolean) =>
    state.out.reduce((sum, at) => {
      const { rank, shape } = job.entries[at];
      return isCounted(rank) ? sum + shape.claim : sum;
    }, 0);
  const measure: Measure = [claimOut((rank) => rank <= job.sureRank)];
  for (const rank of ranksOf(job)) {
    measure.push(claimOut((other) => other === rank));
    measure.push(lowest.filter((least) => least <= rank).length);
  }
  if (job.time) measure.push(timeOf(job, state));
  const claims = newBoards(state).map((board) => board.claimed);
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

export const newBoards = ({ boards }: State): Board[] => boards.filter((board) => !isOpen(board));

/** Of the highest part on a board, fixed ones included, mm. */
export function heightOf(job: Job, { ground, placed }: Board): number {
  const heights = placed.map((part) => job.entries[part.item].height);
  return heights.reduce((most, height) => Math.max(most, height), ground.height);
}

/** What the new plates take to print, and what the open ones take longer by what they got, s. */
function timeOf(job: Job, state: State): number {
  const { plate_s, height_s_per_mm } = job.time ?? { plate_s: 0, height_s_per_mm: 0 };
  return state.boards.reduce((sum, board) => {
    const added = heightOf(job, board) - board.ground.height;
    return sum + (isOpen(board) ? 0 : plate_s) + height_s_per_mm * added;
  }, 0);
}

function lowestRank(job: Job, { placed }: Board): number {
  const ranks = placed.map((part) => job.entries[part.item].rank);
  return ranks.reduce((least, rank) => Math.min(least, rank), Number.POSITIVE_INFINITY);
}

/** The ranks of a job, lowest first. */
export function ranksOf(job: Job): number[] {
  return [...new Set(job.entries.map((entry) => entry.rank))];
}

/**
 * Whether no other order or place could make the answer better: no new plate, one at most where
 * no open one could take its parts, or as few as can be proven to be needed and the emptiest as
 * empty as can be.
 */
export function isUnbeatable(job: Job, state: State): boolean {
  if (state.out.length > 0) return false;
  const boards = newBoards(state);
  if (boards.length === 0) return true;
  if (job.open.length > 0) return false;
  if (boards.length === 1) return true;
  if (job.time) return false;
  const least = leastOnEmptiest(job, boards.length);
  const isLeast = boards.some((board) => board.claimed <= least + 1e-6);
  return isLeast && arePlatesLeast(job, state);
}

/** Whether it is proven that no rank could do with fewer new plates, and nothing is left out. */
export function arePlatesLeast(job: Job, state: State): boolean {
  if (state.out.length > 0) return false;
  const lowest = newBoards(state).map((board) => lowestRank(job, board));
  return ranksOf(job).every((rank) => {
    const plates = lowest.filter((least) => least <= rank).length;
    return plates <= job.platesUpTo(rank);
  });
}
