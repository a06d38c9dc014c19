/** The area that rings cover where they cross, overlap, or reach past an edge. */
import type { Outline } from "../types.ts";
import { outlineAreaOf } from "./ring.ts";

type Box = { x0: number; y0: number; x1: number; y1: number };

/** A side between two heights, and what it adds to the winding of what lies to its right. */
type Side = { x0: number; y0: number; x1: number; y1: number; turn: 1 | 0 | -1 };

/** Share by which the two ways to an area differ through rounding alone. */
const ROUNDING = 1e-9;

const EVERYWHERE: Box = { x0: -Infinity, y0: -Infinity, x1: Infinity, y1: Infinity };

/**
 * Area inside the rings by the non-zero rule, each place counted once, within the box.
 *
 * Goes up from one height of a corner or a crossing to the next; between them sides keep their
 * order, so that what lies between two of them is a trapezoid.
 */
export function coveredAreaOf(outline: Outline, box: Box = EVERYWHERE): number {
  const sides = [...sidesOf(outline), ...rimsOf(box)].sort((a, b) => a.y0 - b.y0);
  const corners = sides.flatMap(({ y0, y1 }) => [y0, y1]);
  const heights = [...new Set([...corners, box.y0, box.y1])]
    .filter((y) => Number.isFinite(y) && y >= box.y0 && y <= box.y1)
    .sort((a, b) => a - b);
  let area = 0;
  let next = 0;
  let active: Side[] = [];
  for (const [at, low] of heights.slice(0, -1).entries()) {
    for (; next < sides.length && sides[next].y0 <= low; next++) active.push(sides[next]);
    active = active.filter(({ y1 }) => y1 > low);
    area += areaBetween(active, low, heights[at + 1], box);
  }
  return area;
}

/** Area of an outline however it runs: by the plain formula where no ring crosses another. */
export function materialAreaOf(outline: Outline): number {
  const plain = Math.abs(outlineAreaOf(outline));
  const covered = coveredAreaOf(outline);
  return Math.abs(plain - covered) <= ROUNDING * covered ? plain : covered;
}

/** Left and right of the box, so that what crosses them is cut there. */
function rimsOf({ x0, y0, x1, y1 }: Box): Side[] {
  const rims = [x0, x1].filter(Number.isFinite);
  return rims.map((x) => ({ x0: x, y0, x1: x, y1, turn: 0 }));
}

function sidesOf(outline: Outline): Side[] {
  const sides: Side[] = [];
  for (const ring of outline) {
    for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
      const [x0, y0, x1, y1] = [ring[from], ring[from + 1], ring[to], ring[to + 1]];
      if (y0 < y1) sides.push({ x0, y0, x1, y1, turn: 1 });
      else if (y1 < y0) sides.push({ x0: x1, y0: y1, x1: x0, y1: y0, turn: -1 });
    }
  }
  return sides;
}

/** All sides run from below `low` to above `high`; they may cross in between. */
function areaBetween(sides: Side[], low: number, high: number, box: Box): number {
  const heights = [low, ...crossings(sides, low, high), high];
  let area = 0;
  for (const [at, from] of heights.slice(0, -1).entries()) {
    area += areaOfSlab(sides, from, heights[at + 1], box);
  }
  return area;
}

/** Heights at which two sides change their order, in order. */
function crossings(sides: Side[], low: number, high: number): number[] {
  const found: number[] = [];
  const ends = sides
    .map((side) => ({ from: xAt(side, low), to: xAt(side, high) }))
    .sort((a, b) => a.from - b.from || a.to - b.to);
  for (const [at, one] of ends.entries()) {
    for (let other = at - 1; other >= 0; other--) {
      const left = ends[other];
      if (left.to <= one.to) continue;
      const share = (one.from - left.from) / (one.from - left.from + left.to - one.to);
      found.push(low + share * (high - low));
    }
  }
  return found.filter((y) => y > low && y < high).sort((a, b) => a - b);
}

/** Between heights without a crossing the width in the middle is the mean width. */
function areaOfSlab(sides: Side[], low: number, high: number, box: Box): number {
  const middle = (low + high) / 2;
  const cuts = sides
    .map((side) => ({ x: xAt(side, middle), turn: side.turn }))
    .sort((a, b) => a.x - b.x);
  let width = 0;
  let winding = 0;
  for (const [at, { x, turn }] of cuts.entries()) {
    const left = at > 0 ? cuts[at - 1].x : x;
    if (winding !== 0) width += Math.max(0, Math.min(x, box.x1) - Math.max(left, box.x0));
    winding += turn;
  }
  return width * (high - low);
}

const xAt = ({ x0, y0, x1, y1 }: Side, y: number): number => {
  const share = (y - y0) / (y1 - y0);
  return (1 - share) * x0 + share * x1;
};
