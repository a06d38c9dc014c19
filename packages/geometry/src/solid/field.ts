/** The distance to the wall on a grid, computed only where the surface of a cavity may run. */

import type { Mesh } from "../types.ts";
import type { NearestPoint } from "./nearest.ts";
import { fillInside, type Grid } from "./rows.ts";
import { checkStop } from "./stop.ts";

/** Side of the blocks that the search begins with, in cells. */
const BLOCK_CELLS = 8;
/** Stands for "deep in the cavity" and, negative, for "in the wall or outside". */
const FAR = 1e9;
const INSIDE = 1;
const MEASURED = 2;

/** Memory: 5 bytes for each point of the grid. */
export type Field = {
  grid: Grid;
  /** At each point, x fastest: its depth below the surface less the level, > 0 in the cavity. */
  values: Float32Array;
  /** The cells that the cavity's surface may cross, by the number of their lowest corner. */
  cells: number[];
};

export type Watch = {
  onProgress?: (share: number) => void;
  shouldStop?: () => boolean;
};

/**
 * Measures how deep the points of a grid lie in a part, less a level. A block of cells is divided
 * only if the surface at that depth can run through it: nothing in a block is farther from its
 * middle than half its diagonal, and the distance changes no faster than the place. The values are
 * exact at all corners of `cells`, and right in their sign elsewhere.
 */
export function measureDepth(
  ...[mesh, nearest, grid, level_mm, watch]: [Mesh, NearestPoint, Grid, number, Watch]
): Field {
  const marks = fillInside(mesh, grid, watch.shouldStop);
  const field: Field = { grid, values: new Float32Array(marks.length).fill(-FAR), cells: [] };
  const layers = Math.ceil((grid.counts[2] - 1) / BLOCK_CELLS);
  for (let layer = 0; layer < layers; layer++) {
    for (let j = 0; j < grid.counts[1] - 1; j += BLOCK_CELLS) {
      checkStop(watch.shouldStop);
      for (let i = 0; i < grid.counts[0] - 1; i += BLOCK_CELLS) {
        divide(field, marks, nearest, level_mm, i, j, layer * BLOCK_CELLS, BLOCK_CELLS);
      }
    }
    watch.onProgress?.((layer + 1) / layers / 2);
  }
  measureCorners(field, marks, nearest, level_mm, watch);
  return field;
}

function divide(
  ...[field, marks, nearest, level_mm, i, j, k, size]: [
    ...[field: Field, marks: Uint8Array, nearest: NearestPoint, level_mm: number],
    ...[i: number, j: number, k: number, size: number],
  ]
): void {
  const { min, cell_mm, counts } = field.grid;
  if (i >= counts[0] - 1 || j >= counts[1] - 1 || k >= counts[2] - 1) return;
  if (!touchesInside(field, marks, i, j, k, size)) return;
  const reach_mm = (Math.sqrt(3) / 2) * size * cell_mm;
  const half = size / 2;
  nearest.find(
    min[0] + cell_mm * (i + half),
    min[1] + cell_mm * (j + half),
    min[2] + cell_mm * (k + half),
    level_mm + reach_mm,
  );
  if (nearest.distance >= level_mm + reach_mm) {
    fillDeep(field, marks, i, j, k, size);
    return;
  }
  if (nearest.distance < level_mm - reach_mm) return;
  if (size === 1) {
    field.cells.push((k * counts[1] + j) * counts[0] + i);
    return;
  }
  for (let part = 0; part < 8; part++) {
    const dx = half * (part & 1);
    const dy = half * ((part >> 1) & 1);
    const dz = half * (part >> 2);
    divide(field, marks, nearest, level_mm, i + dx, j + dy, k + dz, half);
  }
}

function touchesInside(
  ...[field, marks, i, j, k, size]: [Field, Uint8Array, number, number, number, number]
): boolean {
  const [nx, ny, nz] = field.grid.counts;
  for (let z = k; z <= Math.min(k + size, nz - 1); z++) {
    for (let y = j; y <= Math.min(j + size, ny - 1); y++) {
      const row = (z * ny + y) * nx;
      for (let x = i; x <= Math.min(i + size, nx - 1); x++) if (marks[row + x] > 0) return true;
    }
  }
  return false;
}

function fillDeep(
  ...[field, marks, i, j, k, size]: [Field, Uint8Array, number, number, number, number]
): void {
  const [nx, ny, nz] = field.grid.counts;
  for (let z = k; z <= Math.min(k + size, nz - 1); z++) {
    for (let y = j; y <= Math.min(j + size, ny - 1); y++) {
      const row = (z * ny + y) * nx;
      for (let x = i; x <= Math.min(i + size, nx - 1); x++) {
        if (marks[row + x] > 0) field.values[row + x] = FAR;
      }
    }
  }
}

function measureCorners(
  ...[field, marks, nearest, level_mm, watch]: [Field, Uint8Array, NearestPoint, number, Watch]
): void {
  const { grid, values, cells } = field;
  const [nx, ny] = grid.counts;
  for (const [index, cell] of cells.entries()) {
    if (index % 10_000 === 0) {
      checkStop(watch.shouldStop);
      watch.onProgress?.(0.5 + index / cells.length / 2);
    }
    for (let corner = 0; corner < 8; corner++) {
      const dy = (corner >> 1) & 1;
      const node = cell + (corner & 1) + nx * (dy + ny * (corner >> 2));
      if (marks[node] & MEASURED) continue;
      marks[node] |= MEASURED;
      const [x, y, z] = pointOf(grid, node);
      nearest.find(x, y, z);
      values[node] = (marks[node] & INSIDE ? nearest.distance : -nearest.distance) - level_mm;
    }
  }
}

/** Where a point of the grid lies. */
export function pointOf({ min, cell_mm, counts }: Grid, node: number): [number, number, number] {
  const i = node % counts[0];
  const row = (node - i) / counts[0];
  const j = row % counts[1];
  const k = (row - j) / counts[1];
  return [min[0] + cell_mm * i, min[1] + cell_mm * j, min[2] + cell_mm * k];
}
