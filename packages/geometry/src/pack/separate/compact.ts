/**
 * Moves all parts at once. Each two convex pieces stay on the sides of each other that they are
 * on, so that the best places are those of a linear program (Li and Milenkovic, 1995; Gomes and
 * Oliveira, 2006).
 */
import { formAt, kernelOf } from "./book.ts";
import { isBelow, type Layout, overlapOfAll, putPart, restore, snapshotOf } from "./layout.ts";
import { leastExtra } from "./linear-program.ts";
import { partingPlane } from "./pair.ts";
import { lengthOf } from "./strip-start.ts";
import { listMeetings, meetings as pairs } from "./tree.ts";
import { SEPARATE } from "./tunables.ts";

/**
 * Makes a strip as short as can be without another order of its parts, which may overlap a little
 * before.
 *
 * returns the length; undefined, and all is as before, where overlaps remain
 */
export function compact(layout: Layout): number | undefined {
  const [strip] = layout.containers;
  let length = overlapOfAll(layout) === 0 ? lengthOf(layout) : undefined;
  for (let round = 0; round < SEPARATE.compact_rounds; round++) {
    const before = { width: strip.width, state: snapshotOf(layout) };
    const found = shiftAll(layout) && overlapOfAll(layout) === 0;
    const now = found ? lengthOf(layout) : Number.POSITIVE_INFINITY;
    if (now >= (length ?? Number.POSITIVE_INFINITY)) {
      strip.width = before.width;
      restore(layout, before.state);
      return length;
    }
    const isLast = length !== undefined && length - now < SEPARATE.compact_gain * now;
    length = now;
    if (isLast) break;
  }
  return length;
}

/** Moves parts to the best places near to where they are; false where there are none. */
function shiftAll(layout: Layout): boolean {
  const { parts, form, x, y } = layout;
  const [strip] = layout.containers;
  const order = [...parts.keys()].sort((a, b) => x[a] - x[b] || a - b);
  const far = SEPARATE.compact_reach * strip.depth;
  const conditions: number[] = [];
  addBounds(conditions, layout, order, far);
  addPairs(conditions, layout, order, far);
  const places = new Float64Array(2 * order.length + 1);
  for (const [at, part] of order.entries()) {
    places[2 * at] = x[part];
    places[2 * at + 1] = y[part];
  }
  places[2 * order.length] = strip.width;
  if (!leastExtra(conditions, places, strip.depth)) return false;
  strip.width = places[2 * order.length];
  for (const [at, part] of order.entries()) {
    putPart(layout, part, 0, form[part], places[2 * at], places[2 * at + 1]);
  }
  return true;
}

/** Keeps parts on the strip, whose length is the extra, and near to where they are. */
function addBounds(to: number[], layout: Layout, order: number[], far: number): void {
  const [{ depth }] = layout.containers;
  for (const [at, part] of order.entries()) {
    const { left, right, front, back } = formAt(layout.book, layout.form[part]);
    const [x, y] = [layout.x[part], layout.y[part]];
    to.push(-1, at, 1, 0, 0, Math.max(-left, x - far));
    to.push(at, -1, 1, 0, 0, -(x + far));
    to.push(at, -1, 1, 0, 1, right);
    to.push(-1, at, 0, 1, 0, Math.max(-front, y - far));
    to.push(at, -1, 0, 1, 0, -Math.min(depth - back, y + far));
  }
}

function addPairs(to: number[], layout: Layout, order: number[], far: number): void {
  const { left, right, front, back, book } = layout;
  const reach = 2 * far + book.gap;
  for (const [b, other] of order.entries()) {
    for (let a = 0; a < b; a++) {
      const part = order[a];
      if (left[other] - right[part] >= reach || left[part] - right[other] >= reach) continue;
      if (front[other] - back[part] >= reach || front[part] - back[other] >= reach) continue;
      if (isBelow(layout, part, layout.form[part], other)) {
        addPair(to, layout, order, a, b, far);
      } else {
        addPair(to, layout, order, b, a, far);
      }
    }
  }
}

/** Adds a condition for each two pieces that may meet; part a is the first of the two. */
function addPair(
  to: number[],
  layout: Layout,
  order: number[],
  a: number,
  b: number,
  far: number,
): void {
  const { book, form, x, y } = layout;
  const [first, second] = [order[a], order[b]];
  const { meetings } = book.kernels.list[kernelOf(book, form[first], form[second])];
  const [sin, cos] = [book.sin[form[first]], book.cos[form[first]]];
  const [dx, dy] = [x[second] - x[first], y[second] - y[first]];
  const [u, v] = [cos * dx + sin * dy, cos * dy - sin * dx];
  const reach = 2 * far * (Math.abs(sin) + Math.abs(cos));
  for (const { a: formA, b: formB } of meetings) {
    const end = listMeetings(formA.tree, formB.tree, u, v, reach, reach);
    for (let at = 0; at < end; at += 2) {
      const depth = partingPlane(formA, pairs[at], formB, pairs[at + 1], u, v, plane);
      const nx = cos * plane[0] - sin * plane[1];
      const ny = sin * plane[0] + cos * plane[1];
      // Farther apart than they may move towards each other.
      if (-depth > 2 * far * (Math.abs(nx) + Math.abs(ny))) continue;
      to.push(a, b, nx, ny, 0, nx * dx + ny * dy + depth - book.clear / 2);
    }
  }
}

const plane = new Float64Array(2);
