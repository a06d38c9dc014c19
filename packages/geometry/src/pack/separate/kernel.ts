/**
 * Overlap of two forms as a function of their offset alone.
 *
 * Two convex pieces overlap exactly where the offset lies in the Minkowski sum of one and the
 * mirrored other, which is convex again; the least plane distance is how far they must part.
 */
import type { Ring } from "../../types.ts";
import type { Form } from "./form.ts";

/**
 * For each pair of pieces: left, front, right, back of the offsets at which they overlap, position
 * of the next pair, then nx, ny, c of each plane. Distances are scaled by the sizes of the forms.
 */
export type Kernel = Float64Array;

const PAIR_HEAD = 5;
const PLANE = 3;
/** Corners of a gap are cut where neighbouring sides turn by more than this. */
const BEVEL_COSINE = Math.cos(Math.PI / 5);

/**
 * Prepares a pair of forms.
 *
 * gap    distance to keep; corners of the forbidden offsets are cut, not round, so that a little
 *        more than the gap is kept off corners
 * clear  overlaps up to this deep do not count
 */
export function makeKernel(a: Form, b: Form, gap: number, clear: number): Kernel {
  const scale = Math.sqrt(a.size * b.size);
  const numbers: number[] = [];
  for (const [pa, ringA] of a.pieces.entries()) {
    for (const [pb, ringB] of b.pieces.entries()) {
      const planes = planesOfPair(ringA, a.planes[pa], ringB, b.planes[pb]);
      if (gap > 0) addBevels(planes, ringA, ringB);
      const next = numbers.length + PAIR_HEAD + planes.length;
      const grow = gap - clear;
      numbers.push(
        -supportOf(ringA, -1, 0) - supportOf(ringB, 1, 0) - grow,
        -supportOf(ringA, 0, -1) - supportOf(ringB, 0, 1) - grow,
        supportOf(ringA, 1, 0) + supportOf(ringB, -1, 0) + grow,
        supportOf(ringA, 0, 1) + supportOf(ringB, 0, -1) + grow,
        next,
      );
      for (let at = 0; at < planes.length; at += PLANE) {
        numbers.push(scale * planes[at], scale * planes[at + 1], scale * (planes[at + 2] + grow));
      }
    }
  }
  return Float64Array.from(numbers);
}

/** Weight-free overlap of forms whose centres are dx, dy apart; 0 exactly where they are clear. */
export function overlapOf(kernel: Kernel, dx: number, dy: number): number {
  let sum = 0;
  const end = kernel.length;
  for (let at = 0, next = 0; at < end; at = next) {
    next = kernel[at + 4];
    if (dx <= kernel[at] || dy <= kernel[at + 1]) continue;
    if (dx >= kernel[at + 2] || dy >= kernel[at + 3]) continue;
    let least = Number.POSITIVE_INFINITY;
    for (let plane = at + PAIR_HEAD; plane < next; plane += PLANE) {
      const depth = kernel[plane + 2] - kernel[plane] * dx - kernel[plane + 1] * dy;
      if (depth < least) {
        least = depth;
        if (depth <= 0) break;
      }
    }
    if (least > 0) sum += least;
  }
  return sum;
}

/** Planes of the offsets at which two convex pieces overlap: nx, ny, c. */
function planesOfPair(
  ringA: Ring,
  planesA: Float64Array,
  ringB: Ring,
  planesB: Float64Array,
): number[] {
  const planes: number[] = [];
  for (let at = 0; at < planesA.length; at += PLANE) {
    const nx = planesA[at];
    const ny = planesA[at + 1];
    planes.push(nx, ny, planesA[at + 2] + supportOf(ringB, -nx, -ny));
  }
  const countA = planes.length;
  for (let at = 0; at < planesB.length; at += PLANE) {
    const nx = -planesB[at];
    const ny = -planesB[at + 1];
    if (!hasNormal(planes, countA, nx, ny)) {
      planes.push(nx, ny, planesB[at + 2] + supportOf(ringA, nx, ny));
    }
  }
  return planes;
}

function hasNormal(planes: number[], count: number, nx: number, ny: number): boolean {
  for (let at = 0; at < count; at += PLANE) {
    if (Math.abs(planes[at] - nx) < 1e-12 && Math.abs(planes[at + 1] - ny) < 1e-12) return true;
  }
  return false;
}

/** Farthest reach of a ring along a direction. */
function supportOf(ring: Ring, nx: number, ny: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < ring.length; at += 2) {
    const reach = nx * ring[at] + ny * ring[at + 1];
    if (reach > most) most = reach;
  }
  return most;
}

/** Adds planes between those that meet at sharp corners, where a grown corner would reach far. */
function addBevels(planes: number[], ringA: Ring, ringB: Ring): void {
  const normals: { x: number; y: number; angle: number }[] = [];
  for (let at = 0; at < planes.length; at += PLANE) {
    const [x, y] = [planes[at], planes[at + 1]];
    normals.push({ x, y, angle: Math.atan2(y, x) });
  }
  normals.sort((a, b) => a.angle - b.angle);
  for (const [at, from] of normals.entries()) {
    const to = normals[(at + 1) % normals.length];
    if (from.x * to.x + from.y * to.y >= BEVEL_COSINE) continue;
    const turn = to.angle - from.angle + (at + 1 < normals.length ? 0 : 2 * Math.PI);
    const parts = Math.ceil(turn / (Math.PI / 5));
    for (let part = 1; part < parts; part++) {
      const angle = from.angle + (turn * part) / parts;
      const [x, y] = [Math.cos(angle), Math.sin(angle)];
      planes.push(x, y, supportOf(ringA, x, y) + supportOf(ringB, -x, -y));
    }
  }
}
