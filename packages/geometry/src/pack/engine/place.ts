/** Finds the best place for a shape on a board: the verb between engine and search. */
import type { Board } from "./board.ts";
import { settle } from "./contact.ts";
import type { Frame } from "./frame.ts";
import { type Aim, findSpot, type Spot } from "./scan.ts";
import { type Shape, type Variant, variantOf } from "./shape.ts";

export type Place = { variant: Variant; x: number; y: number };

/** How far a part is moved from its cell to contact, in cells: a contact rounds off under two. */
const REACH_CELLS = 1.5;

/**
 * The cheapest place over the given angles, brought to contact; nothing where none is free.
 *
 * Looks first with a far wall rounded outward to a whole cell, where the way back to contact may
 * still make room; if that fails, with walls rounded inward, where every position is free.
 */
export function findPlace(
  board: Board,
  frame: Frame,
  shape: Shape,
  angles: number[],
  aim: Aim,
): Place | undefined {
  for (const mayOverhang of [true, false]) {
    const found = findCell(board, frame, shape, angles, aim, mayOverhang);
    if (!found) return undefined;
    const { variant, spot } = found;
    const start = {
      x: Math.min(spot.column * frame.cell, Math.max(0, frame.width - variant.width)),
      y: Math.min(spot.row * frame.cell, Math.max(0, frame.depth - variant.depth)),
    };
    const at = settle(board, frame, variant, start, aim, REACH_CELLS * frame.cell);
    if (at) return { variant, ...at };
    // Free by the grid to 1e-9 of a cell: wedged too tightly to be told from a violation.
    if (!mayOverhang) return { variant, ...start };
  }
  return undefined;
}

function findCell(
  board: Board,
  frame: Frame,
  shape: Shape,
  angles: number[],
  aim: Aim,
  mayOverhang: boolean,
): { variant: Variant; spot: Spot } | undefined {
  let best: { variant: Variant; spot: Spot } | undefined;
  for (const angle of angles) {
    const variant = variantOf(shape, angle, frame);
    const limit = best ? best.spot.cost : Number.POSITIVE_INFINITY;
    const spot = findSpot(board, frame, variant, aim, limit, mayOverhang);
    if (spot) best = { variant, spot };
  }
  return best;
}
