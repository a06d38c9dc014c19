/** The outlines of groups of cells on a grid. */

import type { Outline } from "../types.ts";

export type Grid = {
  /** Lower left corner of cell 0, 0. */
  x_mm: number;
  y_mm: number;
  cell_mm: number;
  width: number;
  height: number;
};

/** Directions: right, up, left, down. */
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];
const DOWN = 3;

/**
 * Walks round all groups of set cells, the cells on the left, and gives their corners.
 * Cells that touch at a corner only belong to different rings there.
 *
 * returns  undefined where there are more than side_count_max sides
 */
export function traceCells(
  grid: Grid,
  cells: Uint8Array,
  side_count_max: number,
): Outline | undefined {
  const { width, height } = grid;
  const isSet = (column: number, row: number) =>
    column >= 0 && row >= 0 && column < width && row < height && cells[row * width + column] === 1;
  /** Cells whose left side has been walked along; every ring has such a side. */
  const walked = new Uint8Array(cells.length);
  const rings: Outline = [];
  let side_count = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const index = row * width + column;
      if (cells[index] === 0 || walked[index] === 1 || isSet(column - 1, row)) continue;
      const ring = walkRing(column, row + 1, isSet, (x, y) => {
        walked[y * width + x] = 1;
      });
      side_count += ring.length / 2;
      if (side_count > side_count_max) return undefined;
      rings.push(toMillimetres(ring, grid));
    }
  }
  return rings;
}

/** Starts at a grid corner, downwards along the left side of a set cell. */
function walkRing(
  start_x: number,
  start_y: number,
  isSet: (column: number, row: number) => boolean,
  markLeftSide: (column: number, row: number) => void,
): number[] {
  const ring: number[] = [];
  let x = start_x;
  let y = start_y;
  let direction = DOWN;
  do {
    if (direction === DOWN) markLeftSide(x, y - 1);
    x += STEP_X[direction];
    y += STEP_Y[direction];
    const turned = turnAt(x, y, direction, isSet);
    if (turned !== direction) ring.push(x, y);
    direction = turned;
  } while (x !== start_x || y !== start_y || direction !== DOWN);
  return ring;
}

/** Turns left wherever that keeps a set cell on the left and a free one on the right. */
function turnAt(
  x: number,
  y: number,
  direction: number,
  isSet: (column: number, row: number) => boolean,
): number {
  const ahead_left = cellBeside(x, y, direction, 1);
  const ahead_right = cellBeside(x, y, direction, -1);
  if (!isSet(...ahead_left)) return (direction + 1) % 4;
  return isSet(...ahead_right) ? (direction + 3) % 4 : direction;
}

/** The cell in front of a corner, on the left (1) or on the right (-1) of the way. */
function cellBeside(
  x: number,
  y: number,
  direction: number,
  side: 1 | -1,
): [column: number, row: number] {
  const dx = STEP_X[direction];
  const dy = STEP_Y[direction];
  // Half a step ahead and half a step aside is the middle of the cell.
  return [x + (dx - side * dy - 1) / 2, y + (dy + side * dx - 1) / 2];
}

function toMillimetres(ring: number[], grid: Grid): Float64Array {
  const scaled = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    scaled[i] = grid.x_mm + ring[i] * grid.cell_mm;
    scaled[i + 1] = grid.y_mm + ring[i + 1] * grid.cell_mm;
  }
  return scaled;
}
