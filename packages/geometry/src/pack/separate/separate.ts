/** Removes overlaps by guided local search. */
import { type Random, shuffle } from "../../random.ts";
import { type Layout, overlapOfAll, overlapOfPart, restore, snapshotOf } from "./layout.ts";
import { reorder, tidyLevels } from "./order.ts";
import { relocate } from "./relocate.ts";
import { SEPARATE } from "./tunables.ts";

/** What a separation may spend; `moves` is counted down. */
export type Budget = { moves: number; shouldStop: () => boolean };

/** When a separation is given up. */
export type Patience = {
  /** Passes without 2 % less overlap after which the search begins again from its best state. */
  passes: number;
  /** Such returns without gain after which it ends. */
  strikes: number;
};

/**
 * Moves parts until no two overlap.
 *
 * returns  whether it came to that; else the layout with the least overlap met is left
 */
export function separate(
  layout: Layout,
  budget: Budget,
  random: Random,
  patience: Patience,
): boolean {
  let least = overlapOfAll(layout);
  if (least === 0) return true;
  let best = snapshotOf(layout);
  for (let strikes = 0; strikes < patience.strikes; ) {
    const before = least;
    for (let idle = 0; idle < patience.passes; idle++) {
      if (!movePass(layout, budget, random)) {
        restore(layout, best);
        return false;
      }
      const overlap = overlapOfAll(layout);
      if (overlap === 0) return true;
      if (overlap < least) {
        if (overlap < 0.98 * least) idle = -1;
        least = overlap;
        best = snapshotOf(layout);
      }
      reweigh(layout);
    }
    if (least >= 0.98 * before) strikes++;
    else strikes = 0;
    restore(layout, best);
  }
  return false;
}

/** Tries every part that overlaps once, in random order; false where the budget is used up. */
function movePass(layout: Layout, budget: Budget, random: Random): boolean {
  const { parts, home, book } = layout;
  if (book.isByHeight) tidyLevels(layout);
  const order: number[] = [];
  for (let part = 0; part < parts.length; part++) {
    if (home[part] >= 0 && overlapOfPart(layout, part) > 0) {
      order.push(part);
    }
  }
  for (const part of shuffle(order, random)) {
    if (overlapOfPart(layout, part) === 0) continue;
    if (book.isByHeight) reorder(layout, part);
    if (budget.moves <= 0) return false;
    budget.moves--;
    if ((book.isByHeight || (budget.moves & 31) === 0) && budget.shouldStop()) return false;
    relocate(layout, part, random);
  }
  return true;
}

/** Pairs that overlap weigh more, the more they do; all others return slowly to 1. */
export function reweigh({ overlaps, weights }: Pick<Layout, "overlaps" | "weights">): void {
  const { weight_grow_least, weight_grow_most, weight_decay } = SEPARATE;
  let most = 0;
  for (let at = 0; at < overlaps.length; at++) if (overlaps[at] > most) most = overlaps[at];
  const slope = (weight_grow_most - weight_grow_least) / most;
  for (let at = 0; at < overlaps.length; at++) {
    const overlap = overlaps[at];
    if (overlap > 0) weights[at] *= weight_grow_least + slope * overlap;
    else if (weights[at] > 1) weights[at] = Math.max(1, weights[at] * weight_decay);
  }
}
