/** Looks through all positions of one turned part on a board for the cheapest free one. */
import type { Board } from "./board.ts";
import type { Frame } from "./frame.ts";
import type { Variant } from "./shape.ts";

/**
 * Where parts are drawn: the cost of each mm that a part's far side lies from the left wall
 * (x > 0) or the right wall (x < 0), and from the front (y > 0) or the back (y < 0).
 */
export type Aim = { x: number; y: number };

/** A free cell for the part's lower corner. */
export type Spot = { column: number; row: number; cost: number };

/**
 * Finds the free position of least cost below `limit`, or nothing.
 *
 * A position found is free in exact arithmetic too, except that with `mayOverhang` it may reach
 * past the far walls by part of a cell. Misses places tighter than about a cell per contact. Each
 * word of 32 positions is given up as soon as all of them are blocked, so crowded boards are
 * cheap: about 0.05-0.2 ms at 0.5 mm on 189 x 118 mm.
 */
export function findSpot(
  board: Board,
  frame: Frame,
  variant: Variant,
  aim: Aim,
  limit: number,
  mayOverhang: boolean,
): Spot | undefined {
  const { cell } = frame;
  const columnLast = lastStep(frame.width - variant.width, cell, mayOverhang);
  const rowLast = lastStep(frame.depth - variant.depth, cell, mayOverhang);
  if (columnLast < 0 || rowLast < 0) return undefined;
  const ax = Math.abs(aim.x);
  const ay = Math.abs(aim.y);
  const toRight = aim.x < 0;
  const leastX = ax * (toRight ? frame.width - columnLast * cell : variant.width);
  const leastY = ay * (aim.y < 0 ? frame.depth - rowLast * cell : variant.depth);
  let best: Spot | undefined;
  let bound = limit;
  for (let step = 0; step <= rowLast; step++) {
    const row = aim.y < 0 ? rowLast - step : step;
    const rowCost = leastX + leastY + ay * step * cell;
    if (rowCost >= bound) break;
    const reach =
      ax > 0 ? Math.min(columnLast, Math.floor((bound - rowCost) / (ax * cell))) : columnLast;
    const column = toRight
      ? lastFree(board, frame, variant, row, columnLast - reach, columnLast)
      : firstFree(board, frame, variant, row, reach);
    if (column < 0) continue;
    const cost = rowCost + ax * (toRight ? columnLast - column : column) * cell;
    if (cost >= bound) continue;
    bound = cost;
    best = { column, row, cost };
  }
  return best;
}

/** Steps of a cell until the part touches the far wall, the last one short of it or past it. */
function lastStep(room: number, cell: number, mayOverhang: boolean): number {
  if (room < -1e-9) return -1;
  return Math.max(0, mayOverhang ? Math.ceil(room / cell - 1e-9) : Math.floor(room / cell + 1e-9));
}

function firstFree(
  board: Board,
  frame: Frame,
  variant: Variant,
  row: number,
  last: number,
): number {
  const base = row * frame.stride;
  for (let word = 0; word <= last >> 5; word++) {
    const free = ~blockedIn(board.planes, variant, base + word);
    if (free === 0) continue;
    const column = word * 32 + 31 - Math.clz32(free & -free);
    return column <= last ? column : -1;
  }
  return -1;
}

function lastFree(
  board: Board,
  frame: Frame,
  variant: Variant,
  row: number,
  first: number,
  last: number,
): number {
  const base = row * frame.stride;
  for (let word = last >> 5; word >= first >> 5; word--) {
    let free = ~blockedIn(board.planes, variant, base + word);
    if (word === last >> 5) free &= -1 >>> (31 - (last & 31));
    if (free === 0) continue;
    const column = word * 32 + 31 - Math.clz32(free);
    return column >= first ? column : -1;
  }
  return -1;
}

/** The 32 positions from this word on, a set bit where the part would hit something. */
function blockedIn(planes: Int32Array, variant: Variant, at: number): number {
  const { offsets, shifts } = variant.probes;
  let blocked = 0;
  for (let probe = 0; probe < offsets.length; probe++) {
    const word = at + offsets[probe];
    const shift = shifts[probe];
    blocked |= (planes[word] >>> shift) | ((planes[word + 1] << 1) << (31 - shift));
    if (blocked === -1) break;
  }
  return blocked;
}
