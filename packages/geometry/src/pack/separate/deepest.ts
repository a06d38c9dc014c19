/**
 * Overlap of parts by height: how deep the two of their pieces lie in each other that do so most.
 * Layers are many and much alike, so that a sum over all of them would take long and tell little.
 */
import type { Form } from "./form.ts";
import { depthOfPair, PLANE, planesOfPair } from "./pair.ts";
import { listMeetings, meetings as pairs } from "./tree.ts";

/** Forms of which the second must keep clear of the first; by height two parts have several. */
export type Meeting = { a: Form; b: Form };

/** A rectangle of offsets around x, y. */
export type Cell = { x: number; y: number; halfWidth: number; halfDepth: number };

/** The depth at an offset; see overlapOf. Infinite once it is not below the bound. */
export function deepestOf(
  meetings: Meeting[],
  dx: number,
  dy: number,
  clear: number,
  bound: number,
  slope: Float64Array,
): number {
  let deepest = 0;
  for (const { a, b } of meetings) {
    const end = listMeetings(a.tree, b.tree, dx, dy, 0, 0);
    for (let at = 0; at < end; at += 2) {
      slopeOfPair.fill(0);
      const depth = depthOfPair(a, pairs[at], b, pairs[at + 1], dx, dy, clear, slopeOfPair);
      if (depth <= deepest) continue;
      deepest = depth;
      slope[0] = slopeOfPair[0];
      slope[1] = slopeOfPair[1];
      if (deepest >= bound) return Number.POSITIVE_INFINITY;
    }
  }
  return deepest;
}

const slopeOfPair = new Float64Array(3);

/**
 * What deepestIn reads: the number of pairs, and for each the number of its planes and those.
 * Pairs that are the deepest one nowhere in the cell are left out; nothing where none overlaps.
 */
export function deepestPairs(
  meetings: Meeting[],
  cell: Cell,
  clear: number,
  scale: number,
): number[] | undefined {
  const { x, y, halfWidth, halfDepth } = cell;
  const found: { planes: Float64Array; most: number }[] = [];
  let surely = 0;
  for (const { a, b } of meetings) {
    const end = listMeetings(a.tree, b.tree, x, y, halfWidth, halfDepth);
    for (let at = 0; at < end; at += 2) {
      const planes = planesOfPair(a, pairs[at], b, pairs[at + 1], clear, scale);
      const { least, most } = depthsIn(cell, planes, surely);
      if (most <= surely) continue;
      surely = Math.max(surely, least);
      found.push({ planes, most });
    }
  }
  const deep = found.filter(({ most }) => most > surely).sort((a, b) => b.most - a.most);
  if (deep.length === 0) return undefined;
  const numbers = [deep.length];
  for (const { planes, most } of deep) {
    const count = numbers.push(0) - 1;
    for (let at = 0; at < planes.length; at += PLANE) {
      if (middleOf(cell, planes, at) - reachOf(cell, planes, at) >= most) continue;
      numbers.push(planes[at], planes[at + 1], planes[at + 2]);
    }
    numbers[count] = (numbers.length - count - 1) / PLANE;
  }
  return numbers;
}

/** Bounds of a pair's depth in a cell; looks no further once it is nowhere above `floor`. */
function depthsIn(
  cell: Cell,
  planes: Float64Array,
  floor: number,
): { least: number; most: number } {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.POSITIVE_INFINITY;
  for (let at = 0; at < planes.length && most > floor; at += PLANE) {
    const middle = middleOf(cell, planes, at);
    const reach = reachOf(cell, planes, at);
    least = Math.min(least, middle - reach);
    most = Math.min(most, middle + reach);
  }
  return { least, most };
}

/** Depth behind a plane in the middle of a cell, and by how much it differs there at most. */
export const middleOf = ({ x, y }: Cell, planes: Float64Array, at: number) =>
  planes[at + 2] - planes[at] * x - planes[at + 1] * y;

export const reachOf = ({ halfWidth, halfDepth }: Cell, planes: Float64Array, at: number) =>
  Math.abs(planes[at]) * halfWidth + Math.abs(planes[at + 1]) * halfDepth;

/** The depth at an offset of a listed cell; see overlapOf. */
export function deepestIn(
  numbers: Float64Array,
  begin: number,
  dx: number,
  dy: number,
  bound: number,
  slope: Float64Array,
): number {
  let deepest = 0;
  let next = begin + 1;
  for (let left = numbers[begin] | 0; left > 0; left--) {
    let plane = next + 1;
    next = plane + PLANE * (numbers[next] | 0);
    let lowest = plane;
    let least = Number.POSITIVE_INFINITY;
    for (; plane < next && least > deepest; plane += PLANE) {
      const depth = numbers[plane + 2] - numbers[plane] * dx - numbers[plane + 1] * dy;
      if (depth >= least) continue;
      least = depth;
      lowest = plane;
    }
    if (least <= deepest) continue;
    deepest = least;
    slope[0] = numbers[lowest];
    slope[1] = numbers[lowest + 1];
    if (deepest >= bound) return deepest;
  }
  return deepest;
}
