/** Changes of a strip that leave overlaps for the separation to remove. */
import type { Random } from "../../random.ts";
import { formAt } from "./book.ts";
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

/** Lets two large parts of different shapes change places, each with the parts under the other. */
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
  const [xa, ya] = [layout.x[a], layout.y[a]];
  const [xb, yb] = [layout.x[b], layout.y[b]];
  const underA = partsUnder(layout, a, b, xb, yb);
  const underB = partsUnder(layout, b, a, xa, ya);
  putPart(layout, a, 0, layout.form[a], xb, yb);
  putPart(layout, b, 0, layout.form[b], xa, ya);
  for (const part of underA) movePart(layout, part, xa - xb, ya - yb);
  for (const part of underB) movePart(layout, part, xb - xa, yb - ya);
}

/** Parts but `other` whose middle would lie deep within the box of a part at x, y. */
function partsUnder(layout: Layout, part: number, other: number, x: number, y: number): number[] {
  const { left, right, front, back } = formAt(layout.book, layout.form[part]);
  const { under_share } = SEPARATE;
  return layout.members[0].filter((at) => {
    if (at === part || at === other) return false;
    const [dx, dy] = [layout.x[at] - x, layout.y[at] - y];
    const isBeside = dx <= left * under_share || dx >= right * under_share;
    return !isBeside && dy > front * under_share && dy < back * under_share;
  });
}

function movePart(layout: Layout, part: number, dx: number, dy: number): void {
  putPart(layout, part, 0, layout.form[part], layout.x[part] + dx, layout.y[part] + dy);
}
