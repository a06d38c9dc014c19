/** The shadow of a mesh on a grid, every cell that it touches being whole: never too small. */

import { boundsOf } from "../mesh.ts";
import type { Mesh, Outline } from "../types.ts";
import { type Grid, traceCells } from "./trace.ts";

/** 16 million cells take 64 MB while the shadow is summed up. */
const CELL_COUNT_MAX = 16e6;
/** Rows over all triangles: about a second of work. */
const ROW_COUNT_MAX = 1e8;
/** Sides of the outline that are still worth to be simplified. */
const SIDE_COUNT_MAX = 200_000;

/**
 * Gives rings along the sides of all cells that the shadow touches.
 *
 * cell_mm  what is wished; made larger for a mesh that would take too many cells or too long
 * returns  the shadow and at most a diagonal of a cell more, holes kept where a cell fits into them
 */
export function rasterShadow(mesh: Mesh, cell_mm: number): { rings: Outline; cell_mm: number } {
  let grid = gridFor(mesh, cell_mm);
  for (;;) {
    const rings = traceCells(grid, coveredCells(mesh, grid), SIDE_COUNT_MAX);
    if (rings) return { rings, cell_mm: grid.cell_mm };
    grid = gridFor(mesh, 2 * grid.cell_mm);
  }
}

function gridFor(mesh: Mesh, cell_mm: number): Grid {
  const { min, max } = boundsOf(mesh);
  const width_mm = max[0] - min[0];
  const depth_mm = max[1] - min[1];
  const cell = Math.max(
    cell_mm,
    Math.sqrt((width_mm * depth_mm) / CELL_COUNT_MAX),
    (4 * Math.max(width_mm, depth_mm)) / CELL_COUNT_MAX,
    summedDepth(mesh) / ROW_COUNT_MAX,
  );
  // One cell more on each side takes what lies on the very border, and rounding.
  return {
    x_mm: min[0] - cell,
    y_mm: min[1] - cell,
    cell_mm: cell,
    width: Math.ceil(width_mm / cell) + 2,
    height: Math.ceil(depth_mm / cell) + 2,
  };
}

/** Extent in y, summed over all triangles. */
function summedDepth({ positions, triangles }: Mesh): number {
  let sum = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const a = positions[3 * triangles[i] + 1];
    const b = positions[3 * triangles[i + 1] + 1];
    const c = positions[3 * triangles[i + 2] + 1];
    sum += Math.max(a, b, c) - Math.min(a, b, c);
  }
  return sum;
}

/** Gives 1 for each touched cell, row by row. */
function coveredCells({ positions, triangles }: Mesh, grid: Grid): Uint8Array {
  const { width, height } = grid;
  /** Begins less ends of touched runs: its running sum along a row counts the triangles. */
  const changes = new Int32Array((width + 1) * height);
  const toX = (vertex: number) => (positions[3 * vertex] - grid.x_mm) / grid.cell_mm;
  const toY = (vertex: number) => (positions[3 * vertex + 1] - grid.y_mm) / grid.cell_mm;
  const xs = new Float64Array(3);
  const ys = new Float64Array(3);
  for (let i = 0; i < triangles.length; i += 3) {
    for (let corner = 0; corner < 3; corner++) {
      xs[corner] = toX(triangles[i + corner]);
      ys[corner] = toY(triangles[i + corner]);
    }
    const last_row = rowOf(Math.max(ys[0], ys[1], ys[2]) + ROUNDING_CELLS, height);
    for (
      let row = rowOf(Math.min(ys[0], ys[1], ys[2]) - ROUNDING_CELLS, height);
      row <= last_row;
      row++
    ) {
      const [left, right] = extentIn(xs, ys, row - ROUNDING_CELLS, row + 1 + ROUNDING_CELLS);
      if (left > right) continue;
      const at = row * (width + 1);
      changes[at + rowOf(left - ROUNDING_CELLS, width)]++;
      changes[at + rowOf(right + ROUNDING_CELLS, width) + 1]--;
    }
  }
  const cells = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    let depth = 0;
    for (let column = 0; column < width; column++) {
      depth += changes[row * (width + 1) + column];
      cells[row * width + column] = depth > 0 ? 1 : 0;
    }
  }
  return cells;
}

/** By how much everything is taken wider, so that no rounding can lose a cell. */
const ROUNDING_CELLS = 1e-6;

function rowOf(value: number, count: number): number {
  return Math.min(Math.max(Math.floor(value), 0), count - 1);
}

const extent: [left: number, right: number] = [0, 0];

/** Gives the extent in x of the part of a triangle between two heights; left > right: none. */
function extentIn(
  xs: Float64Array,
  ys: Float64Array,
  bottom: number,
  top: number,
): readonly [left: number, right: number] {
  let left = Infinity;
  let right = -Infinity;
  for (let corner = 0; corner < 3; corner++) {
    const other = corner === 2 ? 0 : corner + 1;
    const x = xs[corner];
    const y = ys[corner];
    const dy = ys[other] - y;
    if (y >= bottom && y <= top) {
      left = Math.min(left, x);
      right = Math.max(right, x);
    }
    for (const level of [bottom, top]) {
      if ((level - y) * (level - ys[other]) >= 0) continue;
      const crossing = x + ((level - y) / dy) * (xs[other] - x);
      left = Math.min(left, crossing);
      right = Math.max(right, crossing);
    }
  }
  extent[0] = left;
  extent[1] = right;
  return extent;
}
