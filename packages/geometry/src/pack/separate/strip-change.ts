/** Changes of a strip that leave overlaps for the separation to remove. */
import type { Random } from "../../random.ts";
import { type Layout, putPart } from "./layout.ts";
import { narrowestOf, widthOf } from "./strip-start.ts";
import { SEPARATE } from "./tunables.ts";

/**
 * Gives the strip another length, not below leastLengthOf: what lies behind a random place moves
 * up, and what would still reach beyond the end is moved inward.
 */
export function cutStrip(layout: Layout, length: number, random: Random): void {
  const [strip] = layout.containers;
  const by = strip.width - length;
  const cut = random.next() * strip.width;
  strip.width = length;
  for (let part = 0; part < layout.parts.length; part++) {
    const x = layout.x[part];
    const isBehind = by > 0 && x > cut;
    if (!isBehind && layout.right[part] <= length) continue;
    const now = layout.form[part];
    const form = widthOf(layout, now) <= length ? now : narrowestOf(layout, part);
    putPart(layout, part, 0, form, isBehind ? x - by : x, layout.y[part]);
  }
}

/** Lets two large parts of different shapes change places. */
export function swapLarge(layout: Layout, random: Random): void {
  const shapes = layout.parts.map(({ kind }) => layout.book.kinds[kind].shapeOf());
  const order = shapes.map((_, part) => part);
  order.sort((a, b) => shapes[b].size - shapes[a].size || a - b);
  const total = shapes.reduce((sum, { size }) => sum + size, 0);
  let sum = 0;
  const large = order.filter((part) => {
    sum += shapes[part].size;
    return sum <= SEPARATE.large_share * total || part === order[0];
  });
  const a = large[random.below(large.length)];
  const others = large.filter((part) => shapes[part] !== shapes[a]);
  if (others.length === 0) return;
  const b = others[random.below(others.length)];
  const { x, y } = { x: layout.x[a], y: layout.y[a] };
  putPart(layout, a, 0, layout.form[a], layout.x[b], layout.y[b]);
  putPart(layout, b, 0, layout.form[b], x, y);
}
