/** The shells of a mesh: groups of triangles that share vertices. */

import { DisjointSets } from "../disjoint-sets.ts";
import { boundsOf, measureMesh } from "../mesh.ts";
import type { Mesh } from "../types.ts";

/** Share of area times size below which a volume is rounding, as that of a sheet. */
const VOLUME_NOISE = 1e-9;

export type Shell = {
  /** On the positions of the whole mesh. */
  triangles: Uint32Array;
  /** Negative for the surface of a cavity. */
  volume_mm3: number;
};

/** Parts a mesh into shells, in the order of their first triangles. Cost: linear. */
export function shellsOf({ positions, triangles }: Mesh): Shell[] {
  const sets = new DisjointSets(positions.length / 3);
  for (let i = 0; i < triangles.length; i += 3) {
    sets.join(triangles[i], triangles[i + 1]);
    sets.join(triangles[i], triangles[i + 2]);
  }
  const members = new Map<number, number[]>();
  for (let i = 0; i < triangles.length; i += 3) {
    const root = sets.find(triangles[i]);
    const list = members.get(root);
    if (list) list.push(triangles[i], triangles[i + 1], triangles[i + 2]);
    else members.set(root, [triangles[i], triangles[i + 1], triangles[i + 2]]);
  }
  return [...members.values()].map((list) => {
    const shell = Uint32Array.from(list);
    return {
      triangles: shell,
      volume_mm3: measureMesh({ positions, triangles: shell }).volume_mm3,
    };
  });
}

/** Tells whether a closed mesh encloses anything. */
export function hasInside(mesh: Mesh): boolean {
  const { min, max } = boundsOf(mesh);
  const size_mm = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
  const { area_mm2, volume_mm3 } = measureMesh(mesh);
  return Math.abs(volume_mm3) > VOLUME_NOISE * area_mm2 * size_mm;
}

/** Gives the same triangles, seen from the other side. */
export function turnedOver(triangles: Uint32Array): Uint32Array {
  const turned = triangles.slice();
  for (let i = 0; i < turned.length; i += 3) {
    turned[i + 1] = triangles[i + 2];
    turned[i + 2] = triangles[i + 1];
  }
  return turned;
}

/** Puts the triangles of two meshes side by side. */
export function joinMeshes(a: Mesh, b: Mesh): Mesh {
  const positions = new Float32Array(a.positions.length + b.positions.length);
  positions.set(a.positions);
  positions.set(b.positions, a.positions.length);
  const triangles = new Uint32Array(a.triangles.length + b.triangles.length);
  triangles.set(a.triangles);
  const shift = a.positions.length / 3;
  triangles.set(
    b.triangles.map((vertex) => vertex + shift),
    a.triangles.length,
  );
  return { positions, triangles };
}
