/**
 * Shortens a strip by separating its parts in less room, after Gardeyn and Wauters (sparrow, 2025),
 * from the best answer or from a pool of answers that nearly were. What comes out, overlaps or
 * not, is compacted.
 */
import type { Random } from "../../random.ts";
import { bestWay, makeWays, noteWay } from "../ways.ts";
import { compact } from "./compact.ts";
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
 * container's width was before, and returns the length used. Goes on from where the parts are
 * where they have a place already; none may overlap then.
 */
export function shortenStrip(
  layout: Layout,
  budget: StripBudget,
  random: Random,
  onProgress: (length: number) => void,
): number {
  const isLaid = layout.home.every((home) => home === 0);
  const length = isLaid ? lengthOf(layout) : layInColumns(layout);
  const least = leastLengthOf(layout);
  const best = snapshotOf(layout);
  const search: Search = { layout, budget, random, onProgress, least, length, best };
  if (isLaid) {
    keepIfShorter(search);
  } else {
    onProgress(length);
    takeBestStart(search);
  }
  explore(search);
  layout.containers[0].width = search.length;
  restore(layout, search.best);
  return search.length;
}

function isOn({ budget, length, least }: Search): boolean {
  const isLeast = length <= least * (1 + SEPARATE.compact_gain);
  return budget.moves > 0 && !isLeast && !budget.shouldStop();
}

/** Begins anew, and anew while the budget has room for it, and goes on from the shortest strip. */
function takeBestStart(search: Search): void {
  const { budget, onProgress, length, best } = search;
  const { starts_most, starts_share, step_first, step_start } = SEPARATE;
  for (let start = 0, cost = 0; start < starts_most && isOn(search); start++) {
    const before = budget.spent();
    if (start > 0 && before + cost > starts_share) return;
    const report = (found: number) => {
      if (found < search.length) onProgress(found);
    };
    const trial = { ...search, onProgress: report, length, best };
    drawStart(trial);
    descend(trial, step_first, step_start);
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
  const { start_fill, start_hull_fill, start_longer, start_patience } = SEPARATE;
  const shapes = layout.parts.map(({ kind }) => kinds[kind].shapeOf());
  const area = shapes.reduce((sum, shape) => sum + shape.area, 0);
  const hulls = shapes.reduce((sum, { size }) => sum + size ** 2, 0);
  const { depth } = layout.containers[0];
  const drawn = Math.max(least, area / depth / start_fill, hulls / depth / start_hull_fill);
  for (let length = drawn; length < search.length && isOn(search); length *= start_longer) {
    scatter(layout, length, random);
    if (separate(layout, budget, random, start_patience) && keepIfShorter(search)) return;
  }
}

/** Shortens by steps that are halved when they fail, down to the last. */
function descend(search: Search, first: number, last: number): void {
  for (let step = first; step > last && isOn(search); ) {
    const isShorter = shorten(search, undefined, step, SEPARATE.start_patience);
    if (!isShorter) step /= 2;
  }
}

/** An answer that was not good enough, and how long it would likely be without overlaps. */
type Missed = { likely: number; width: number; state: Snapshot };

/**
 * Disturbs the best answer and those that nearly were as good, until the budget is used up, in the
 * manner that lately found most.
 */
function explore(search: Search): void {
  const { layout, budget, random } = search;
  const { pool_power, pool_most, manners_lasting } = SEPARATE;
  const manners = makeWays(SEPARATE.manners);
  let pool: Missed[] = [];
  while (isOn(search)) {
    const manner = bestWay(manners);
    const { share, patience } = manner.value;
    const missed = pool[Math.floor(pool.length * random.next() ** pool_power)];
    const before = budget.moves;
    const isShorter = shorten(search, missed, share, patience);
    noteWay(manners, manner, isShorter ? 1 : 0, before - budget.moves, manners_lasting);
    if (isShorter) {
      pool = [];
      continue;
    }
    const { width, depth } = layout.containers[0];
    const likely = width + overlapOfAll(layout) / depth;
    pool.push({ likely, width, state: snapshotOf(layout) });
    pool.sort((a, b) => a.likely - b.likely);
    if (pool.length > pool_most) pool.pop();
  }
}

/**
 * Tries once to make a strip that is shorter than the best one by a share of its length, from the
 * best one or from a disturbed other one. Leaves what came of it, overlaps and all, if that fails.
 */
function shorten(
  search: Search,
  missed: Missed | undefined,
  share: number,
  patience: Patience,
): boolean {
  const { layout, budget, random, best, length, least } = search;
  layout.containers[0].width = missed?.width ?? length;
  restore(layout, missed?.state ?? best);
  cutStrip(layout, Math.max(least, length * (1 - share)), random);
  if (missed) swapLarge(layout, random);
  layout.weights.fill(1);
  separate(layout, budget, random, patience);
  return keepIfShorter(search);
}

/**
 * Compacts the strip, which may overlap a little, and keeps it if it is then shorter than the best
 * one. Else the layout is as before.
 */
function keepIfShorter(search: Search): boolean {
  const { layout } = search;
  const [strip] = layout.containers;
  const before = { width: strip.width, state: snapshotOf(layout) };
  const length = compact(layout);
  if (length !== undefined && length < search.length * (1 - SEPARATE.compact_gain)) {
    search.best = snapshotOf(layout);
    search.length = length;
    search.onProgress(length);
    return true;
  }
  strip.width = before.width;
  restore(layout, before.state);
  return false;
}
