/** Fewer triangles for the same solid. */

import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";
import { boundaryOf } from "./boundary.ts";
import { decimate } from "./decimate.ts";
import { checkMesh, TRIANGLES_MAX, weldMesh } from "./kit.ts";
import { NearestPoint } from "./nearest.ts";
import { checkRange } from "./vector.ts";

/** How far the surface may move, or how many triangles may be left. */
export type Simplification = { tolerance_mm: number } | { triangles_max: number };

export type Simplified = {
  mesh: Mesh;
  /**
   * The largest distance between the two surfaces, either way, over the corners and the middles of
   * the sides and of the triangles of both.
   */
  deviation_mm: number;
};

const TOLERANCE_MM_MIN = 1e-4;
const TOLERANCE_MM_MAX = 100;

/**
 * Takes out triangles; the result is watertight. Told a tolerance, it takes out all that it can
 * with no part of the new surface farther from the old. A thin fin or groove that goes may have
 * been deeper: deviation_mm tells. Told a number, it stops there, or earlier where the surface
 * allows no fewer.
 *
 * throws  GeometryError "tolerance_invalid", "triangles_invalid", "not_watertight", "no_triangles",
 *         "too_large"
 * cost    about 40 microseconds for each triangle
 */
export async function simplifyMesh(mesh: Mesh, to: Simplification): Promise<Simplified> {
  checkMesh(mesh);
  if ("tolerance_mm" in to) {
    const limits = [TOLERANCE_MM_MIN, TOLERANCE_MM_MAX] as const;
    checkRange("tolerance_invalid", "The tolerance in mm", to.tolerance_mm, ...limits);
  } else {
    checkRange("triangles_invalid", "The number of triangles", to.triangles_max, 4, TRIANGLES_MAX);
  }
  if (boundaryOf(mesh) > 0) {
    const detail = "The surface is not closed: repair the mesh before it is simplified.";
    throw new GeometryError("not_watertight", detail);
  }
  const triangles_max = "triangles_max" in to ? to.triangles_max : 0;
  if (mesh.triangles.length <= 3 * triangles_max) return { mesh, deviation_mm: 0 };
  const surface = new NearestPoint(mesh);
  const limit = "tolerance_mm" in to ? { tolerance_mm: to.tolerance_mm, surface } : undefined;
  const simple = weldMesh(decimate(mesh, { triangles_max, limit })).mesh;
  const there_mm = farthest(simple, surface);
  const back_mm = farthest(mesh, new NearestPoint(simple));
  return { mesh: simple, deviation_mm: Math.max(there_mm, back_mm) };
}

/** The largest distance of a mesh's points from a surface. */
function farthest({ positions: p, triangles }: Mesh, surface: NearestPoint): number {
  let most = 0;
  for (let i = 0; i < triangles.length; i += 3) {
    const a = 3 * triangles[i];
    const b = 3 * triangles[i + 1];
    const c = 3 * triangles[i + 2];
    const measure = (u: number, v: number, w: number) => {
      surface.find(
        u * p[a] + v * p[b] + w * p[c],
        u * p[a + 1] + v * p[b + 1] + w * p[c + 1],
        u * p[a + 2] + v * p[b + 2] + w * p[c + 2],
      );
      most = Math.max(most, surface.distance);
    };
    measure(1, 0, 0);
    measure(0.5, 0.5, 0);
    measure(0, 0.5, 0.5);
    measure(0.5, 0, 0.5);
    measure(1 / 3, 1 / 3, 1 / 3);
  }
  return most;
}
