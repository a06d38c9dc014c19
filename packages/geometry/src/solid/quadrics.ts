/** Sums of squared distances from planes, one sum for each vertex of a mesh. */

import type { Mesh } from "../types.ts";

/** xx, xy, xz, x, yy, yz, y, zz, z, 1 of the planes, and the sum of their weights. */
const STRIDE = 11;
/** Below this share of the trace cubed a sum has no single least point. */
const SINGULAR = 1e-4;

/** Memory: 88 bytes for each vertex. */
export class Quadrics {
  readonly #sums: Float64Array;
  /** What `best` found last. */
  readonly point = new Float64Array(3);
  readonly #both = new Float64Array(STRIDE);

  /** Sums for each vertex the planes of its triangles, weighed by area. */
  constructor({ triangles }: Mesh, places: Float64Array) {
    this.#sums = new Float64Array((STRIDE * places.length) / 3);
    for (let i = 0; i < triangles.length; i += 3) {
      const a = 3 * triangles[i];
      const b = 3 * triangles[i + 1];
      const c = 3 * triangles[i + 2];
      const ux = places[b] - places[a];
      const uy = places[b + 1] - places[a + 1];
      const uz = places[b + 2] - places[a + 2];
      const vx = places[c] - places[a];
      const vy = places[c + 1] - places[a + 1];
      const vz = places[c + 2] - places[a + 2];
      const nx = uy * vz - uz * vy;
      const ny = uz * vx - ux * vz;
      const nz = ux * vy - uy * vx;
      const weight = Math.sqrt(nx * nx + ny * ny + nz * nz);
      if (weight === 0) continue;
      const [x, y, z] = [nx / weight, ny / weight, nz / weight];
      const offset = -(x * places[a] + y * places[a + 1] + z * places[a + 2]);
      const plane = [x * x, x * y, x * z, x * offset, y * y, y * z, y * offset];
      plane.push(z * z, z * offset, offset * offset, 1);
      for (let corner = 0; corner < 3; corner++) {
        const at = STRIDE * triangles[i + corner];
        for (let n = 0; n < STRIDE; n++) this.#sums[at + n] += weight * plane[n];
      }
    }
  }

  /** Adds the sums of one vertex to another's. */
  join(to: number, from: number): void {
    for (let n = 0; n < STRIDE; n++) this.#sums[STRIDE * to + n] += this.#sums[STRIDE * from + n];
  }

  /**
   * Finds the point with the least sum for two vertices, and gives the mean square of its
   * distances; where no point is least, tries both ends and the middle between them.
   */
  best(u: number, v: number, places: Float64Array): { cost: number; mean: number } {
    const s = this.#sums;
    const q = this.#both;
    for (let n = 0; n < STRIDE; n++) q[n] = s[STRIDE * u + n] + s[STRIDE * v + n];
    const [xx, xy, xz, x1] = [q[0], q[1], q[2], q[3]];
    const [yy, yz, y1, zz, z1] = [q[4], q[5], q[6], q[7], q[8]];
    const ca = yy * zz - yz * yz;
    const cb = xz * yz - xy * zz;
    const cc = xy * yz - xz * yy;
    const determinant = xx * ca + xy * cb + xz * cc;
    const trace = xx + yy + zz;
    let cost = Infinity;
    const offer = (x: number, y: number, z: number) => {
      const value = valueAt(q, x, y, z);
      if (value >= cost) return;
      cost = value;
      this.point[0] = x;
      this.point[1] = y;
      this.point[2] = z;
    };
    if (determinant > SINGULAR * (trace / 3) ** 3) {
      offer(
        -(ca * x1 + cb * y1 + cc * z1) / determinant,
        -(cb * x1 + (xx * zz - xz * xz) * y1 + (xy * xz - xx * yz) * z1) / determinant,
        -(cc * x1 + (xy * xz - xx * yz) * y1 + (xx * yy - xy * xy) * z1) / determinant,
      );
    } else {
      for (const share of [0.5, 0, 1]) {
        const at = (axis: number) =>
          (1 - share) * places[3 * u + axis] + share * places[3 * v + axis];
        offer(at(0), at(1), at(2));
      }
    }
    return { cost: Math.max(cost, 0), mean: Math.max(cost, 0) / (q[10] || 1) };
  }
}

function valueAt(q: Float64Array, x: number, y: number, z: number): number {
  return (
    x * (q[0] * x + 2 * (q[1] * y + q[2] * z + q[3])) +
    y * (q[4] * y + 2 * (q[5] * z + q[6])) +
    z * (q[7] * z + 2 * q[8]) +
    q[9]
  );
}
