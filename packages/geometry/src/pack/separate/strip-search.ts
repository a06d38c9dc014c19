/**
 * Shortens a strip by separating its parts in ever less room, after Gardeyn and Wauters (sparrow,
 * 2025): short steps from the best answer, and from a pool of answers that nearly were.
 */
import type { Random } from "../../random.ts";
import { type Layout, overlapOfAll, restore, type Snapshot, snapshotOf } from "./layout.ts";
import { type Budget, type Patience, separate } from "./separate.ts";
import { cutStrip, swapLarge } from "./strip-change.ts";
import { layInColumns, leastLengthOf, lengthOf, scatter } from "./strip-start.ts";
import { SEPARATE } from "./tunables.ts";

/** A budget that knows what share of it, 0 to 1, is spent. */
export type StripBudget = Budget & { spent: () => number };

type Search = {
  layout: Layout;
  budget: StripBudget;
  random: Random;
  onProgress: (length: number) => void;
  /** No part has a turn for less. */
  least: number;
  length: number;
  best: Snapshot;
};

/**
 * Packs all parts of a layout of one container as short as the budget allows, whatever the
 * container's width was before, and returns the length used.
 */
export function shortenStrip(
  layout: Layout,
  budget: StripBudget,
  random: Random,
  onProgress: (length: number) => void,
): number {
  const length = layInColumns(layout);
  const least = leastLengthOf(layout);
  const best = snapshotOf(layout);
  const search: Search = { layout, budget, random, onProgress, least, length, best };
  onProgress(length);
  takeBestStart(search);
  descend(search, SEPARATE.step_start, SEPARATE.step, SEPARATE.hurried);
  for (let idle = 0; isOn(search); ) {
    const patience = idle > 0 ? SEPARATE.stubborn : SEPARATE.patient;
    while (isOn(search) && shorten(search, SEPARATE.step, patience)) {}
    const missed = { overlap: overlapOfAll(layout), state: snapshotOf(layout) };
    descend(search, SEPARATE.step / 2, SEPARATE.step_finest, SEPARATE.hurried);
    const tries = SEPARATE.pool_tries * 2 ** Math.min(idle, SEPARATE.pool_doublings);
    idle = explore(search, [missed], tries, patience) ? 0 : idle + 1;
  }
  layout.containers[0].width = search.length;
  restore(layout, search.best);
  return search.length;
}

function isOn({ budget, length, least }: Search): boolean {
  return budget.moves > 0 && length > least && !budget.shouldStop();
}

/** Begins anew, and anew while the budget has room for it, and goes on from the shortest strip. */
function takeBestStart(search: Search): void {
  const { budget, onProgress, length, best } = search;
  const { starts_most, starts_share, step_first, step_start, hurried } = SEPARATE;
  for (let start = 0, cost = 0; start < starts_most && isOn(search); start++) {
    const before = budget.spent();
    if (start > 0 && before + cost > starts_share) return;
    const report = (found: number) => {
      if (found < search.length) onProgress(found);
    };
    const trial = { ...search, onProgress: report, length, best };
    drawStart(trial);
    descend(trial, step_first, step_start, hurried);
    if (trial.length < search.length) {
      search.length = trial.length;
      search.best = trial.best;
    }
    cost = budget.spent() - before;
  }
}

/** Throws all parts onto a strip that is likely long enough, or else onto longer ones. */
function drawStart(search: Search): void {
  const { layout, budget, random, least } = search;
  const { kinds } = layout.book;
  const { start_fill, start_hull_fill, start_longer, hurried } = SEPARATE;
  const shapes = layout.parts.map(({ kind }) => kinds[kind].shapeOf());
  const area = shapes.reduce((sum, shape) => sum + shape.area, 0);
  const hulls = shapes.reduce((sum, { size }) => sum + size ** 2, 0);
  const { depth } = layout.containers[0];
  const drawn = Math.max(least, area / depth / start_fill, hulls / depth / start_hull_fill);
  for (let length = drawn; length < search.length && isOn(search); length *= start_longer) {
    scatter(layout, length, random);
    if (!separate(layout, budget, random, hurried)) continue;
    keep(search);
    return;
  }
}

/** Shortens by steps that are halved when they fail, down to the last. */
function descend(search: Search, first: number, last: number, patience: Patience): void {
  for (let step = first; step > last && isOn(search); ) {
    if (!shorten(search, step, patience)) step /= 2;
  }
}

/** Tries once to shorten the best answer by a share of its length. */
function shorten(search: Search, share: number, patience: Patience): boolean {
  const { layout, budget, random, best, length, least } = search;
  layout.containers[0].width = length;
  restore(layout, best);
  cutStrip(layout, Math.max(least, length * (1 - share)), random);
  layout.weights.fill(1);
  if (!separate(layout, budget, random, patience)) return false;
  keep(search);
  return true;
}

type Missed = { overlap: number; state: Snapshot };

/** Disturbs answers that overlap a little, all of one length; true when one of them comes free. */
function explore(search: Search, pool: Missed[], most: number, patience: Patience): boolean {
  const { layout, budget, random } = search;
  const length = Math.max(search.least, search.length * (1 - SEPARATE.step));
  for (let tries = 0; tries < most && isOn(search); tries++) {
    const at = Math.floor(pool.length * random.next() ** SEPARATE.pool_power);
    layout.containers[0].width = length;
    restore(layout, pool[at].state);
    cutStrip(layout, length, random);
    swapLarge(layout, random);
    layout.weights.fill(1);
    if (separate(layout, budget, random, patience)) {
      keep(search);
      return true;
    }
    pool.push({ overlap: overlapOfAll(layout), state: snapshotOf(layout) });
    pool.sort((a, b) => a.overlap - b.overlap);
  }
  return false;
}

function keep(search: Search): void {
  search.best = snapshotOf(search.layout);
  search.length = lengthOf(search.layout);
  search.onProgress(search.length);
}
