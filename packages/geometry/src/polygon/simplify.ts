/**
 * Simplification that only ever adds area. Each step adds one triangle to the inside of a ring, so
 * that the winding number falls nowhere: whatever the steps make cross, the union of the rings
 * contains the outline.
 */

import type { Outline, Ring } from "../types.ts";
import { mergeRings } from "./merge.ts";

/** Shares of the tolerance, ascending: cheap steps first leave room for more of them. */
const LIMITS = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 3 / 4, 1];

/**
 * Drops points of an outline without crossings.
 *
 * returns  an outline that contains the given one (to within the 1e-8 mm to which it is rounded)
 *          and reaches at most tolerance_mm beyond it; holes up to that narrow may be closed
 */
export async function simplifyOutward(outline: Outline, tolerance_mm: number): Promise<Outline> {
  return mergeRings(outline.map((ring) => simplifyRing(ring, tolerance_mm)));
}

/** A ring as a linked list. Slack of a point: what the side that begins at it has added so far. */
type Chain = {
  x: Float64Array;
  y: Float64Array;
  slack: Float64Array;
  next: Int32Array;
  previous: Int32Array;
  count: number;
  /** Any point still in the list. */
  start: number;
};

function simplifyRing(ring: Ring, tolerance_mm: number): Ring {
  const chain = chainOf(ring);
  for (const share of LIMITS) {
    let count_before: number;
    do {
      count_before = chain.count;
      simplifyOnce(chain, share * tolerance_mm);
    } while (chain.count < count_before && chain.count >= 3);
  }
  return chain.count < 3 ? new Float64Array(0) : ringOf(chain);
}

/** Goes round the ring once and takes every step that stays within the limit. */
function simplifyOnce(chain: Chain, limit_mm: number): void {
  let at = chain.start;
  for (let left = chain.count; left > 0 && chain.count >= 3; left--) {
    if (turnOf(chain, at) <= 0) dropPoint(chain, at, limit_mm);
    else if (chain.count > 3 && turnOf(chain, chain.next[at]) > 0) dropSide(chain, at, limit_mm);
    // Also a point that was dropped still knows the next one.
    at = chain.next[at];
  }
  chain.start = at;
}

/** Bridges a point at which the ring turns right: adds the triangle between it and the bridge. */
function dropPoint(chain: Chain, at: number, limit_mm: number): void {
  const { x, y, slack, next, previous } = chain;
  const before = previous[at];
  const behind = next[at];
  const added = distanceToSegment(x[at], y[at], x[before], y[before], x[behind], y[behind]);
  const total = added + Math.max(slack[before], slack[at]);
  if (total > limit_mm) return;
  slack[before] = total;
  unlink(chain, at);
}

/** Prolongs both neighbours of a side until they meet: adds the triangle in between. */
function dropSide(chain: Chain, at: number, limit_mm: number): void {
  const { x, y, slack, next, previous } = chain;
  const before = previous[at];
  const end = next[at];
  const behind = next[end];
  const ux = x[at] - x[before];
  const uy = y[at] - y[before];
  const vx = x[behind] - x[end];
  const vy = y[behind] - y[end];
  const cross = ux * vy - uy * vx;
  if (cross <= 0) return;
  const along = ((x[end] - x[at]) * vy - (y[end] - y[at]) * vx) / cross;
  const px = x[at] + along * ux;
  const py = y[at] + along * uy;
  const total = slack[at] + distanceToSegment(px, py, x[at], y[at], x[end], y[end]);
  if (!(total <= limit_mm)) return;
  x[at] = px;
  y[at] = py;
  slack[before] = Math.max(slack[before], total);
  slack[at] = Math.max(slack[end], total);
  unlink(chain, end);
}

function unlink(chain: Chain, at: number): void {
  const before = chain.previous[at];
  const behind = chain.next[at];
  chain.next[before] = behind;
  chain.previous[behind] = before;
  chain.count--;
}

/** Positive where the ring turns left. */
function turnOf({ x, y, next, previous }: Chain, at: number): number {
  const before = previous[at];
  const behind = next[at];
  return (x[at] - x[before]) * (y[behind] - y[at]) - (y[at] - y[before]) * (x[behind] - x[at]);
}

function distanceToSegment(
  px: number,
  py: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): number {
  const ux = bx - ax;
  const uy = by - ay;
  const length_squared = ux * ux + uy * uy;
  const along = length_squared > 0 ? ((px - ax) * ux + (py - ay) * uy) / length_squared : 0;
  const clamped = Math.min(Math.max(along, 0), 1);
  return Math.hypot(px - ax - clamped * ux, py - ay - clamped * uy);
}

function chainOf(ring: Ring): Chain {
  const count = ring.length / 2;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const next = new Int32Array(count);
  const previous = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    x[i] = ring[2 * i];
    y[i] = ring[2 * i + 1];
    next[i] = (i + 1) % count;
    previous[i] = (i + count - 1) % count;
  }
  return { x, y, slack: new Float64Array(count), next, previous, count, start: 0 };
}

function ringOf({ x, y, next, count, start }: Chain): Ring {
  const ring = new Float64Array(2 * count);
  for (let i = 0, at = start; i < count; i++, at = next[at]) {
    ring[2 * i] = x[at];
    ring[2 * i + 1] = y[at];
  }
  return ring;
}
