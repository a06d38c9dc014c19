/**
 * Overlap of two forms as a function of their offset alone.
 *
 * Two convex pieces overlap exactly where the offset lies in the Minkowski sum of one and the
 * mirrored other, which is convex again; the least plane distance is how far they must part.
 */
import type { Ring } from "../../types.ts";
import type { Form } from "./form.ts";

/** A pair of forms. Pairs of their pieces are prepared when an offset first comes near them. */
export type Kernel = {
  a: Form;
  b: Form;
  grow: number;
  scale: number;
  /** The offsets at which anything overlaps lie in a box, cut into side x side cells. */
  left: number;
  front: number;
  right: number;
  back: number;
  side: number;
  cellsPerX: number;
  cellsPerY: number;
  /** Where the list of each cell begins in `pairs`: the pairs of pieces that overlap near it. */
  cells: Int32Array;
  pairs: Int32Array;
  /** nx, ny, c of each pair, once it is needed: depth is c - nx * dx - ny * dy. */
  planes: (Float64Array | undefined)[];
};

const PLANE = 3;
/** Corners of a gap are cut where neighbouring sides turn by more than this. */
const BEVEL_RAD = Math.PI / 5;

/**
 * Prepares a pair of forms.
 *
 * gap    distance to keep; corners of the forbidden offsets are cut, not round, so that a little
 *        more than the gap is kept off corners
 * clear  overlaps up to this deep do not count
 */
export function makeKernel(a: Form, b: Form, gap: number, clear: number): Kernel {
  const grow = gap - clear;
  const [left, right] = [a.left - b.right - grow, a.right - b.left + grow];
  const [front, back] = [a.front - b.back - grow, a.back - b.front + grow];
  const count = a.pieces.length * b.pieces.length;
  const side = sideFor(count);
  const kernel: Kernel = {
    a,
    b,
    grow,
    scale: Math.sqrt(a.size * b.size),
    left,
    front,
    right,
    back,
    side,
    cellsPerX: side / (right - left),
    cellsPerY: side / (back - front),
    cells: new Int32Array(side * side + 1),
    pairs: new Int32Array(0),
    planes: Array(count).fill(undefined),
  };
  listPairs(kernel);
  return kernel;
}

/** More cells make shorter lists, until listing many pairs in many cells costs too much. */
function sideFor(count: number): number {
  const root = Math.sqrt(count);
  return Math.max(1, Math.min(12, Math.ceil(1.5 * root), Math.floor(200 / root)));
}

/** Lists for each cell the pairs that overlap in it, or may where there are many pairs. */
function listPairs(kernel: Kernel): void {
  const { a, b, grow, left, front, side, cellsPerX, cellsPerY, planes } = kernel;
  const isExact = planes.length <= EXACT_PAIRS_MAX;
  const lists: number[][] = Array.from({ length: side * side }, () => []);
  const clamp = (cell: number) => Math.max(0, Math.min(side - 1, Math.floor(cell)));
  for (let pair = 0; pair < planes.length; pair++) {
    const ofA = 4 * Math.floor(pair / b.pieces.length);
    const ofB = 4 * (pair % b.pieces.length);
    const c0 = clamp((a.boxes[ofA] - b.boxes[ofB + 2] - grow - left) * cellsPerX - 1e-9);
    const c1 = clamp((a.boxes[ofA + 2] - b.boxes[ofB] + grow - left) * cellsPerX + 1e-9);
    const r0 = clamp((a.boxes[ofA + 1] - b.boxes[ofB + 3] - grow - front) * cellsPerY - 1e-9);
    const r1 = clamp((a.boxes[ofA + 3] - b.boxes[ofB + 1] + grow - front) * cellsPerY + 1e-9);
    for (let row = r0; row <= r1; row++) {
      for (let column = c0; column <= c1; column++) {
        if (!isExact || meetsCell(kernel, pair, column, row)) {
          lists[row * side + column].push(pair);
        }
      }
    }
  }
  for (const [cell, list] of lists.entries()) {
    kernel.cells[cell + 1] = kernel.cells[cell] + list.length;
  }
  kernel.pairs = Int32Array.from(lists.flat());
}

const EXACT_PAIRS_MAX = 200;

/** Whether a pair may overlap at an offset in a cell: no plane has all of the cell outside. */
function meetsCell(kernel: Kernel, pair: number, column: number, row: number): boolean {
  const planes = kernel.planes[pair] ?? preparePair(kernel, pair);
  const width = 1 / kernel.cellsPerX;
  const depth = 1 / kernel.cellsPerY;
  const x = kernel.left + (column + 0.5) * width;
  const y = kernel.front + (row + 0.5) * depth;
  for (let at = 0; at < planes.length; at += PLANE) {
    const reach = Math.abs(planes[at]) * width + Math.abs(planes[at + 1]) * depth;
    // Cells are taken a little too large, against rounding.
    if (planes[at + 2] - planes[at] * x - planes[at + 1] * y + 0.501 * reach <= 0) return false;
  }
  return true;
}

/** Overlap of forms whose centres are dx, dy apart; 0 exactly where they are clear. */
export function overlapOf(kernel: Kernel, dx: number, dy: number): number {
  if (dx <= kernel.left || dy <= kernel.front || dx >= kernel.right || dy >= kernel.back) return 0;
  const { pairs, cells, side } = kernel;
  const column = Math.min(side - 1, ((dx - kernel.left) * kernel.cellsPerX) | 0);
  const row = Math.min(side - 1, ((dy - kernel.front) * kernel.cellsPerY) | 0);
  const cell = row * side + column;
  let sum = 0;
  for (let at = cells[cell], last = cells[cell + 1]; at < last; at++) {
    const pair = pairs[at];
    const planes = kernel.planes[pair] ?? preparePair(kernel, pair);
    let least = planes[2] - planes[0] * dx - planes[1] * dy;
    if (least <= 0) continue;
    for (let plane = PLANE, end = planes.length; plane < end; plane += PLANE) {
      const depth = planes[plane + 2] - planes[plane] * dx - planes[plane + 1] * dy;
      if (depth < least) {
        least = depth;
        if (depth <= 0) {
          bringForward(planes, plane);
          break;
        }
      }
    }
    if (least > 0) sum += least;
  }
  return sum;
}

/** The plane that parted two pieces is likely to part them at the next offset too. */
function bringForward(planes: Float64Array, at: number): void {
  for (let k = 0; k < PLANE; k++) {
    const kept = planes[k];
    planes[k] = planes[at + k];
    planes[at + k] = kept;
  }
}

function preparePair(kernel: Kernel, pair: number): Float64Array {
  const { a, b, grow, scale } = kernel;
  const pa = Math.floor(pair / b.pieces.length);
  const pb = pair % b.pieces.length;
  const planes = planesOfPair(a.pieces[pa], a.planes[pa], b.pieces[pb], b.planes[pb]);
  if (grow > 0) addBevels(planes, a.pieces[pa], b.pieces[pb]);
  for (let at = 0; at < planes.length; at += PLANE) {
    planes[at] *= scale;
    planes[at + 1] *= scale;
    planes[at + 2] = scale * (planes[at + 2] + grow);
  }
  const prepared = Float64Array.from(planes);
  kernel.planes[pair] = prepared;
  return prepared;
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
    if (from.x * to.x + from.y * to.y >= Math.cos(BEVEL_RAD)) continue;
    const turn = to.angle - from.angle + (at + 1 < normals.length ? 0 : 2 * Math.PI);
    const parts = Math.ceil(turn / BEVEL_RAD);
    for (let part = 1; part < parts; part++) {
      const angle = from.angle + (turn * part) / parts;
      const [x, y] = [Math.cos(angle), Math.sin(angle)];
      planes.push(x, y, supportOf(ringA, x, y) + supportOf(ringB, -x, -y));
    }
  }
}
