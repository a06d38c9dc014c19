/**
 * The packer's numbers, in one place, each with how it was chosen. "Job set" means bench/pack.ts:
 * 24 arches, 12 midsoles, 120 earpieces and copies of single parts, 2 mm gap.
 */
export const TUNABLES = {
  /** Largest request; a first answer for 1000 parts takes a second or two, for 10,000 eleven. */
  items_max: 10_000,

  /**
   * Side of a search cell, mm. At 1.0 the first answer of the job set is worse (arches 5 plates
   * instead of 4, teapots 9 instead of 10), at 0.25 also (arches 5); improving costs a third at
   * 1.0 and twice as much at 0.25, and comes to the same plates within 4000 moves.
   */
  cell_mm: 0.5,
  /** Small plates are divided into at least this many cells. */
  cells_few: 40_000,
  /** Large plates into at most this many, whatever cell size follows: 400 x 250 mm at 0.5 mm. */
  cells_max: 400_000,
  /** The square root of the smallest part's area spans at least this many cells. */
  cells_across_part: 10,

  /** Turns under "any" in the first answer: 4 and 16 both lose a piece or two of the job set. */
  angles_first: 8,
  /** Turns under the rule "any" that the improvement draws from. */
  angles_improve: 32,
  /** Turns drawn for one insertion of the improvement. */
  angles_drawn: 6,

  /**
   * Grid searches after which the first answer starts no further attempt: under half a second on
   * one core of 2024; 6000 took 1.2 s for 100 unlike arches. At least one attempt is always made.
   */
  first_searches: 3000,

  /** Equal parts from which on a periodic layout is looked for. */
  lattice_parts: 4,
  /** Groups and angles (180 degrees apart count as one) for the first answer and for later. */
  lattice_groups_first: 2,
  lattice_angles_first: 4,
  lattice_groups: 6,
  lattice_angles: 16,
  /** Outlines with more points are too slow to lay out periodically; their copies go one by one. */
  lattice_corners: 500,
  /** Moves that one angle of one group is counted as, and the most that all may take. */
  lattice_moves: 100,
  lattice_share: 0.25,
  /** Samples of where the second part of a pair lies, and how many pairs are kept. */
  lattice_offsets: 12,
  lattice_pairs: 3,
  /** Samples of how far each row lies aside of the last. */
  lattice_shifts: 12,

  /** Share of the plates that parts must claim before plates are filled like jigsaws. */
  jigsaw_fill: 0.98,
  /** Most turns of a part, and most convex corners, that a jigsaw looks at. */
  jigsaw_angles: 4,
  jigsaw_corners: 32,
  /** Pieces laid before a plate is begun anew; grows by as much with each failure. */
  jigsaw_patience: 200,
  /** Plates given up before all plates are begun anew. */
  jigsaw_failures: 12,
  /** Pieces laid for the first answer: 30 ms; the share of all moves later, and the most. */
  jigsaw_first: 1000,
  jigsaw_share: 0.25,
  jigsaw_most: 100_000,

  /** Most zones of a plate, and most open plates, which all keep their search grid. */
  zones_max: 100,
  open_plates_max: 48,
  /** Layers of height that are told apart; each costs a search grid. */
  layers_max: 8,
  /** How often what is low is put back before what is high where layers count; not yet tuned. */
  low_first_share: 0.6,

  /** Share of a move by height that a move of shadows costs, which come first. */
  shadows_cost: 0.125,

  /** Share of the moves kept for the time to print, where that counts. */
  time_share: 0.5,
  /** Moves between two reports of progress: about 100 ms. */
  progress_moves: 200,

  /** Plates that keep their search grid (0.1-0.6 MB each) while a job has more of them. */
  boards_awake: 48,

  /** Ruin and recreate and the ways of squeezing take so many turns, none of more moves. */
  turns_taken: 20,
  turn_moves: 1000,
  /** How far pieces may reach beyond an outline that is squeezed, as a share of its size. */
  squeeze_tolerance: 0.01,
  /** Turns of a part that is squeezed, and most plates among which parts are moved at once. */
  squeeze_angles: 16,
  squeeze_boards: 8,
  /** As many pairs of pieces, of two parts, make separating a part once cost a move. */
  squeeze_pairs: 250,
  /** The same by height, over all layers, where other moves take longer too. */
  squeeze_pairs_by_height: 80,
  /** By height: with more of them parts are not squeezed; arches took 100 s and a gigabyte. */
  squeeze_pairs_most: 300,
  /** By height: parts more that a plate thrown anew gets at first, halved where it fails. */
  squeeze_more: 4,
  /** By height: most moves for each part of a plate that is thrown on anew. */
  squeeze_thrown_moves: 24,
  /** By height: how far a part may lie from where it was separated to, mm. */
  squeeze_reach_mm: 0.2,
  /**
   * Passes without gain after which squeezing is given up: many short tries find more than a few
   * long ones (0035). By height that holds of plates thrown anew, less of those as they lie.
   */
  squeeze_passes: { shadows: 15, laid: 60, thrown: 20 },
  /**
   * Parts turn freely where the overlap that is left is at most this share of their mean hull, and
   * are given up after so many passes without gain.
   */
  turning_rest: 0.5,
  turning_passes: 100,
  /** Largest table of turns between turns, times kinds of parts. */
  squeeze_turns_max: 1e7,

  // The next three were guessed once and gave the figures of bench/README.md; not yet tuned.
  /** How often a round of the improvement dissolves the emptiest plate, and not any other. */
  emptiest_share: 0.8,
  /** Most plates that a round thins out besides. */
  plates_touched: 3,
  /** How often such a plate is cleared altogether. */
  clear_share: 0.3,
};
