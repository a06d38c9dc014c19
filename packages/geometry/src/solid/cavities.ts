/** The closed cavities of a part. */

import type { Mesh } from "../types.ts";
import { type Shell, shellsOf } from "./shells.ts";

export type Cavity = Shell;

/** Gives the shells that face inwards, the largest first. */
export function cavitiesOf(mesh: Mesh): Cavity[] {
  const cavities = shellsOf(mesh).filter(({ volume_mm3 }) => volume_mm3 < 0);
  return cavities.sort((a, b) => a.volume_mm3 - b.volume_mm3);
}

/** Of each triangle: the number of its cavity, -1 outside. */
export function labelTriangles({ positions, triangles }: Mesh, cavities: Cavity[]): Int32Array {
  const labels = new Int32Array(positions.length / 3).fill(-1);
  for (const [number, cavity] of cavities.entries()) {
    for (const vertex of cavity.triangles) labels[vertex] = number;
  }
  return Int32Array.from({ length: triangles.length / 3 }, (_, i) => labels[triangles[3 * i]]);
}
