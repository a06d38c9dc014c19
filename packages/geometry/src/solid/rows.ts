/** Which points of a grid lie inside a closed surface: rows of points along x. */

import type { Mesh } from "../types.ts";
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
 * Two triangles at an edge decide alike on which side of it a row runs, because both compute it
 * from the same end: a closed surface can therefore not leak, whatever its other faults.
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
        const turns = // the row leaves through a triangle that it sees turning this way
          edgeTurn(positions, a, b, y, z) +
          edgeTurn(positions, b, c, y, z) +
          edgeTurn(positions, c, a, y, z);
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

/** How often an edge, seen along x, passes above (y, z): 1 one way, -1 the other, 0 not. */
function edgeTurn(p: Float32Array, from: number, to: number, y: number, z: number): number {
  const rises = p[to + 2] > z && p[from + 2] <= z;
  const falls = p[from + 2] > z && p[to + 2] <= z;
  if (!rises && !falls) return 0;
  const low = rises ? from : to;
  const high = rises ? to : from;
  const side =
    (p[high + 1] - p[low + 1]) * (z - p[low + 2]) - (y - p[low + 1]) * (p[high + 2] - p[low + 2]);
  if (side <= 0) return 0;
  return rises ? 1 : -1;
}

/** Where the row through (y, z) meets a triangle's plane, kept within its corners. */
function crossingX(
  ...[p, a, b, c, y, z]: [Float32Array, number, number, number, number, number]
): number {
  const uy = p[b + 1] - p[a + 1];
  const uz = p[b + 2] - p[a + 2];
  const vy = p[c + 1] - p[a + 1];
  const vz = p[c + 2] - p[a + 2];
  const area = uy * vz - uz * vy;
  const wy = y - p[a + 1];
  const wz = z - p[a + 2];
  const s = (wy * vz - wz * vy) / area;
  const t = (uy * wz - uz * wy) / area;
  const x = p[a] + s * (p[b] - p[a]) + t * (p[c] - p[a]);
  const low = Math.min(p[a], p[b], p[c]);
  const high = Math.max(p[a], p[b], p[c]);
  return x >= low && x <= high ? x : low + (high - low) / 2;
}
