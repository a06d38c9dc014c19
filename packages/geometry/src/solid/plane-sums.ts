/** The point nearest to several planes, found from sums of them. */

import type { NearestPoint } from "./nearest.ts";

/** Sums of one vertex: xx, xy, xz, yy, yz, zz, x, y, z of the planes, x, y, z of points, count. */
const STRIDE = 13;
/** Pull towards the middle of the points: large enough where all planes are parallel. */
const PULL = 0.02;
/** Vertices stay off the sides of their cells, so that those of two cells never meet. */
const RIM_CELLS = 0.01;

/** Memory: 104 bytes for each vertex. */
export class PlaneSums {
  readonly #sums: Float64Array;

  constructor(vertex_count: number) {
    this.#sums = new Float64Array(STRIDE * vertex_count);
  }

  /** Adds the plane parallel to the surface at `nearest` that lies level_mm below it. */
  add(
    ...[vertex, point, nearest, level_mm]: [number, [number, number, number], NearestPoint, number]
  ): void {
    const sums = this.#sums;
    const at = STRIDE * vertex;
    const [x, y, z] = point;
    const { distance } = nearest;
    const nx = distance > 0 ? (x - nearest.x) / distance : 0;
    const ny = distance > 0 ? (y - nearest.y) / distance : 0;
    const nz = distance > 0 ? (z - nearest.z) / distance : 0;
    const offset = nx * x + ny * y + nz * z + level_mm - distance;
    sums[at] += nx * nx;
    sums[at + 1] += nx * ny;
    sums[at + 2] += nx * nz;
    sums[at + 3] += ny * ny;
    sums[at + 4] += ny * nz;
    sums[at + 5] += nz * nz;
    sums[at + 6] += nx * offset;
    sums[at + 7] += ny * offset;
    sums[at + 8] += nz * offset;
    sums[at + 9] += x;
    sums[at + 10] += y;
    sums[at + 11] += z;
    sums[at + 12] += 1;
  }

  /** Gives the point with the least squares of distances, kept in the cell from `low` on. */
  solve(vertex: number, low: [number, number, number], cell_mm: number): [number, number, number] {
    const s = this.#sums.subarray(STRIDE * vertex, STRIDE * vertex + STRIDE);
    const [mx, my, mz] = [s[9] / s[12], s[10] / s[12], s[11] / s[12]];
    // About the middle of the points, which the pull draws to.
    const bx = s[6] - (s[0] * mx + s[1] * my + s[2] * mz);
    const by = s[7] - (s[1] * mx + s[3] * my + s[4] * mz);
    const bz = s[8] - (s[2] * mx + s[4] * my + s[5] * mz);
    const pull = PULL * s[12];
    const [a, b, c, d, e, f] = [s[0] + pull, s[1], s[2], s[3] + pull, s[4], s[5] + pull];
    const ca = d * f - e * e;
    const cb = c * e - b * f;
    const cc = b * e - c * d;
    const determinant = a * ca + b * cb + c * cc;
    const dx = (ca * bx + cb * by + cc * bz) / determinant;
    const dy = (cb * bx + (a * f - c * c) * by + (b * c - a * e) * bz) / determinant;
    const dz = (cc * bx + (b * c - a * e) * by + (a * d - b * b) * bz) / determinant;
    const keep = (value: number, from: number) =>
      Math.min(Math.max(value, from + RIM_CELLS * cell_mm), from + (1 - RIM_CELLS) * cell_mm);
    return [keep(mx + dx, low[0]), keep(my + dy, low[1]), keep(mz + dz, low[2])];
  }
}
