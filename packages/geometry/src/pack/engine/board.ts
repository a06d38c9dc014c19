/** One plate in the making: the parts on it, exactly, and the bits that tell where more can go. */
import type { PlacedBecause } from "../../types.ts";
import type { Frame } from "./frame.ts";
import { rasterise, type Stamp } from "./raster.ts";
import { slotsOf, type Variant } from "./shape.ts";

/** A part on a board: `variant` moved by x, y from the corner of the usable rectangle. */
export type Placed = {
  /** Position in job.entries; -1 for what is on the board from the start. */
  item: number;
  variant: Variant;
  x: number;
  y: number;
  /** The cells of its marks. */
  stamps: { stamp: Stamp; slot: number }[];
  how: PlacedBecause["code"];
  /** Of a part that was there before; absent on zones, and on parts of the job. */
  fixed_id?: string;
};

/** What every board of a kind has from the start: zones of the plate, and fixed parts. */
export type Ground = {
  fixed: Placed[];
  /** Of the open plate; absent on new ones. */
  open_id?: string;
  /** Least area that it takes up in the layer that the job counts by, mm2. */
  claimed: number;
  /** Of the fixed parts, in the layer that is fullest, mm2. */
  areas: number[];
  /** Of the highest fixed part, mm. */
  height: number;
};

export type Board = {
  ground: Ground;
  /** In the order in which they were added; see slotsOf for which may reach over which. */
  placed: Placed[];
  /**
   * Bit planes of the frame; plane 0 marks cells within the gap of a part. Empty while the board
   * rests: then nothing can be added until resetBoard.
   */
  planes: Int32Array;
  /** Sum of the claims of the ground and the parts, mm2. */
  claimed: number;
  /** Angle lists (one per shape and rule) that found no place since a part was last taken off. */
  refused: Set<number[]>;
};

export const BARE: Ground = { fixed: [], claimed: 0, areas: [], height: 0 };

export function makeBoard(frame: Frame, ground: Ground): Board {
  const planes = new Int32Array(slotsOf(frame.layers) * frame.levels * frame.plane);
  const board = { ground, placed: [], planes, claimed: ground.claimed, refused: new Set([]) };
  markOn(board, frame, ground.fixed);
  return board;
}

/** Puts a part on the board; the place must have been found free. */
export function addPart(board: Board, frame: Frame, part: Omit<Placed, "stamps">): void {
  putBack(board, frame, [{ ...part, stamps: stampsOf(part, frame) }]);
}

/** The cells within the gap of a part's marks. */
export function stampsOf(
  { variant, x, y }: Omit<Placed, "stamps">,
  frame: Frame,
): Placed["stamps"] {
  const { gap, cell, rows, stride } = frame;
  const known = new Map<Float64Array, Stamp>();
  return variant.marks.map(({ edges, slot }) => {
    const stamp = known.get(edges) ?? rasterise(edges, variant, x, y, gap, cell, rows, stride);
    known.set(edges, stamp);
    return { stamp, slot };
  });
}

/** Puts parts on the board at the places that they had, all at once. */
function putBack(board: Board, frame: Frame, parts: Placed[]): void {
  for (const part of parts) {
    board.placed.push(part);
    board.claimed += part.variant.shape.claim;
  }
  markOn(board, frame, parts);
}

/** Marks the cells of parts in the planes. */
function markOn({ planes }: Board, frame: Frame, parts: Placed[]): void {
  const bySlot = Map.groupBy(
    parts.flatMap(({ stamps }) => stamps),
    ({ slot }) => slot,
  );
  for (const [slot, marks] of bySlot) {
    let row0 = frame.rows;
    let rowEnd = 0;
    const base = slot * frame.levels * frame.plane;
    for (const { stamp } of marks) {
      orStamp(planes, base, stamp, frame.stride);
      row0 = Math.min(row0, stamp.row0);
      rowEnd = Math.max(rowEnd, stamp.row0 + stamp.rows);
    }
    buildLevels(planes, base, frame, row0, rowEnd);
  }
}

/** Gives up the board's planes, the bulk of its memory; the parts stay. */
export function putToRest(board: Board): void {
  board.planes = new Int32Array(0);
}

export function isResting(board: Board): boolean {
  return board.planes.length === 0;
}

/** Makes the board hold exactly these parts besides its ground. */
export function resetBoard(board: Board, frame: Frame, parts: Placed[]): void {
  board.placed = [];
  board.claimed = board.ground.claimed;
  board.refused.clear();
  const size = slotsOf(frame.layers) * frame.levels * frame.plane;
  if (isResting(board)) board.planes = new Int32Array(size);
  else board.planes.fill(0);
  if (board.ground.fixed.length > 0) markOn(board, frame, board.ground.fixed);
  putBack(board, frame, parts);
}

/** Whether the board is a plate that was there before. */
export function isOpen({ ground }: Board): boolean {
  return ground.open_id !== undefined;
}

function orStamp(planes: Int32Array, base: number, stamp: Stamp, stride: number): void {
  for (let row = 0; row < stamp.rows; row++) {
    const to = base + (stamp.row0 + row) * stride + stamp.word0;
    const from = row * stamp.words;
    for (let word = 0; word < stamp.words; word++) planes[to + word] |= stamp.bits[from + word];
  }
}

/**
 * Brings planes 1 and up of one layer in line with its plane 0 for the given rows.
 *
 * A plane is treated as one long row of bits. What a run reads past the end of its row is wrong,
 * but only at positions that reach beyond the plate, and those are never asked for.
 */
function buildLevels(
  planes: Int32Array,
  base: number,
  frame: Frame,
  row0: number,
  rowEnd: number,
): void {
  const { plane, stride, levels } = frame;
  for (let level = 1; level < levels; level++) {
    const reach = 1 << (level - 1);
    const skip = reach >> 5;
    const shift = reach & 31;
    const below = base + (level - 1) * plane;
    const above = below + plane;
    const first = Math.max(0, row0 * stride - (1 << level) / 32 - 1) | 0;
    const end = Math.min(plane, rowEnd * stride);
    for (let word = first; word < end; word++) {
      const near = word + skip < plane ? planes[below + word + skip] : 0;
      const far = word + skip + 1 < plane ? planes[below + word + skip + 1] : 0;
      const moved = (near >>> shift) | ((far << 1) << (31 - shift));
      planes[above + word] = planes[below + word] | moved;
    }
  }
}
