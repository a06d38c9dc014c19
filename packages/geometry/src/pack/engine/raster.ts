/** Turns outlines into bits, always outward: a cell that the grown outline touches is set. */
import { EDGE_SIZE, spanOfThickSegment } from "./span.ts";

/** Rows of bits over part of a cell grid; bit 0 of a row's first word is column `word0` * 32. */
export type Stamp = { row0: number; rows: number; word0: number; words: number; bits: Int32Array };

/** Smaller than any length that matters; keeps a side that lies on a grid line in its cell. */
const ON_LINE = 1e-9;

/**
 * Rasterises edges moved by (dx, dy) and grown by r, clipped to `rows` x `words` from cell 0, 0.
 *
 * Errs outward by less than one cell; cost about edges x rows crossed by an edge.
 */
export function rasterise(
  edges: Float64Array,
  bounds: { width: number; depth: number },
  dx: number,
  dy: number,
  r: number,
  cell: number,
  rows: number,
  words: number,
): Stamp {
  const row0 = Math.max(0, Math.floor((dy - r) / cell));
  const rowEnd = Math.min(rows, Math.ceil((dy + bounds.depth + r) / cell) + 1);
  const word0 = Math.max(0, Math.floor((dx - r) / cell) >> 5);
  const wordEnd = Math.min(words, (Math.ceil((dx + bounds.width + r) / cell) >> 5) + 1);
  const stamp: Stamp = {
    row0,
    rows: Math.max(0, rowEnd - row0),
    word0,
    words: Math.max(0, wordEnd - word0),
    bits: new Int32Array(Math.max(0, rowEnd - row0) * Math.max(0, wordEnd - word0)),
  };
  markEdges(stamp, edges, dx, dy, r, cell);
  markInside(stamp, edges, dx, dy, cell);
  return stamp;
}

/** Rasterises as rasterise does, but inward: only cells that lie wholly inside the outline. */
export function rasteriseInside(
  edges: Float64Array,
  bounds: { width: number; depth: number },
  dx: number,
  dy: number,
  cell: number,
  rows: number,
  words: number,
): Stamp {
  const stamp = rasterise(edges, bounds, dx, dy, 0, cell, rows, words);
  const rim: Stamp = { ...stamp, bits: new Int32Array(stamp.bits.length) };
  markEdges(rim, edges, dx, dy, 0, cell);
  for (let at = 0; at < stamp.bits.length; at++) stamp.bits[at] &= ~rim.bits[at];
  return stamp;
}

function markEdges(
  stamp: Stamp,
  edges: Float64Array,
  dx: number,
  dy: number,
  r: number,
  cell: number,
): void {
  const span = new Float64Array(2);
  for (let at = 0; at < edges.length; at += EDGE_SIZE) {
    const low = Math.min(edges[at + 1], edges[at + 3]) + dy - r;
    const high = Math.max(edges[at + 1], edges[at + 3]) + dy + r;
    const first = Math.max(stamp.row0, Math.floor(low / cell + ON_LINE));
    const end = Math.min(stamp.row0 + stamp.rows, Math.ceil(high / cell - ON_LINE));
    for (let row = first; row < end; row++) {
      const y = row * cell - dy;
      if (!spanOfThickSegment(edges, at, r, y, y + cell, span)) continue;
      const from = Math.floor((span[0] + dx) / cell + ON_LINE);
      setRun(stamp, row, from, Math.ceil((span[1] + dx) / cell - ON_LINE));
    }
  }
}

/** Fills what lies between edges by the non-zero rule, along the middle of each row. */
function markInside(stamp: Stamp, edges: Float64Array, dx: number, dy: number, cell: number): void {
  for (let row = stamp.row0; row < stamp.row0 + stamp.rows; row++) {
    const y = (row + 0.5) * cell - dy;
    const crossings: { x: number; turn: number }[] = [];
    for (let at = 0; at < edges.length; at += EDGE_SIZE) {
      const y1 = edges[at + 1];
      const y2 = edges[at + 3];
      if (y1 <= y === y2 <= y) continue;
      const x = edges[at] + ((y - y1) / (y2 - y1)) * (edges[at + 2] - edges[at]);
      crossings.push({ x: x + dx, turn: y1 < y2 ? 1 : -1 });
    }
    crossings.sort((a, b) => a.x - b.x);
    let winding = 0;
    for (let at = 0; at + 1 < crossings.length; at++) {
      winding += crossings[at].turn;
      if (winding === 0) continue;
      const from = Math.floor(crossings[at].x / cell);
      setRun(stamp, row, from, Math.floor(crossings[at + 1].x / cell));
    }
  }
}

function setRun(stamp: Stamp, row: number, from: number, end: number): void {
  const first = Math.max(0, from - stamp.word0 * 32);
  const last = Math.min(stamp.words * 32, end - stamp.word0 * 32) - 1;
  if (last < first) return;
  const base = (row - stamp.row0) * stamp.words;
  const headMask = -1 << (first & 31);
  const tailMask = -1 >>> (31 - (last & 31));
  const head = base + (first >> 5);
  const tail = base + (last >> 5);
  if (head === tail) {
    stamp.bits[head] |= headMask & tailMask;
    return;
  }
  stamp.bits[head] |= headMask;
  stamp.bits.fill(-1, head + 1, tail);
  stamp.bits[tail] |= tailMask;
}

/** Calls back with every run of set cells: row, first column, length. */
export function eachRun(
  stamp: Stamp,
  visit: (row: number, column: number, length: number) => void,
): void {
  const columns = stamp.words * 32;
  for (let row = 0; row < stamp.rows; row++) {
    let start = -1;
    for (let column = 0; column <= columns; column++) {
      const word = stamp.bits[row * stamp.words + (column >> 5)];
      const isSet = column < columns && ((word >>> (column & 31)) & 1) === 1;
      if (isSet && start < 0) start = column;
      if (!isSet && start >= 0) {
        visit(row + stamp.row0, column + stamp.word0 * 32 - (column - start), column - start);
        start = -1;
      }
    }
  }
}
