/** Shortens a strip by separating its parts in ever less room. */
import type { Random } from "../../random.ts";
import { type Layout, restore, snapshotOf } from "./layout.ts";
import { type Budget, separate } from "./separate.ts";
import { layInColumns, leastLengthOf, lengthOf, scatter, setLength } from "./strip-start.ts";

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
  const [strip] = layout.containers;
  const least = leastLengthOf(layout);
  let length = layInColumns(layout);
  let best = snapshotOf(layout);
  const keep = () => {
    best = snapshotOf(layout);
    length = lengthOf(layout);
    onProgress(length);
  };
  onProgress(length);
  const area = layout.parts.reduce((sum, { shape }) => sum + shape.area, 0);
  const drawn = Math.max(least, area / strip.depth / 0.6);
  if (drawn < length) {
    scatter(layout, drawn, random);
    if (separate(layout, budget, random)) keep();
  }
  let step = 0.05;
  while (budget.moves > 0 && length > least && !budget.shouldStop()) {
    restore(layout, best);
    setLength(layout, Math.max(least, length * (1 - step)));
    layout.weights.fill(1);
    if (separate(layout, budget, random)) keep();
    else step = Math.max(0.001, step / 2);
  }
  strip.width = length;
  restore(layout, best);
  return length;
}
