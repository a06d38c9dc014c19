/** Fewer triangles for the same solid. */

import type { Manifold } from "manifold-3d";
import { boundsOf } from "../mesh.ts";
import type { Mesh } from "../types.ts";
import { meshOf, TRIANGLES_MAX, withSolids } from "./kit.ts";
import { checkRange } from "./vector.ts";

/** How far the surface may move, or how many triangles may be left. */
export type Simplification = { tolerance_mm: number } | { triangles_max: number };

export type Simplified = {
  mesh: Mesh;
  /** No point of the surface has moved farther. */
  deviation_mm: number;
};

const TOLERANCE_MM_MIN = 1e-4;
const TOLERANCE_MM_MAX = 100;
/** Halvings of the range from a thousandth of a micrometre to a tenth of the size. */
const ROUNDS = 14;

/**
 * Takes out triangles; the result is watertight. Told a number of triangles, it looks for the
 * least tolerance that gives no more; where a tenth of the size does not suffice, more are left.
 *
 * throws  GeometryError "tolerance_invalid", "triangles_invalid", "not_watertight", "too_large"
 * cost    n log n in the triangles; told a number, up to 14 times that
 */
export function simplifyMesh(mesh: Mesh, to: Simplification): Promise<Simplified> {
  return withSolids(({ own, solidOf }) => {
    if ("tolerance_mm" in to) {
      const { tolerance_mm } = to;
      checkRange(
        ...(["tolerance_invalid", "The tolerance in mm", tolerance_mm] as const),
        ...([TOLERANCE_MM_MIN, TOLERANCE_MM_MAX] as const),
      );
      const solid = own(solidOf(mesh).simplify(tolerance_mm));
      return { mesh: meshOf(solid), deviation_mm: tolerance_mm };
    }
    const { triangles_max } = to;
    checkRange("triangles_invalid", "The number of triangles", triangles_max, 4, TRIANGLES_MAX);
    if (mesh.triangles.length <= 3 * triangles_max) return { mesh, deviation_mm: 0 };
    const { min, max } = boundsOf(mesh);
    const size_mm = Math.max(max[0] - min[0], max[1] - min[1], max[2] - min[2]);
    return simplifyTo(own, solidOf(mesh), triangles_max, size_mm / 10);
  });
}

/** Halves the range of tolerances on a scale of logarithms. */
function simplifyTo(
  own: (solid: Manifold) => Manifold,
  solid: Manifold,
  triangles_max: number,
  tolerance_max_mm: number,
): Simplified {
  let deviation_mm = tolerance_max_mm;
  let best = own(solid.simplify(deviation_mm));
  let low = Math.log(tolerance_max_mm * 1e-6);
  let high = Math.log(tolerance_max_mm);
  for (let round = 0; round < ROUNDS && best.numTri() <= triangles_max; round++) {
    const middle = (low + high) / 2;
    const tried = solid.simplify(Math.exp(middle));
    if (tried.numTri() > triangles_max) {
      tried.delete();
      low = middle;
      continue;
    }
    best = own(tried);
    deviation_mm = Math.exp(middle);
    high = middle;
  }
  return { mesh: meshOf(best), deviation_mm };
}
