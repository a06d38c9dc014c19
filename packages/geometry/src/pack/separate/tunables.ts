/**
 * Numbers of the separation, each with how it was chosen. "Strips" means bench/pack.ts strips.
 */
export const SEPARATE = {
  /** Overlaps up to this share of the container's depth do not count: rounding. */
  clear_share: 1e-9,
  /** Memory for prepared pairs of forms. */
  kernel_bytes: 64e6,
  /** Most parts of one layout: two tables of 8 bytes a pair come to 36 MB. */
  parts_max: 1500,
  /** Turns tried under the rule "any". */
  turns_free: 64,
  /** How far convex pieces may reach beyond an outline, as a share of the root of its area. */
  tolerance_share: 0.001,

  // Samples of a move, drawn over the whole container and around the part, and how many of the
  // best are refined.
  samples_wide: 20,
  samples_near: 10,
  refined: 3,

  // Weights of pairs, as in the literature on guided local search (sparrow 2025).
  weight_grow_least: 1.2,
  weight_grow_most: 2,
  weight_decay: 0.95,

  /** Passes without 2 % less overlap after which the search begins again from its best state. */
  passes_idle: 100,
  /** Such returns without gain after which the separation is given up. */
  strikes: 2,
};
