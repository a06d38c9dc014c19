/**
 * Numbers of the separation, each with how it was chosen. "Strips" means bench/pack.ts strips.
 */
export const SEPARATE = {
  /** Overlaps up to this share of the container's depth do not count: rounding. */
  clear_share: 1e-9,
  /** Memory for prepared pairs of forms, their planes included. */
  kernel_bytes: 384e6,
  /** Visits of a cell after which what matters in it is listed. */
  cell_visits: 6,
  // Cells along each side of a kernel: as many for the root of its pairs of pieces, within limits.
  cells_share: 2,
  cells_least: 4,
  cells_most: 16,
  /** Most parts of one layout: two tables of 8 bytes a pair come to 36 MB. */
  parts_max: 1500,
  /** Turns tried under the rule "any". */
  turns_free: 64,
  /**
   * How far the convex pieces of a strip's parts may reach beyond their outlines, as a share of
   * the root of the hull's area, and what share of the budget is spent when finer ones take over:
   * a pair of parts costs the product of its numbers of pieces. A grade is left out where the last
   * one has less than `grade_pieces` times its pieces.
   */
  grades: [
    { tolerance_share: 0.06, until: 0.4 },
    { tolerance_share: 0.02, until: 0.7 },
    { tolerance_share: 0.006, until: 0.9 },
    { tolerance_share: 0.0015, until: 1 },
  ],
  grade_pieces: 1.2,

  // Compaction: how far a part may move at once, as a share of the container's depth; rounds, and
  // the gain in length, as a share, below which there is no further one.
  compact_reach: 0.02,
  compact_rounds: 6,
  compact_gain: 1e-5,

  // Samples of a move, drawn over the whole container and around the part, and how many of the
  // best are refined.
  samples_wide: 20,
  samples_near: 10,
  refined: 3,
  /** Most steps of a refinement. */
  steps_max: 24,

  /** Samples of a move where parts turn freely, the first of them anywhere. */
  samples_turning: 3,
  /** What share of a part's radius a radian counts as. */
  lever_share: 0.7,

  // Weights of pairs, as in the literature on guided local search (sparrow 2025).
  weight_grow_least: 1.2,
  weight_grow_most: 2,
  weight_decay: 0.95,

  /**
   * How full a strip may be that parts are thrown on, and how full their hulls may make it: the
   * latter counts for shapes, swim, gardeyn4 and gardeyn5 alone.
   */
  start_fill: 0.6,
  start_hull_fill: 0.75,
  /** How many times longer the next strip is where parts could not be separated on one. */
  start_longer: 1.25,
  /** Most starts, and what share of the budget may be spent when the last of them ends. */
  starts_most: 16,
  starts_share: 0.05,
  /** Shares by which a start is shortened: the first, halved with each failure, and the least. */
  step_first: 0.04,
  step_start: 0.02,
  /** When a step of a start is given up. */
  start_patience: { passes: 30, strikes: 1 },
  /**
   * By what share the best strip is to be shortened, and when that is given up. No one manner is
   * best: jakobs2 wants bold and hurried tries, swim patient ones.
   */
  manners: [
    { share: 0.01, patience: { passes: 6, strikes: 1 } },
    { share: 0.003, patience: { passes: 12, strikes: 1 } },
    { share: 0.001, patience: { passes: 30, strikes: 1 } },
    { share: 0.0003, patience: { passes: 100, strikes: 2 } },
  ],
  /** Moves over which what is known of a manner fades, see noteWay. */
  manners_lasting: 1e5,
  /** Exponent by which better ones of the pool are preferred, and most answers that it keeps. */
  pool_power: 3,
  pool_most: 200,
  /** Parts are large, and may change places, that together make up this share of all sizes. */
  large_share: 0.75,
  /** Parts move along whose middle lies within this share of a large one's box, of its sides. */
  under_share: 0.7,
};
