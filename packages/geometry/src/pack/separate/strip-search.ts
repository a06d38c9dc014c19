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

type Search = {
  layout: Layout;
  budget: Budget;
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
  budget: Budget,
  random: Random,
  onProgress: (length: number) => void,
): number {
  const length = layInColumns(layout);
  const least = leastLengthOf(layout);
  const best = snapshotOf(layout);
  const search: Search = { layout, budget, random, onProgress, least, length, best };
  onProgress(length);
  drawStart(search);
  descend(search, SEPARATE.step_first, SEPARATE.step, SEPARATE.hurried);
  while (isOn(search)) {
    while (isOn(search) && shorten(search, SEPARATE.step, SEPARATE.patient)) {}
    const missed = { overlap: overlapOfAll(layout), state: snapshotOf(layout) };
    descend(search, SEPARATE.step / 2, SEPARATE.step_finest, SEPARATE.hurried);
    explore(search, [missed]);
  }
  layout.containers[0].width = search.length;
  restore(layout, search.best);
  return search.length;
}

function isOn({ budget, length, least }: Search): boolean {
  return budget.moves > 0 && length > least && !budget.shouldStop();
}

/** Throws all parts onto a strip that is likely long enough. */
function drawStart(search: Search): void {
  const { layout, budget, random, least } = search;
  const { kinds } = layout.book;
  const area = layout.parts.reduce((sum, { kind }) => sum + kinds[kind].shapeOf().area, 0);
  const drawn = Math.max(least, area / layout.containers[0].depth / SEPARATE.start_fill);
  if (drawn >= search.length) return;
  scatter(layout, drawn, random);
  if (separate(layout, budget, random, SEPARATE.patient)) keep(search);
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

/** Disturbs answers that overlap a little, all of one length, until one of them comes free. */
function explore(search: Search, pool: Missed[]): void {
  const { layout, budget, random } = search;
  const length = Math.max(search.least, search.length * (1 - SEPARATE.step));
  for (let tries = 0; tries < SEPARATE.pool_tries && isOn(search); tries++) {
    const at = Math.floor(pool.length * random.next() ** SEPARATE.pool_power);
    layout.containers[0].width = length;
    restore(layout, pool[at].state);
    cutStrip(layout, length, random);
    swapLarge(layout, random);
    layout.weights.fill(1);
    if (separate(layout, budget, random, SEPARATE.patient)) {
      keep(search);
      return;
    }
    pool.push({ overlap: overlapOfAll(layout), state: snapshotOf(layout) });
    pool.sort((a, b) => a.overlap - b.overlap);
  }
}

function keep(search: Search): void {
  search.best = snapshotOf(search.layout);
  search.length = lengthOf(search.layout);
  search.onProgress(search.length);
}
