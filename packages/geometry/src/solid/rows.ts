/** Which points of a grid lie inside a closed surface: rows of points along x. */

import type { Mesh } from "../types.ts";
import { crossingX, triangleTurn } from "./crossing.ts";
import { checkStop } from "./stop.ts";

/** Points at min + cell_mm * (i, j, k), from 0 to the counts less one. */
export type Grid = {
  min: [x: number, y: number, z: number];
  cell_mm: number;
  /** Points along x, y and z. */
  counts: [x: number, y: number, z: number];
};

/**
 * Marks the points about which the surface winds at least once: 1 inside, 0 outside, x fastest.
 * A closed surface cannot leak, whatever its other faults.
 */
export function fillInside(mesh: Mesh, grid: Grid, shouldStop?: () => boolean): Uint8Array {
  const [nx, ny, nz] = grid.counts;
  const inside = new Uint8Array(nx * ny * nz);
  const crossings = crossingsByRow(mesh, grid, shouldStop);
  const changes = new Int32Array(nx + 1);
  for (const [row, list] of crossings.entries()) {
    if (list === undefined) continue;
    changes.fill(0);
    for (let i = 0; i < list.length; i += 2) changes[list[i]] += list[i + 1];
    let winding = 0;
    for (let x = 0; x < nx; x++) {
      winding += changes[x];
      if (winding > 0) inside[row * nx + x] = 1;
    }
  }
  return inside;
}

/** For each row that meets the surface: the first point past a crossing, and the change there. */
function crossingsByRow(mesh: Mesh, grid: Grid, shouldStop?: () => boolean) {
  const { positions, triangles } = mesh;
  const { min, cell_mm, counts } = grid;
  const [nx, ny, nz] = counts;
  const rows: (number[] | undefined)[] = new Array(ny * nz).fill(undefined);
  const rowsFrom = (value: number, axis: number) =>
    Math.min(Math.max(Math.ceil((value - min[axis]) / cell_mm), 0), counts[axis]);
  for (let i = 0; i < triangles.length; i += 3) {
    if (i % 30_000 === 0) checkStop(shouldStop);
    const a = 3 * triangles[i];
    const b = 3 * triangles[i + 1];
    const c = 3 * triangles[i + 2];
    const low = (axis: number) =>
      Math.min(positions[a + axis], positions[b + axis], positions[c + axis]);
    const high = (axis: number) =>
      Math.max(positions[a + axis], positions[b + axis], positions[c + axis]);
    // One row more on either side: rounding must not lose a row that an edge test would take.
    const y_from = Math.max(rowsFrom(low(1), 1) - 1, 0);
    const y_to = Math.min(rowsFrom(high(1), 1) + 1, ny);
    const z_from = Math.max(rowsFrom(low(2), 2) - 1, 0);
    const z_to = Math.min(rowsFrom(high(2), 2) + 1, nz);
    for (let k = z_from; k < z_to; k++) {
      for (let j = y_from; j < y_to; j++) {
        const y = min[1] + cell_mm * j;
        const z = min[2] + cell_mm * k;
        const turns = triangleTurn(positions, a, b, c, y, z);
        if (turns === 0) continue;
        const x = crossingX(positions, a, b, c, y, z);
        const first = Math.min(Math.max(Math.ceil((x - min[0]) / cell_mm), 0), nx);
        const row = k * ny + j;
        const list = rows[row];
        if (list) list.push(first, -turns);
        else rows[row] = [first, -turns];
      }
    }
  }
  return rows;
}
