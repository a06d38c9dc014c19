/**
 * Two convex pieces overlap exactly where the offset lies in the Minkowski sum of one and the
 * mirrored other, which is convex again; the least plane distance is how far they must part.
 */
import type { Form } from "./form.ts";

/** Numbers of a plane: nx, ny, c; the depth at an offset is c - nx * dx - ny * dy. */
export const PLANE = 3;

/**
 * How deep piece pb of b, moved by dx, dy, lies in piece pa of a; 0 where they are clear. Adds how
 * fast the depth falls along dx and dy, and grows as b turns about its centre, to `slope`.
 */
export function depthOfPair(
  a: Form,
  pa: number,
  b: Form,
  pb: number,
  dx: number,
  dy: number,
  clear: number,
  slope: Float64Array,
): number {
  const depth = leastDepth(a, pa, b, pb, dx, dy, clear, Number.POSITIVE_INFINITY);
  if (depth <= 0) return 0;
  const sideA = leastSide;
  const cornerB = leastCorner;
  const least = leastDepth(b, pb, a, pa, -dx, -dy, clear, depth);
  if (least <= 0) return 0;
  const isOfA = least === depth;
  const { planes } = isOfA ? a : b;
  const side = isOfA ? sideA : leastSide;
  const sign = isOfA ? 1 : -1;
  const nx = sign * planes[side];
  const ny = sign * planes[side + 1];
  slope[0] += nx;
  slope[1] += ny;
  // What meets the plane, or lies in it, as seen from the centre of b.
  const { points } = isOfA ? b : a;
  const at = isOfA ? cornerB : leastCorner;
  const x = isOfA ? points[at] : points[at] - dx;
  const y = isOfA ? points[at + 1] : points[at + 1] - dy;
  slope[2] += nx * y - ny * x;
  return least;
}

/** The plane that the last call of leastDepth found to be the least, and the corner behind it. */
let leastSide = 0;
let leastCorner = 0;

/**
 * Least of `most` and, over the sides of a piece, how far the other one reaches behind them; 0 as
 * soon as it is behind none. The farthest corner goes round with the side (rotating calipers).
 */
function leastDepth(
  { starts, planes }: Form,
  piece: number,
  other: Form,
  otherPiece: number,
  dx: number,
  dy: number,
  clear: number,
  most: number,
): number {
  const { points } = other;
  const first = 2 * other.starts[otherPiece];
  const end = 2 * other.starts[otherPiece + 1];
  const last = PLANE * starts[piece + 1];
  let corner = -1;
  let depth = most;
  for (let at = PLANE * starts[piece]; at < last; at += PLANE) {
    const nx = planes[at];
    const ny = planes[at + 1];
    if (corner < 0) corner = farthestBehind(points, first, end, nx, ny);
    let reach = nx * points[corner] + ny * points[corner + 1];
    for (;;) {
      const next = corner + 2 === end ? first : corner + 2;
      const beyond = nx * points[next] + ny * points[next + 1];
      if (beyond >= reach) break;
      reach = beyond;
      corner = next;
    }
    const behind = planes[at + 2] - clear - reach - nx * dx - ny * dy;
    if (behind <= 0) return 0;
    if (behind >= depth) continue;
    depth = behind;
    leastSide = at;
    leastCorner = corner;
  }
  return depth;
}

/**
 * How deep piece pb of b, moved by dx, dy, lies behind the side of either piece that parts them
 * best; negative where they are apart. Leaves that side's normal, from a to b, in `normal`.
 */
export function partingPlane(
  a: Form,
  pa: number,
  b: Form,
  pb: number,
  dx: number,
  dy: number,
  normal: Float64Array,
): number {
  const depth = farthestSide(a, pa, b, pb, dx, dy);
  const sideA = leastSide;
  const other = farthestSide(b, pb, a, pa, -dx, -dy);
  const isOfA = depth <= other;
  const { planes } = isOfA ? a : b;
  const side = isOfA ? sideA : leastSide;
  normal[0] = isOfA ? planes[side] : -planes[side];
  normal[1] = isOfA ? planes[side + 1] : -planes[side + 1];
  return Math.min(depth, other);
}

/** Least over the sides of a piece of how far the other one reaches behind them. */
function farthestSide(
  { starts, planes }: Form,
  piece: number,
  other: Form,
  otherPiece: number,
  dx: number,
  dy: number,
): number {
  const { points } = other;
  const first = 2 * other.starts[otherPiece];
  const end = 2 * other.starts[otherPiece + 1];
  let depth = Number.POSITIVE_INFINITY;
  for (let at = PLANE * starts[piece]; at < PLANE * starts[piece + 1]; at += PLANE) {
    const nx = planes[at];
    const ny = planes[at + 1];
    const corner = farthestBehind(points, first, end, nx, ny);
    const reach = nx * points[corner] + ny * points[corner + 1];
    const behind = planes[at + 2] - reach - nx * dx - ny * dy;
    if (behind >= depth) continue;
    depth = behind;
    leastSide = at;
  }
  return depth;
}

/** Position of the corner that lies farthest against a direction. */
function farthestBehind(
  points: Float64Array,
  first: number,
  end: number,
  nx: number,
  ny: number,
): number {
  let corner = first;
  let least = Number.POSITIVE_INFINITY;
  for (let at = first; at < end; at += 2) {
    const reach = nx * points[at] + ny * points[at + 1];
    if (reach >= least) continue;
    least = reach;
    corner = at;
  }
  return corner;
}

/** Planes of the offsets at which two convex pieces overlap, times a scale. */
export function planesOfPair(
  a: Form,
  pa: number,
  b: Form,
  pb: number,
  clear: number,
  scale: number,
): Float64Array {
  const planes: number[] = [];
  addSides(planes, 0, a, pa, b, pb, 1);
  addSides(planes, planes.length, b, pb, a, pa, -1);
  for (let at = 0; at < planes.length; at += PLANE) {
    planes[at] *= scale;
    planes[at + 1] *= scale;
    planes[at + 2] = scale * (planes[at + 2] - clear);
  }
  return Float64Array.from(planes);
}

/** Adds a plane for each side of a piece but those that the first `known` numbers hold already. */
function addSides(
  planes: number[],
  known: number,
  { starts, planes: sides }: Form,
  piece: number,
  other: Form,
  otherPiece: number,
  sign: number,
): void {
  const { points } = other;
  const first = 2 * other.starts[otherPiece];
  const end = 2 * other.starts[otherPiece + 1];
  for (let at = PLANE * starts[piece]; at < PLANE * starts[piece + 1]; at += PLANE) {
    const nx = sides[at];
    const ny = sides[at + 1];
    if (hasNormal(planes, known, sign * nx, sign * ny)) continue;
    const corner = farthestBehind(points, first, end, nx, ny);
    const reach = nx * points[corner] + ny * points[corner + 1];
    planes.push(sign * nx, sign * ny, sides[at + 2] - reach);
  }
}

function hasNormal(planes: number[], count: number, nx: number, ny: number): boolean {
  for (let at = 0; at < count; at += PLANE) {
    if (Math.abs(planes[at] - nx) < 1e-12 && Math.abs(planes[at + 1] - ny) < 1e-12) return true;
  }
  return false;
}
