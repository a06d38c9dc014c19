/** A piece of a jigsaw as its search sees it: one turned outline without holes. */
import type { Variant } from "../engine/shape.ts";

/** A convex corner, met when the outline is walked counter-clockwise. */
export type Corner = {
  tile: Tile;
  x: number;
  y: number;
  /** Interior angle, radians, below pi. */
  angle: number;
  /** Unit vector along the side that leaves the corner. */
  outX: number;
  outY: number;
  /** Unit vector from the corner back along the side that comes to it. */
  backX: number;
  backY: number;
};

export type Tile = {
  variant: Variant;
  /** The outline's corners, counter-clockwise, x and y in turn; the box starts at 0, 0. */
  points: Float64Array;
  /** Of all sides together. */
  length: number;
  corners: Corner[];
  /** Convex parts that make up the piece: half planes nx x + ny y <= c, three numbers each. */
  parts: Float64Array[];
  /** A point inside each part, x and y in turn. */
  middles: Float64Array;
};

/** Sides and angles nearer than this to straight or equal count as such, radians. */
export const ANGLE_EPSILON = 1e-6;

/** Makes a tile; nothing where the outline is not one ring, or too ragged to be cut up. */
export function makeTile(variant: Variant): Tile | undefined {
  if (variant.rings.length !== 1) return undefined;
  const points = withoutStraightCorners(variant.rings[0]);
  const triangles = points && cutIntoTriangles(points);
  if (!points || !triangles) return undefined;
  const rings = isAllConvex(points) ? [points] : triangles;
  const tile: Tile = {
    variant,
    points,
    length: lengthAround(points),
    corners: [],
    parts: rings.map(halfPlanesOf),
    middles: Float64Array.from(rings.flatMap(middleOf)),
  };
  tile.corners = cornersOf(tile);
  return tile;
}

function cornersOf(tile: Tile): Corner[] {
  const { points } = tile;
  const corners: Corner[] = [];
  for (let at = 0; at < points.length; at += 2) {
    const x = points[at];
    const y = points[at + 1];
    const out = directionTo(points, at, 2);
    const back = directionTo(points, at, -2);
    const angle = turnBetween(out.x, out.y, back.x, back.y);
    if (angle >= Math.PI - ANGLE_EPSILON) continue;
    corners.push({ tile, x, y, angle, outX: out.x, outY: out.y, backX: back.x, backY: back.y });
  }
  return corners;
}

/** Counter-clockwise turn from one unit vector to another, in (0, 2 pi]. */
export function turnBetween(ax: number, ay: number, bx: number, by: number): number {
  const turn = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
  return turn > ANGLE_EPSILON ? turn : turn + 2 * Math.PI;
}

function directionTo(ring: Float64Array, at: number, step: number): { x: number; y: number } {
  const to = (at + step + ring.length) % ring.length;
  const x = ring[to] - ring[at];
  const y = ring[to + 1] - ring[at + 1];
  const length = Math.hypot(x, y);
  return { x: x / length, y: y / length };
}

/** Twice the signed area of the triangle of three corners. */
function doubleArea(ring: Float64Array, a: number, b: number, c: number): number {
  const abx = ring[b] - ring[a];
  const aby = ring[b + 1] - ring[a + 1];
  return abx * (ring[c + 1] - ring[a + 1]) - aby * (ring[c] - ring[a]);
}

function isAllConvex(ring: Float64Array): boolean {
  const size = ring.length;
  for (let at = 0; at < size; at += 2) {
    if (doubleArea(ring, at, (at + 2) % size, (at + 4) % size) < 0) return false;
  }
  return true;
}

/** The ring counter-clockwise and without corners on straight sides; nothing if no area is left. */
function withoutStraightCorners(ring: Float64Array): Float64Array | undefined {
  let area = 0;
  for (let at = 0, last = ring.length - 2; at < ring.length; last = at, at += 2) {
    area += ring[last] * ring[at + 1] - ring[at] * ring[last + 1];
  }
  const kept: number[] = [];
  for (let at = 0; at < ring.length; at += 2) {
    const from = kept.length > 0 ? kept.slice(-2) : [...ring.slice(-2)];
    const to = (at + 2) % ring.length;
    const ax = ring[at] - from[0];
    const ay = ring[at + 1] - from[1];
    const bx = ring[to] - ring[at];
    const by = ring[to + 1] - ring[at + 1];
    const turn = Math.abs(ax * by - ay * bx);
    const isStraight = turn <= ANGLE_EPSILON * Math.hypot(ax, ay) * Math.hypot(bx, by);
    if (!isStraight) kept.push(ring[at], ring[at + 1]);
  }
  if (kept.length < 6 || area === 0) return undefined;
  if (area > 0) return Float64Array.from(kept);
  const turned = new Float64Array(kept.length);
  for (let at = 0; at < kept.length; at += 2) {
    turned[at] = kept[kept.length - 2 - at];
    turned[at + 1] = kept[kept.length - 1 - at];
  }
  return turned;
}

/** Cuts off ears until a triangle is left; nothing where a ring crosses itself. */
function cutIntoTriangles(ring: Float64Array): Float64Array[] | undefined {
  const left = Array.from({ length: ring.length / 2 }, (_, at) => 2 * at);
  const triangles: Float64Array[] = [];
  while (left.length > 3) {
    const ear = left.findIndex((_, at) => isEar(ring, left, at));
    if (ear < 0) return undefined;
    const count = left.length;
    const corners = [left[(ear + count - 1) % count], left[ear], left[(ear + 1) % count]];
    triangles.push(ringOf(ring, corners));
    left.splice(ear, 1);
  }
  return [...triangles, ringOf(ring, left)];
}

function isEar(ring: Float64Array, left: number[], at: number): boolean {
  const a = left[(at + left.length - 1) % left.length];
  const b = left[at];
  const c = left[(at + 1) % left.length];
  if (doubleArea(ring, a, b, c) <= 0) return false;
  return left.every((p) => {
    if (p === a || p === b || p === c) return true;
    return (
      doubleArea(ring, a, b, p) < 0 ||
      doubleArea(ring, b, c, p) < 0 ||
      doubleArea(ring, c, a, p) < 0
    );
  });
}

function ringOf(ring: Float64Array, corners: number[]): Float64Array {
  return Float64Array.from(corners.flatMap((at) => [ring[at], ring[at + 1]]));
}

function lengthAround(ring: Float64Array): number {
  let length = 0;
  for (let at = 0, last = ring.length - 2; at < ring.length; last = at, at += 2) {
    length += Math.hypot(ring[at] - ring[last], ring[at + 1] - ring[last + 1]);
  }
  return length;
}

function halfPlanesOf(ring: Float64Array): Float64Array {
  const planes = new Float64Array((ring.length / 2) * 3);
  for (let at = 0; at < ring.length; at += 2) {
    const { x, y } = directionTo(ring, at, 2);
    planes.set([y, -x, y * ring[at] - x * ring[at + 1]], (at / 2) * 3);
  }
  return planes;
}

function middleOf(ring: Float64Array): [x: number, y: number] {
  let x = 0;
  let y = 0;
  for (let at = 0; at < ring.length; at += 2) {
    x += ring[at];
    y += ring[at + 1];
  }
  return [(2 * x) / ring.length, (2 * y) / ring.length];
}
