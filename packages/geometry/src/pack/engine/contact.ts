/** Exact geometry between parts: how far one can move along an axis, and whether it is clear. */
import type { Board, Placed } from "./board.ts";
import type { Frame } from "./frame.ts";
import type { Aim } from "./scan.ts";
import { opposed, type Variant } from "./shape.ts";
import { EDGE_SIZE, spanOfThickSegment } from "./span.ts";

/** Added to the gap between parts, mm, so that rounding never shows as a violation. */
export const CLEAR_MM = 1e-9;

/** Turns of moving along x and y; a third seldom gains more than a hundredth of a mm. */
const PASSES = 3;

/** The stretches of a movement that are blocked, open at both ends. */
export type Blocked = { from: number[]; to: number[] };

/**
 * Moves a part from a cell to the nearest contact in the direction of the aim.
 *
 * Takes along what the grid rounded away, by exact distances: at most `reach` mm along each axis
 * in a pass.
 * Returns nothing where no place within reach keeps the gap.
 */
export function settle(
  board: Board,
  frame: Frame,
  variant: Variant,
  start: { x: number; y: number },
  aim: Aim,
  reach: number,
): { x: number; y: number } | undefined {
  const r = frame.gap + CLEAR_MM;
  const near = neighboursOf(board, variant, start, r + PASSES * reach);
  const at = { ...start };
  const xFirst = Math.abs(aim.x) >= Math.abs(aim.y);
  let isFree = false;
  for (let pass = 0; pass < PASSES; pass++) {
    let moved = 0;
    for (const alongX of xFirst ? [true, false] : [false, true]) {
      const t = slide(variant, at, near, r, alongX, alongX ? aim.x : aim.y, reach, frame);
      if (Number.isNaN(t)) continue;
      isFree = true;
      if (alongX) at.x += t;
      else at.y += t;
      moved = Math.max(moved, Math.abs(t));
    }
    if (!isFree) return undefined;
    if (moved < 1e-6) break;
  }
  const isInside = near.some((other) => isNested(variant, at, other));
  return isInside ? undefined : at;
}

/** The free movement within reach that goes farthest towards the aim; NaN where there is none. */
function slide(
  variant: Variant,
  at: { x: number; y: number },
  near: Placed[],
  r: number,
  alongX: boolean,
  aim: number,
  reach: number,
  frame: Frame,
): number {
  const from = alongX ? at.x : at.y;
  const room = alongX ? frame.width - variant.width : frame.depth - variant.depth;
  const t0 = Math.max(-reach, -from);
  const t1 = Math.min(reach, Math.max(0, room) - from);
  if (t0 > t1) return Number.NaN;
  const blocked: Blocked = { from: [], to: [] };
  for (const other of near) {
    const dx = other.x - at.x;
    const dy = other.y - at.y;
    for (const [own, theirs] of opposed(variant, other.variant)) {
      if (alongX) {
        const { width, depth } = variant;
        collectBlocked(own.edges, width, depth, theirs.edges, dx, dy, r, t0, t1, blocked);
      } else {
        const [a, b] = [own.edgesAcross, theirs.edgesAcross];
        collectBlocked(a, variant.depth, variant.width, b, dy, dx, r, t0, t1, blocked);
      }
    }
  }
  return aim >= 0 ? firstClear(blocked, t0, t1) : lastClear(blocked, t0, t1);
}

/**
 * Adds, for every pair of edges, the movements of part a along x that bring them nearer than r.
 *
 * The blocked set of two edges is convex (a parallelogram grown by r, cut by a line), and its ends
 * lie where an end point of one edge meets the other edge grown by r.
 */
export function collectBlocked(
  a: Float64Array,
  widthA: number,
  depthA: number,
  b: Float64Array,
  dx: number,
  dy: number,
  r: number,
  t0: number,
  t1: number,
  blocked: Blocked,
): void {
  const span = new Float64Array(2);
  const facing = edgesFacing(a, b, dx, dy, r, t0, t1);
  for (let eb = 0; eb < b.length; eb += EDGE_SIZE) {
    const bx1 = b[eb] + dx;
    const by1 = b[eb + 1] + dy;
    const bx2 = b[eb + 2] + dx;
    const by2 = b[eb + 3] + dy;
    const bLeft = Math.min(bx1, bx2);
    const bRight = Math.max(bx1, bx2);
    const bLow = Math.min(by1, by2) - r;
    const bHigh = Math.max(by1, by2) + r;
    if (bHigh <= 0 || bLow >= depthA || bRight + r <= t0 || bLeft - r >= widthA + t1) continue;
    for (const ea of facing) {
      const ay1 = a[ea + 1];
      const ay2 = a[ea + 3];
      if ((ay1 <= bLow && ay2 <= bLow) || (ay1 >= bHigh && ay2 >= bHigh)) continue;
      const ax1 = a[ea];
      const ax2 = a[ea + 2];
      if (bRight + r - Math.min(ax1, ax2) <= t0) continue;
      if (bLeft - r - Math.max(ax1, ax2) >= t1) continue;
      let from = Number.POSITIVE_INFINITY;
      let to = Number.NEGATIVE_INFINITY;
      if (spanOfThickSegment(b, eb, r, ay1 - dy, ay1 - dy, span)) {
        from = span[0] + dx - ax1;
        to = span[1] + dx - ax1;
      }
      if (spanOfThickSegment(b, eb, r, ay2 - dy, ay2 - dy, span)) {
        from = Math.min(from, span[0] + dx - ax2);
        to = Math.max(to, span[1] + dx - ax2);
      }
      if (spanOfThickSegment(a, ea, r, by1, by1, span)) {
        from = Math.min(from, bx1 - span[1]);
        to = Math.max(to, bx1 - span[0]);
      }
      if (spanOfThickSegment(a, ea, r, by2, by2, span)) {
        from = Math.min(from, bx2 - span[1]);
        to = Math.max(to, bx2 - span[0]);
      }
      if (to > t0 && from < t1 && from < to) {
        blocked.from.push(from);
        blocked.to.push(to);
      }
    }
  }
}

/** Positions of the edges of a that come within r of the box of b on their way. */
function edgesFacing(
  a: Float64Array,
  b: Float64Array,
  dx: number,
  dy: number,
  r: number,
  t0: number,
  t1: number,
): number[] {
  let left = Number.POSITIVE_INFINITY;
  let right = Number.NEGATIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < b.length; at += EDGE_SIZE) {
    left = Math.min(left, b[at]);
    right = Math.max(right, b[at]);
    low = Math.min(low, b[at + 1]);
    high = Math.max(high, b[at + 1]);
  }
  const facing: number[] = [];
  for (let at = 0; at < a.length; at += EDGE_SIZE) {
    if (Math.max(a[at], a[at + 2]) + t1 <= left + dx - r) continue;
    if (Math.min(a[at], a[at + 2]) + t0 >= right + dx + r) continue;
    if (Math.max(a[at + 1], a[at + 3]) <= low + dy - r) continue;
    if (Math.min(a[at + 1], a[at + 3]) >= high + dy + r) continue;
    facing.push(at);
  }
  return facing;
}

/** The least t in [t0, t1] that no stretch blocks, or NaN. */
export function firstClear(blocked: Blocked, t0: number, t1: number): number {
  let t = t0;
  for (let moved = true; moved; ) {
    moved = false;
    for (let at = 0; at < blocked.from.length; at++) {
      if (blocked.from[at] >= t || blocked.to[at] <= t) continue;
      t = blocked.to[at];
      moved = true;
    }
  }
  return t <= t1 ? t : Number.NaN;
}

function lastClear(blocked: Blocked, t0: number, t1: number): number {
  const mirrored = { from: blocked.to.map((t) => -t), to: blocked.from.map((t) => -t) };
  return -firstClear(mirrored, -t1, -t0);
}

function neighboursOf(
  { ground, placed }: Board,
  variant: Variant,
  at: { x: number; y: number },
  distance: number,
): Placed[] {
  const isNear = (other: Placed) =>
    other.x < at.x + variant.width + distance &&
    other.x + other.variant.width > at.x - distance &&
    other.y < at.y + variant.depth + distance &&
    other.y + other.variant.depth > at.y - distance;
  const near = placed.filter(isNear);
  for (const other of ground.fixed) if (isNear(other)) near.push(other);
  return near;
}

/** Whether one of two parts, whose edges do not meet, lies in the material of the other. */
function isNested(variant: Variant, at: { x: number; y: number }, other: Placed): boolean {
  const dx = other.x - at.x;
  const dy = other.y - at.y;
  const isIn = (rings: Float64Array[], sx: number, sy: number, edges: Float64Array) =>
    rings.some((ring) => windingAt(edges, ring[0] + sx, ring[1] + sy) !== 0);
  return opposed(variant, other.variant).some(
    ([own, theirs]) =>
      isIn(own.rings, -dx, -dy, theirs.edges) || isIn(theirs.rings, dx, dy, own.edges),
  );
}

/** Times that the edges run around a point, counter-clockwise. */
export function windingAt(edges: Float64Array, x: number, y: number): number {
  let winding = 0;
  for (let at = 0; at < edges.length; at += EDGE_SIZE) {
    const y1 = edges[at + 1];
    const y2 = edges[at + 3];
    if (y1 <= y === y2 <= y) continue;
    const cross = edges[at] + ((y - y1) / (y2 - y1)) * (edges[at + 2] - edges[at]);
    if (cross > x) winding += y2 > y1 ? 1 : -1;
  }
  return winding;
}
