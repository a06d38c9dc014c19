/**
 * Overlap of two forms as a function of their offset alone.
 *
 * Two convex pieces overlap exactly where the offset lies in the Minkowski sum of one and the
 * mirrored other, which is convex again; the least plane distance is how far they must part. The
 * offsets of a pair of forms are cut into cells, so that only the few planes that matter near an
 * offset are looked at. All numbers lie in one array, close together for the sake of the cache.
 */
import type { Ring } from "../../types.ts";
import type { Form } from "./form.ts";
import { SEPARATE } from "./tunables.ts";

/** Pairs of forms, each prepared cell by cell when an offset first comes near. */
export type Kernels = {
  gap: number;
  clear: number;
  /** Number of a kernel, plus one, by its key modulo the length; 0 for none. */
  table: Int32Array;
  list: Kernel[];
  /** Where each cell of a kernel begins in `numbers`, 0 before it is prepared. */
  cells: Int32Array;
  cellsEnd: number;
  /**
   * For each cell nx, ny, c of what overlaps everywhere in it, each pair of pieces by one plane,
   * summed up; then how many other pairs there are, and for each its number of planes and those.
   */
  numbers: Float64Array;
  numbersEnd: number;
};

type Kernel = {
  key: number;
  a: Form;
  b: Form;
  /** The offsets at which anything overlaps lie in a box of side x side cells. */
  left: number;
  front: number;
  right: number;
  back: number;
  side: number;
  cellsPerX: number;
  cellsPerY: number;
  firstCell: number;
  /** nx, ny, c of each pair of pieces: depth is c - nx * dx - ny * dy. */
  planes: (Float64Array | undefined)[];
};

const PLANE = 3;
/** Corners of a gap are cut where neighbouring sides turn by more than this. */
const BEVEL_RAD = Math.PI / 5;

/**
 * Begins with no kernel.
 *
 * keys   how many pairs of forms there may be
 * gap    distance to keep; corners of the forbidden offsets are cut, not round, so that a little
 *        more than the gap is kept off corners
 * clear  overlaps up to this deep do not count
 */
export function makeKernels(keys: number, gap: number, clear: number): Kernels {
  return {
    gap,
    clear,
    table: new Int32Array(Math.min(keys, TABLE_MAX)),
    list: [],
    cells: new Int32Array(1024),
    cellsEnd: 0,
    numbers: new Float64Array(4096),
    numbersEnd: 1,
  };
}

const TABLE_MAX = 2 ** 20;

/** The kernel of a key, or -1 where none is known. */
export function findKernel({ table, list }: Kernels, key: number): number {
  const at = table[key < table.length ? key : key % table.length] - 1;
  return at >= 0 && list[at].key === key ? at : -1;
}

/** Adds a kernel; all others are forgotten where the memory set aside for them is full. */
export function addKernel(kernels: Kernels, key: number, a: Form, b: Form): number {
  if (kernels.numbersEnd * kernels.numbers.BYTES_PER_ELEMENT > SEPARATE.kernel_bytes) {
    kernels.table.fill(0);
    kernels.list = [];
    kernels.cells.fill(0);
    kernels.cellsEnd = 0;
    kernels.numbersEnd = 1;
  }
  const grow = kernels.gap - kernels.clear;
  const [left, right] = [a.left - b.right - grow, a.right - b.left + grow];
  const [front, back] = [a.front - b.back - grow, a.back - b.front + grow];
  const count = a.pieces.length * b.pieces.length;
  const side = Math.max(4, Math.min(16, Math.ceil(2 * Math.sqrt(count))));
  const firstCell = kernels.cellsEnd;
  kernels.cellsEnd += side * side;
  if (kernels.cellsEnd > kernels.cells.length) {
    const cells = new Int32Array(2 * kernels.cellsEnd);
    cells.set(kernels.cells);
    kernels.cells = cells;
  }
  const { table, list } = kernels;
  list.push({
    key,
    a,
    b,
    left,
    front,
    right,
    back,
    side,
    cellsPerX: side / (right - left),
    cellsPerY: side / (back - front),
    firstCell,
    planes: Array(count).fill(undefined),
  });
  table[key % table.length] = list.length;
  return list.length - 1;
}

/** Overlap of forms whose centres are dx, dy apart; 0 exactly where they are clear. */
export function overlapOf(kernels: Kernels, at: number, dx: number, dy: number): number {
  const kernel = kernels.list[at];
  const { left, front, side, firstCell } = kernel;
  if (dx <= left || dy <= front || dx >= kernel.right || dy >= kernel.back) return 0;
  const column = Math.min(side - 1, ((dx - left) * kernel.cellsPerX) | 0);
  const row = Math.min(side - 1, ((dy - front) * kernel.cellsPerY) | 0);
  const cell = firstCell + row * side + column;
  let next = kernels.cells[cell];
  if (next === 0) {
    next = prepareCell(kernels, kernel, column, row);
    kernels.cells[cell] = next;
  }
  const { numbers } = kernels;
  let sum = numbers[next + 2] - numbers[next] * dx - numbers[next + 1] * dy;
  let pairs = numbers[next + 3] | 0;
  for (next += 4; pairs > 0; pairs--) {
    let plane = next + 1;
    next = plane + PLANE * (numbers[next] | 0);
    let least = numbers[plane + 2] - numbers[plane] * dx - numbers[plane + 1] * dy;
    for (plane += PLANE; plane < next && least > 0; plane += PLANE) {
      const depth = numbers[plane + 2] - numbers[plane] * dx - numbers[plane + 1] * dy;
      if (depth < least) least = depth;
    }
    if (least > 0) sum += least;
  }
  return sum;
}

/** Lists what matters in a cell, and returns where that begins. */
function prepareCell(kernels: Kernels, kernel: Kernel, column: number, row: number): number {
  const { a, b, left, front, cellsPerX, cellsPerY, planes } = kernel;
  const grow = kernels.gap - kernels.clear;
  const cell: Cell = {
    x: left + (column + 0.5) / cellsPerX,
    y: front + (row + 0.5) / cellsPerY,
    // A little larger, against rounding.
    halfWidth: 0.501 / cellsPerX,
    halfDepth: 0.501 / cellsPerY,
  };
  const reachX = cell.halfWidth + grow;
  const reachY = cell.halfDepth + grow;
  const begin = kernels.numbersEnd;
  reserve(kernels, 4);
  kernels.numbers.fill(0, begin, begin + 4);
  for (let pa = 0, pair = 0; pa < a.pieces.length; pa++) {
    const x0 = a.boxes[4 * pa] - reachX - cell.x;
    const y0 = a.boxes[4 * pa + 1] - reachY - cell.y;
    const x1 = a.boxes[4 * pa + 2] + reachX - cell.x;
    const y1 = a.boxes[4 * pa + 3] + reachY - cell.y;
    for (let pb = 0; pb < b.pieces.length; pb++, pair++) {
      const at = 4 * pb;
      if (b.boxes[at + 2] <= x0 || b.boxes[at] >= x1) continue;
      if (b.boxes[at + 3] <= y0 || b.boxes[at + 1] >= y1) continue;
      const known = planes[pair] ?? preparePair(kernel, pa, pb, grow, kernels.gap > 0);
      planes[pair] = known;
      addPair(kernels, begin, cell, known);
    }
  }
  return begin;
}

/** A rectangle of offsets around x, y. */
type Cell = { x: number; y: number; halfWidth: number; halfDepth: number };

/** Adds those planes of a pair that are the least one somewhere in the cell. */
function addPair(kernels: Kernels, begin: number, cell: Cell, planes: Float64Array): void {
  const { x, y, halfWidth, halfDepth } = cell;
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < planes.length; at += PLANE) {
    const reach = Math.abs(planes[at]) * halfWidth + Math.abs(planes[at + 1]) * halfDepth;
    const most = planes[at + 2] - planes[at] * x - planes[at + 1] * y + reach;
    if (most <= 0) return;
    if (most < least) least = most;
  }
  const start = kernels.numbersEnd;
  reserve(kernels, 1 + planes.length);
  const { numbers } = kernels;
  let next = start + 1;
  let isDeep = true;
  for (let at = 0; at < planes.length; at += PLANE) {
    const reach = Math.abs(planes[at]) * halfWidth + Math.abs(planes[at + 1]) * halfDepth;
    const shallow = planes[at + 2] - planes[at] * x - planes[at + 1] * y - reach;
    if (shallow >= least) continue;
    if (shallow <= 0) isDeep = false;
    for (let k = 0; k < PLANE; k++) numbers[next++] = planes[at + k];
  }
  if (isDeep && next === start + 1 + PLANE) {
    for (let k = 0; k < PLANE; k++) numbers[begin + k] += numbers[start + 1 + k];
    kernels.numbersEnd = start;
    return;
  }
  numbers[start] = (next - start - 1) / PLANE;
  numbers[begin + 3]++;
  kernels.numbersEnd = next;
}

/** Makes room at the end of the numbers. */
function reserve(kernels: Kernels, count: number): void {
  kernels.numbersEnd += count;
  if (kernels.numbersEnd <= kernels.numbers.length) return;
  const numbers = new Float64Array(2 * kernels.numbersEnd);
  numbers.set(kernels.numbers);
  kernels.numbers = numbers;
}

function preparePair(
  { a, b }: Kernel,
  pa: number,
  pb: number,
  grow: number,
  hasGap: boolean,
): Float64Array {
  const planes = planesOfPair(a.pieces[pa], a.planes[pa], b.pieces[pb], b.planes[pb]);
  if (hasGap) addBevels(planes, a.pieces[pa], b.pieces[pb]);
  const scale = Math.sqrt(a.size * b.size);
  for (let at = 0; at < planes.length; at += PLANE) {
    planes[at] *= scale;
    planes[at + 1] *= scale;
    planes[at + 2] = scale * (planes[at + 2] + grow);
  }
  return Float64Array.from(planes);
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
