/**
 * Overlap of two forms as a function of their offset alone: the depths of their convex pieces in
 * each other, summed up.
 *
 * The offsets of a pair of forms are cut into cells. The first offsets that come near a cell are
 * worked out from the pieces; after some, the planes that matter in the cell are listed once and
 * for all. All numbers lie in few arrays, close together for the sake of the cache.
 */
import {
  type Cell,
  deepestIn,
  deepestOf,
  deepestPairs,
  type Meeting,
  middleOf,
  reachOf,
} from "./deepest.ts";
import type { Form } from "./form.ts";
import { PLANE, planesOfPair } from "./pair.ts";
import { depthOfPieces } from "./pieces.ts";
import { listMeetings, meetings as pairsMet } from "./tree.ts";
import { SEPARATE } from "./tunables.ts";

/** Pairs of forms. */
export type Kernels = {
  /** Overlaps up to this deep do not count. */
  clear: number;
  /** Whether only the deepest pair of pieces counts, and not the sum of all. */
  isDeepest: boolean;
  /** Number of a kernel, plus one, by its key modulo the length; 0 for none. */
  table: Int32Array;
  /** The same, for the first pairs of forms, by pair. */
  pairs: Int32Array;
  /** By number. */
  keys: Float64Array;
  list: Kernel[];
  /** A row of BOX numbers for each kernel. */
  boxes: Float64Array;
  /** For each cell of a kernel, its visits, negative; once listed, where its numbers begin. */
  cells: Int32Array;
  cellsEnd: number;
  /**
   * For each cell nx, ny, c of what overlaps everywhere in it, each pair of pieces by one plane,
   * summed up; then how many other pairs there are, and for each its number of planes and those.
   */
  numbers: Float64Array;
  numbersEnd: number;
  /** Bytes of the planes that kernels keep. */
  planesBytes: number;
};

type Kernel = {
  meetings: Meeting[];
  scale: number;
  /** Planes of each pair of pieces that a cell has asked for. */
  planes: (Float64Array | undefined)[];
};

/**
 * Of a kernel: left, front, right, back of the offsets at which anything overlaps, cells for each
 * unit of x and of y, cells along each side, first cell.
 */
const BOX = 8;

/** Where the numbers of cells begin in which nothing overlaps. */
const NOTHING = 1;
const FIRST_NUMBER = NOTHING + 4;

/**
 * Begins with no kernel.
 *
 * keys   how many kernels there may be
 * pairs  how many pairs of forms may ask for them
 * clear  overlaps up to this deep do not count
 */
export function makeKernels(
  keys: number,
  pairs: number,
  clear: number,
  isDeepest: boolean,
): Kernels {
  return {
    clear,
    isDeepest,
    table: new Int32Array(Math.min(keys, TABLE_MAX)),
    pairs: new Int32Array(Math.min(pairs, PAIRS_MAX)),
    keys: new Float64Array(256),
    list: [],
    boxes: new Float64Array(BOX * 256),
    cells: new Int32Array(1024),
    cellsEnd: 0,
    numbers: new Float64Array(4096),
    numbersEnd: FIRST_NUMBER,
    planesBytes: 0,
  };
}

/** What a list of planes takes beside its numbers, about. */
const PLANES_BYTES = 160;

const TABLE_MAX = 2 ** 20;
const PAIRS_MAX = 2 ** 18;

/** Forgets all kernels where the memory set aside for them is full. */
export function tidyKernels(kernels: Kernels): void {
  const bytes = kernels.numbersEnd * 8 + kernels.cellsEnd * 4 + kernels.planesBytes;
  if (bytes <= SEPARATE.kernel_bytes) return;
  kernels.table.fill(0);
  kernels.pairs.fill(0);
  kernels.list = [];
  kernels.cells.fill(0);
  kernels.cellsEnd = 0;
  kernels.planesBytes = 0;
  kernels.numbersEnd = FIRST_NUMBER;
}

/** The kernel of a key, or -1 where none is known. */
export function findKernel({ table, keys }: Kernels, key: number): number {
  const at = table[key < table.length ? key : key % table.length] - 1;
  return at >= 0 && keys[at] === key ? at : -1;
}

export function addKernel(kernels: Kernels, key: number, meetings: Meeting[]): number {
  const { clear, table, list } = kernels;
  const edge = (least: (meeting: Meeting) => number) =>
    meetings.reduce((most, meeting) => Math.min(most, least(meeting)), Number.POSITIVE_INFINITY);
  const left = edge(({ a, b }) => a.left - b.right) + clear;
  const right = -edge(({ a, b }) => b.left - a.right) - clear;
  const front = edge(({ a, b }) => a.front - b.back) + clear;
  const back = -edge(({ a, b }) => b.front - a.back) - clear;
  const count = meetings.reduce((sum, { a, b }) => sum + piecesOf(a) * piecesOf(b), 0);
  const { cells_least, cells_most, cells_share } = SEPARATE;
  const side = Math.max(
    cells_least,
    Math.min(cells_most, Math.ceil(cells_share * Math.sqrt(count))),
  );
  const at = list.length;
  kernels.cells = withRoom(kernels.cells, kernels.cellsEnd + side * side);
  kernels.boxes = withRoom(kernels.boxes, BOX * (at + 1));
  kernels.keys = withRoom(kernels.keys, at + 1);
  kernels.keys[at] = key;
  const box = [left, front, right, back, side / (right - left), side / (back - front)];
  kernels.boxes.set([...box, side, kernels.cellsEnd], BOX * at);
  kernels.cellsEnd += side * side;
  const scale = meetings.length > 0 ? Math.sqrt(meetings[0].a.size * meetings[0].b.size) : 0;
  list.push({ meetings, scale, planes: [] });
  table[key % table.length] = at + 1;
  return at;
}

const piecesOf = ({ starts }: Form) => starts.length - 1;

/**
 * Overlap of forms whose centres are dx, dy apart; 0 exactly where they are clear. Leaves in
 * `slope` how fast it falls along dx and dy. May stop once it is not below the bound; what it
 * returns then is at least the bound.
 */
export function overlapOf(
  kernels: Kernels,
  at: number,
  dx: number,
  dy: number,
  bound: number,
  slope: Float64Array,
): number {
  const cell = cellAt(kernels, at, dx, dy);
  if (cell === NOTHING) return 0;
  if (cell > 0) {
    return kernels.isDeepest
      ? deepestIn(kernels.numbers, cell, dx, dy, bound, slope)
      : overlapIn(kernels.numbers, cell, dx, dy, bound, slope);
  }
  const { meetings, scale } = kernels.list[at];
  const depth = kernels.isDeepest
    ? deepestOf(meetings, dx, dy, kernels.clear, bound / scale, slope)
    : depthOfPieces(meetings[0].a, meetings[0].b, dx, dy, kernels.clear, bound / scale, slope);
  slope[0] *= scale;
  slope[1] *= scale;
  return scale * depth;
}

/** Where the numbers begin of the cell around an offset; 0 while they are not listed. */
function cellAt(kernels: Kernels, at: number, dx: number, dy: number): number {
  const { boxes, cells } = kernels;
  const box = BOX * at;
  const left = boxes[box];
  const front = boxes[box + 1];
  if (dx <= left || dy <= front || dx >= boxes[box + 2] || dy >= boxes[box + 3]) return NOTHING;
  const side = boxes[box + 6] | 0;
  let column = ((dx - left) * boxes[box + 4]) | 0;
  let row = ((dy - front) * boxes[box + 5]) | 0;
  if (column >= side) column = side - 1;
  if (row >= side) row = side - 1;
  const cell = (boxes[box + 7] | 0) + row * side + column;
  const begin = cells[cell];
  if (begin > 0) return begin;
  if (begin > -SEPARATE.cell_visits) {
    cells[cell] = begin - 1;
    return 0;
  }
  const made = prepareCell(kernels, at, column, row);
  kernels.cells[cell] = made;
  return made;
}

function overlapIn(
  numbers: Float64Array,
  begin: number,
  dx: number,
  dy: number,
  bound: number,
  slope: Float64Array,
): number {
  let slopeX = numbers[begin];
  let slopeY = numbers[begin + 1];
  let sum = numbers[begin + 2] - slopeX * dx - slopeY * dy;
  let next = begin + 4;
  for (let pairs = numbers[begin + 3] | 0; pairs > 0; pairs--) {
    let plane = next + 1;
    next = plane + PLANE * (numbers[next] | 0);
    let lowest = plane;
    let least = numbers[plane + 2] - numbers[plane] * dx - numbers[plane + 1] * dy;
    for (plane += PLANE; plane < next && least > 0; plane += PLANE) {
      const depth = numbers[plane + 2] - numbers[plane] * dx - numbers[plane + 1] * dy;
      if (depth >= least) continue;
      least = depth;
      lowest = plane;
    }
    if (least <= 0) continue;
    sum += least;
    if (sum >= bound) return sum;
    slopeX += numbers[lowest];
    slopeY += numbers[lowest + 1];
  }
  slope[0] = slopeX;
  slope[1] = slopeY;
  return sum;
}

/** Lists what matters in a cell, and returns where that begins. */
function prepareCell(kernels: Kernels, at: number, column: number, row: number): number {
  const { boxes, list, clear } = kernels;
  const box = BOX * at;
  const { meetings, scale, planes } = list[at];
  const cell: Cell = {
    x: boxes[box] + (column + 0.5) / boxes[box + 4],
    y: boxes[box + 1] + (row + 0.5) / boxes[box + 5],
    // A little larger, against rounding.
    halfWidth: 0.501 / boxes[box + 4],
    halfDepth: 0.501 / boxes[box + 5],
  };
  if (kernels.isDeepest) {
    const listed = deepestPairs(meetings, cell, clear, scale);
    if (!listed) return NOTHING;
    const first = kernels.numbersEnd;
    reserve(kernels, listed.length);
    kernels.numbers.set(listed, first);
    return first;
  }
  const begin = kernels.numbersEnd;
  reserve(kernels, 4);
  kernels.numbers.fill(0, begin, begin + 4);
  const [{ a, b }] = meetings;
  const countB = piecesOf(b);
  const end = listMeetings(a.tree, b.tree, cell.x, cell.y, cell.halfWidth, cell.halfDepth);
  for (let met = 0; met < end; met += 2) {
    const [pa, pb] = [pairsMet[met], pairsMet[met + 1]];
    const pair = pa * countB + pb;
    let known = planes[pair];
    if (!known) {
      known = planesOfPair(a, pa, b, pb, clear, scale);
      if (planes.length === 0) kernels.planesBytes += 8 * countB * piecesOf(a);
      planes[pair] = known;
      kernels.planesBytes += PLANES_BYTES + known.byteLength;
    }
    addPair(kernels, begin, cell, known);
  }
  const isEmpty = kernels.numbersEnd === begin + 4 && kernels.numbers[begin + 2] === 0;
  if (!isEmpty) return begin;
  kernels.numbersEnd = begin;
  return NOTHING;
}

/** Adds those planes of a pair that are the least one somewhere in the cell. */
function addPair(kernels: Kernels, begin: number, cell: Cell, planes: Float64Array): void {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < planes.length; at += PLANE) {
    const most = middleOf(cell, planes, at) + reachOf(cell, planes, at);
    if (most <= 0) return;
    if (most < least) least = most;
  }
  const start = kernels.numbersEnd;
  reserve(kernels, 1 + planes.length);
  const { numbers } = kernels;
  let next = start + 1;
  let isDeep = true;
  for (let at = 0; at < planes.length; at += PLANE) {
    const shallow = middleOf(cell, planes, at) - reachOf(cell, planes, at);
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
  kernels.numbers = withRoom(kernels.numbers, kernels.numbersEnd);
}

/** The array, or a copy twice as long where it is too short. */
function withRoom<T extends Int32Array | Float64Array>(array: T, length: number): T;
function withRoom(array: Int32Array | Float64Array, length: number): Int32Array | Float64Array {
  if (length <= array.length) return array;
  const longer =
    array instanceof Int32Array ? new Int32Array(2 * length) : new Float64Array(2 * length);
  longer.set(array);
  return longer;
}
