/** Covers outlines by few convex pieces. */
import { convexHullOf } from "../../polygon/hull.ts";
import { ringAreaOf } from "../../polygon/ring.ts";
import type { Outline, Ring } from "../../types.ts";
import { type Slab, slabsOf } from "./slabs.ts";

/** Directions, degrees, of which the one with the fewest pieces is taken. */
const CUTS_DEG = [0, 90, 45, 135];

/** Sides shorter than this share of the outline's size are noise: their normals cut parts off. */
const SIDE_LEAST_SHARE = 1e-6;

/**
 * Covers the material of an outline (non-zero rule, rings may cross) by convex rings, counter-
 * clockwise. Together they contain the outline, to a millionth of its size, and reach at most
 * `tolerance` beyond it. They may overlap.
 */
export function convexPiecesOf(outline: Outline, tolerance: number): Ring[] {
  const side_least = SIDE_LEAST_SHARE * Math.sqrt(ringAreaOf(convexHullOf(outline)));
  let best: Ring[] = [];
  for (const angle of CUTS_DEG) {
    const turned = outline.map((ring) => turnRing(ring, angle));
    const pieces = mergeSlabs(slabsOf(turned), turned, tolerance / 2)
      .map((ring) => dropSides(dropShortSides(ring, side_least), tolerance / 2))
      .map((ring) => dropShortSides(ring, side_least))
      .filter((ring) => ring.length >= 6);
    if (best.length === 0 || pieces.length < best.length) {
      best = pieces.map((ring) => turnRing(ring, -angle));
    }
    if (best.length === 1) break;
  }
  return best;
}

/** Joins neighbours while their hull keeps to the material; the largest joint goes first. */
function mergeSlabs(slabs: Slab[], outline: Outline, tolerance: number): Ring[] {
  const rings: (Ring | undefined)[] = slabs.map((slab) => slab.ring);
  const areas = slabs.map((slab) => ringAreaOf(slab.ring));
  const links = slabs.map((slab) => new Set(slab.neighbours));
  const refused = new Set<string>();
  for (let merged = true; merged; ) {
    merged = false;
    const order = areas.map((_, at) => at).filter((at) => rings[at]);
    order.sort((a, b) => areas[b] - areas[a] || a - b);
    for (const a of order) {
      if (!rings[a]) continue;
      const near = [...links[a]].sort((p, q) => areas[q] - areas[p] || p - q);
      for (const b of near) {
        const ringA = rings[a];
        const ringB = rings[b];
        const key = a < b ? `${a},${b}` : `${b},${a}`;
        if (!ringA || !ringB || refused.has(key)) continue;
        const hull = convexHullOf([ringA, ringB]);
        if (!keepsTo(outline, hull, tolerance)) {
          refused.add(key);
          continue;
        }
        rings[a] = hull;
        rings[b] = undefined;
        areas[a] = ringAreaOf(hull);
        adopt(links, refused, a, b);
        merged = true;
      }
    }
  }
  return rings.filter((ring) => ring !== undefined);
}

/** Gives all neighbours of b to a, and forgets what was refused while a was smaller. */
function adopt(links: Set<number>[], refused: Set<string>, a: number, b: number): void {
  for (const other of links[b]) {
    links[other].delete(b);
    if (other === a) continue;
    links[other].add(a);
    links[a].add(other);
  }
  links[a].delete(b);
  links[b].clear();
  for (const other of links[a]) refused.delete(a < other ? `${a},${other}` : `${other},${a}`);
}

/** Whether no side of the outline comes deeper into a convex ring than the tolerance. */
function keepsTo(outline: Outline, hull: Ring, tolerance: number): boolean {
  const planes = planesOf(hull);
  for (const ring of outline) {
    for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
      if (enters(planes, tolerance, ring[from], ring[from + 1], ring[to], ring[to + 1])) {
        return false;
      }
    }
  }
  return true;
}

/** Whether a segment has a point deeper than `depth` behind all planes. */
function enters(
  planes: Float64Array,
  depth: number,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): boolean {
  let from = 0;
  let to = 1;
  for (let at = 0; at < planes.length; at += 3) {
    const start = planes[at + 2] - planes[at] * x1 - planes[at + 1] * y1 - depth;
    const end = planes[at + 2] - planes[at] * x2 - planes[at + 1] * y2 - depth;
    if (start <= 0 && end <= 0) return false;
    if (start < 0) from = Math.max(from, start / (start - end));
    else if (end < 0) to = Math.min(to, start / (start - end));
    if (from >= to) return false;
  }
  return true;
}

/** For each side of a convex ring its outward normal and distance from the origin: nx, ny, c. */
export function planesOf(ring: Ring): Float64Array {
  const planes = new Float64Array((ring.length / 2) * 3);
  for (let to = 0, from = ring.length - 2, at = 0; to < ring.length; from = to, to += 2, at += 3) {
    const ex = ring[to] - ring[from];
    const ey = ring[to + 1] - ring[from + 1];
    const length = Math.hypot(ex, ey);
    planes[at] = ey / length;
    planes[at + 1] = -ex / length;
    planes[at + 2] = planes[at] * ring[from] + planes[at + 1] * ring[from + 1];
  }
  return planes;
}

/** Drops sides of a convex ring by prolonging their neighbours, at most `tolerance` outward. */
export function dropSides(ring: Ring, tolerance: number): Ring {
  let points = Array.from(ring);
  for (let dropped = true; dropped; ) {
    dropped = false;
    for (let at = 0; at < points.length && points.length > 6; at += 2) {
      const corner = cornerBeyond(points, at);
      // Measured from the ring as it was given, so that tolerances do not add up.
      if (!corner || distanceTo(ring, corner) > tolerance) continue;
      const end = (at + 2) % points.length;
      points[at] = corner[0];
      points[at + 1] = corner[1];
      points = points.filter((_, index) => index !== end && index !== end + 1);
      dropped = true;
    }
  }
  return Float64Array.from(points);
}

/** Drops points so close to the one before that their side's direction is rounding, not shape. */
function dropShortSides(ring: Ring, least: number): Ring {
  const kept: number[] = [];
  for (let at = 0, from = ring.length - 2; at < ring.length; at += 2) {
    if (Math.hypot(ring[at] - ring[from], ring[at + 1] - ring[from + 1]) <= least) continue;
    kept.push(ring[at], ring[at + 1]);
    from = at;
  }
  return Float64Array.from(kept);
}

/** Where the neighbours of the side that begins at `at` meet beyond it. */
function cornerBeyond(points: number[], at: number): [x: number, y: number] | undefined {
  const count = points.length;
  const [px, py] = [points[(at + count - 2) % count], points[(at + count - 1) % count]];
  const [ax, ay] = [points[at], points[at + 1]];
  const [bx, by] = [points[(at + 2) % count], points[(at + 3) % count]];
  const [qx, qy] = [points[(at + 4) % count], points[(at + 5) % count]];
  const cross = (ax - px) * (qy - by) - (ay - py) * (qx - bx);
  if (!(cross > 0)) return undefined;
  const share = ((bx - ax) * (qy - by) - (by - ay) * (qx - bx)) / cross;
  const corner: [x: number, y: number] = [ax + share * (ax - px), ay + share * (ay - py)];
  // Of sides that lie on one line within rounding, the crossing may be anywhere on it.
  const isBehindB = (corner[0] - bx) * (qx - bx) + (corner[1] - by) * (qy - by) <= 0;
  return share >= 0 && isBehindB ? corner : undefined;
}

function distanceTo(ring: Ring, [x, y]: [x: number, y: number]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
    const ex = ring[to] - ring[from];
    const ey = ring[to + 1] - ring[from + 1];
    const along = ((x - ring[from]) * ex + (y - ring[from + 1]) * ey) / (ex * ex + ey * ey);
    const t = Math.max(0, Math.min(1, along));
    least = Math.min(least, Math.hypot(ring[from] + t * ex - x, ring[from + 1] + t * ey - y));
  }
  return least;
}

/** Exact at quarter turns. */
export function turnRing(ring: Ring, angle_deg: number): Ring {
  const { sin, cos } = sineAndCosine(angle_deg);
  const turned = new Float64Array(ring.length);
  for (let at = 0; at < ring.length; at += 2) {
    turned[at] = cos * ring[at] - sin * ring[at + 1];
    turned[at + 1] = sin * ring[at] + cos * ring[at + 1];
  }
  return turned;
}

/** Exact at quarter turns. */
export function sineAndCosine(angle_deg: number): { sin: number; cos: number } {
  const quarter = angle_deg / 90;
  if (Number.isInteger(quarter)) {
    const turn = ((quarter % 4) + 4) % 4;
    return { sin: [0, 1, 0, -1][turn], cos: [1, 0, -1, 0][turn] };
  }
  const angle_rad = (angle_deg * Math.PI) / 180;
  return { sin: Math.sin(angle_rad), cos: Math.cos(angle_rad) };
}

/** Sides of a grown ring turn by no more than this at a corner. */
const BEVEL_RAD = Math.PI / 5;

/**
 * Moves the sides of a convex ring outward by a distance. Corners become bevels that reach a
 * twentieth of it farther than an arc would, sharp corners several.
 */
export function growRing(ring: Ring, by: number): Ring {
  const sides = planesOf(ring);
  const points: number[] = [];
  for (let at = 0, side = 0; at < ring.length; at += 2, side += 3) {
    const next = (side + 3) % sides.length;
    const from_rad = Math.atan2(sides[side + 1], sides[side]);
    const cross = sides[side] * sides[next + 1] - sides[side + 1] * sides[next];
    const dot = sides[side] * sides[next] + sides[side + 1] * sides[next + 1];
    const turn_rad = Math.max(0, Math.atan2(cross, dot));
    const bevels = Math.max(1, Math.ceil(turn_rad / BEVEL_RAD));
    const reach = by / Math.cos(turn_rad / bevels / 2);
    for (let bevel = 0; bevel < bevels; bevel++) {
      const angle_rad = from_rad + (turn_rad * (bevel + 0.5)) / bevels;
      points.push(
        ring[at] + reach * Math.cos(angle_rad),
        ring[at + 1] + reach * Math.sin(angle_rad),
      );
    }
  }
  return Float64Array.from(points);
}
