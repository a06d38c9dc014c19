/** A mesh made ready for slicing: what is worked out once, whatever layers are asked for. */
import { GeometryError } from "../error.ts";
import { boundsOf } from "../mesh.ts";
import type { Bounds, Mesh } from "../types.ts";

/** Plain data that threads can share; made by `prepareSlices`. */
export type Sliceable = {
  mesh: Mesh;
  bounds: Bounds;
  /** Triangles by their lowest corner. */
  order: Uint32Array;
  /** Lowest and highest z of each triangle. */
  lowest: Float32Array;
  highest: Float32Array;
};

/**
 * Makes a mesh ready for slicing.
 *
 * throws  GeometryError "no_triangles"
 * cost    sorting of the triangles
 */
export function prepareSlices(mesh: Mesh): Sliceable {
  const { positions, triangles } = mesh;
  const count = triangles.length / 3;
  if (count === 0) throw new GeometryError("no_triangles", "It has no triangles.");
  const lowest = new Float32Array(count);
  const highest = new Float32Array(count);
  for (let i = 0; i < count; i++) {
    const a = positions[3 * triangles[3 * i] + 2];
    const b = positions[3 * triangles[3 * i + 1] + 2];
    const c = positions[3 * triangles[3 * i + 2] + 2];
    lowest[i] = Math.min(a, b, c);
    highest[i] = Math.max(a, b, c);
  }
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  order.sort((a, b) => lowest[a] - lowest[b] || a - b);
  return { mesh, bounds: boundsOf(mesh), order, lowest, highest };
}
