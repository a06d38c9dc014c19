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
  /** How far convex pieces may reach beyond an outline, as a share of the root of its area. */
  tolerance_share: 0.003,

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

  // Passes without progress and returns without gain after which a separation is given up. The
  // last are sparrow's; from the beginning they lose 0.7 on shapes0 in 10 s.
  hurried: { passes: 30, strikes: 1 },
  patient: { passes: 100, strikes: 2 },
  stubborn: { passes: 200, strikes: 3 },

  /**
   * How full a strip may be that parts are thrown on, and how full their hulls may make it: the
   * latter counts for shapes, swim, gardeyn4 and gardeyn5 alone.
   */
  start_fill: 0.6,
  start_hull_fill: 0.75,
  /** How many times longer the next strip is where parts could not be separated on one. */
  start_longer: 1.25,
  /**
   * Most starts, and what share of the budget may be spent when the last of them ends: shapes0
   * gains 0.5 in 10 s; three fifths and 60 starts gain shapes1 nothing more.
   */
  starts_most: 16,
  starts_share: 0.25,
  /** A start is given up when it cannot be shortened by this share. */
  step_start: 0.004,
  /** Shares by which a strip is shortened: the first, the usual one, and one not worth trying. */
  step_first: 0.04,
  step: 0.001,
  step_finest: 0.00002,
  /** Exponent by which the better answers of the pool are preferred. */
  pool_power: 3,
  /** Disturbances of the pool before all begins again from the best answer; twice as many then. */
  pool_tries: 10,
  pool_doublings: 5,
  /** Parts are large, and may change places, that together make up this share of all sizes. */
  large_share: 0.75,
};
