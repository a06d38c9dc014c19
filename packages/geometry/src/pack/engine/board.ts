/** One plate in the making: the parts on it, exactly, and the bits that tell where more can go. */
import type { Frame } from "./frame.ts";
import { rasterise, type Stamp } from "./raster.ts";
import type { Variant } from "./shape.ts";

/** A part on a board: `variant` moved by x, y from the corner of the usable rectangle. */
export type Placed = { item: number; variant: Variant; x: number; y: number; stamp: Stamp };

export type Board = {
  placed: Placed[];
  /**
   * Bit planes of the frame; plane 0 marks cells within the gap of a part. Empty while the board
   * rests: then nothing can be added until resetBoard.
   */
  planes: Int32Array;
  /** Sum of the claims of the parts, mm2. */
  claimed: number;
  /** Angle lists (one per shape and rule) that found no place since a part was last taken off. */
  refused: Set<number[]>;
};

export function makeBoard(frame: Frame): Board {
  const planes = new Int32Array(frame.levels * frame.plane);
  return { placed: [], planes, claimed: 0, refused: new Set() };
}

/** Puts a part on the board; the place must have been found free. */
export function addPart(
  board: Board,
  frame: Frame,
  part: { item: number; variant: Variant; x: number; y: number },
): void {
  const { variant, x, y } = part;
  const { gap, cell, rows, stride } = frame;
  const stamp = rasterise(variant.edges, variant, x, y, gap, cell, rows, stride);
  putBack(board, frame, { ...part, stamp });
}

/** Puts parts on the board at the places that they had, all at once. */
function putBack(board: Board, frame: Frame, ...parts: Placed[]): void {
  let row0 = frame.rows;
  let rowEnd = 0;
  for (const part of parts) {
    board.placed.push(part);
    board.claimed += part.variant.shape.claim;
    orStamp(board.planes, part.stamp, frame.stride);
    row0 = Math.min(row0, part.stamp.row0);
    rowEnd = Math.max(rowEnd, part.stamp.row0 + part.stamp.rows);
  }
  buildLevels(board.planes, frame, row0, rowEnd);
}

/** Gives up the board's planes, the bulk of its memory; the parts stay. */
export function putToRest(board: Board): void {
  board.planes = new Int32Array(0);
}

export function isResting(board: Board): boolean {
  return board.planes.length === 0;
}

/** Makes the board hold exactly these parts. */
export function resetBoard(board: Board, frame: Frame, parts: Placed[]): void {
  board.placed = [];
  board.claimed = 0;
  board.refused.clear();
  if (isResting(board)) board.planes = new Int32Array(frame.levels * frame.plane);
  else board.planes.fill(0);
  putBack(board, frame, ...parts);
}

function orStamp(planes: Int32Array, stamp: Stamp, stride: number): void {
  for (let row = 0; row < stamp.rows; row++) {
    const to = (stamp.row0 + row) * stride + stamp.word0;
    const from = row * stamp.words;
    for (let word = 0; word < stamp.words; word++) planes[to + word] |= stamp.bits[from + word];
  }
}

/**
 * Brings planes 1 and up in line with plane 0 for the given rows.
 *
 * A plane is treated as one long row of bits. What a run reads past the end of its row is wrong,
 * but only at positions that reach beyond the plate, and those are never asked for.
 */
function buildLevels(planes: Int32Array, frame: Frame, row0: number, rowEnd: number): void {
  const { plane, stride, levels } = frame;
  for (let level = 1; level < levels; level++) {
    const reach = 1 << (level - 1);
    const skip = reach >> 5;
    const shift = reach & 31;
    const below = (level - 1) * plane;
    const first = Math.max(0, row0 * stride - (1 << level) / 32 - 1) | 0;
    const end = Math.min(plane, rowEnd * stride);
    for (let word = first; word < end; word++) {
      const near = word + skip < plane ? planes[below + word + skip] : 0;
      const far = word + skip + 1 < plane ? planes[below + word + skip + 1] : 0;
      const moved = (near >>> shift) | ((far << 1) << (31 - shift));
      planes[level * plane + word] = planes[below + word] | moved;
    }
  }
}
