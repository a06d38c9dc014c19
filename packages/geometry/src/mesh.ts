/** Measures of a mesh, and the affine map. */

import type { Bounds, Mesh } from "./types.ts";

/** A row-major 3 x 4 matrix: x' = m[0] x + m[1] y + m[2] z + m[3], and so on for y' and z'. */
export type Affine = readonly [
  ...[xx: number, xy: number, xz: number, x: number],
  ...[yx: number, yy: number, yz: number, y: number],
  ...[zx: number, zy: number, zz: number, z: number],
];

/** The map that leaves everything where it is. */
export const IDENTITY: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** Gives the map that does `first`, then `second`. */
export function composeMaps(second: Affine, first: Affine): Affine {
  const entry = (row: number, column: number) =>
    second[row] * first[column] +
    second[row + 1] * first[4 + column] +
    second[row + 2] * first[8 + column] +
    (column === 3 ? second[row + 3] : 0);
  const row = (start: number) =>
    [entry(start, 0), entry(start, 1), entry(start, 2), entry(start, 3)] as const;
  return [...row(0), ...row(4), ...row(8)];
}

/** Gives the box of all vertices; of a mesh without any, the empty box from Infinity down. */
export function boundsOf({ positions }: Mesh): Bounds {
  const min: Bounds["min"] = [Infinity, Infinity, Infinity];
  const max: Bounds["max"] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i += 3) {
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[i + axis];
      if (value < min[axis]) min[axis] = value;
      if (value > max[axis]) max[axis] = value;
    }
  }
  return { min, max };
}

/**
 * Measures surface and enclosed volume in one pass.
 *
 * The volume is the sum of signed tetrahedra from the middle of the mesh: negative where the
 * triangles face inwards, and only an estimate where the surface is not closed. A triangle counts
 * as without area where three different corners lie exactly on one line.
 */
export function measureMesh(mesh: Mesh): {
  area_mm2: number;
  volume_mm3: number;
  zero_area_count: number;
} {
  const { positions, triangles } = mesh;
  const { min, max } = boundsOf(mesh);
  const middle_x = (min[0] + max[0]) / 2;
  const middle_y = (min[1] + max[1]) / 2;
  const middle_z = (min[2] + max[2]) / 2;
  let double_area = 0;
  let six_volumes = 0;
  let zero_area_count = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const a = 3 * triangles[i];
    const b = 3 * triangles[i + 1];
    const c = 3 * triangles[i + 2];
    const ax = positions[a];
    const ay = positions[a + 1];
    const az = positions[a + 2];
    const ux = positions[b] - ax;
    const uy = positions[b + 1] - ay;
    const uz = positions[b + 2] - az;
    const vx = positions[c] - ax;
    const vy = positions[c + 1] - ay;
    const vz = positions[c + 2] - az;
    const nx = uy * vz - uz * vy;
    const ny = uz * vx - ux * vz;
    const nz = ux * vy - uy * vx;
    const length = Math.sqrt(nx * nx + ny * ny + nz * nz);
    if (length === 0) zero_area_count++;
    double_area += length;
    six_volumes += (ax - middle_x) * nx + (ay - middle_y) * ny + (az - middle_z) * nz;
  }
  return { area_mm2: double_area / 2, volume_mm3: six_volumes / 6, zero_area_count };
}

/** Gives a mapped copy; a map that mirrors also turns the triangles, so that they face outwards. */
export function transformMesh({ positions, triangles }: Mesh, map: Affine): Mesh {
  const mapped = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    const x = positions[i];
    const y = positions[i + 1];
    const z = positions[i + 2];
    mapped[i] = map[0] * x + map[1] * y + map[2] * z + map[3];
    mapped[i + 1] = map[4] * x + map[5] * y + map[6] * z + map[7];
    mapped[i + 2] = map[8] * x + map[9] * y + map[10] * z + map[11];
  }
  const turned = triangles.slice();
  if (determinantOf(map) < 0) {
    for (let i = 0; i < turned.length; i += 3) {
      turned[i + 1] = triangles[i + 2];
      turned[i + 2] = triangles[i + 1];
    }
  }
  return { positions: mapped, triangles: turned };
}

/** The volume that a map makes of a unit cube; negative where the map mirrors. */
export function determinantOf(m: Affine): number {
  return (
    m[0] * (m[5] * m[10] - m[6] * m[9]) -
    m[1] * (m[4] * m[10] - m[6] * m[8]) +
    m[2] * (m[4] * m[9] - m[5] * m[8])
  );
}
