/** Unions and offsets of rings, by Clipper2 inside manifold-3d. */

import type { CrossSection } from "manifold-3d";
import { GeometryError } from "../error.ts";
import { forgetManifold, loadManifold } from "../manifold.ts";
import type { Outline, Ring } from "../types.ts";

/** Points are rounded to this grid by Clipper2, which manifold-3d gives eight decimals. */
export const ROUNDING_MM = 1e-8;
/** 1 km: the largest coordinate; the grid of Clipper2 reaches a thousand times as far. */
export const COORDINATE_MM_MAX = 1e6;

export type Growth = {
  distance_mm: number;
  /** Round: to arcs of so many segments a turn. Mitre: to corners, at most twice as far. */
  join: { round: number } | "mitre";
};

/**
 * Merges rings that may cross and overlap: inside is what winds about a point more often counter-
 * clockwise than clockwise. Then grows the result if told to.
 *
 * returns  rings without crossings, rounded by up to ROUNDING_MM, holes clockwise
 * throws   GeometryError "too_large" for a coordinate beyond 1 km, "merge_failed" where memory ends
 */
export async function mergeRings(rings: Outline, growth?: Growth): Promise<Outline> {
  // manifold-3d takes a first ring of fewer than three points for a single polygon.
  const usable = rings.filter((ring) => ring.length >= 6);
  if (usable.length === 0) return [];
  const contours = usable.map(contourOf);
  const { CrossSection } = await loadManifold();
  const owned: CrossSection[] = [];
  try {
    let section = new CrossSection(contours, "Positive");
    owned.push(section);
    if (growth && growth.distance_mm > 0) {
      const { distance_mm, join } = growth;
      section =
        join === "mitre"
          ? section.offset(distance_mm, "Miter", 2)
          : section.offset(distance_mm, "Round", 2, join.round);
      owned.push(section);
    }
    return section.toPolygons().map((points) => Float64Array.from(points.flat()));
  } catch (cause) {
    forgetManifold();
    const detail = `${usable.length} rings could not be merged: ${String(cause)}`;
    throw new GeometryError("merge_failed", detail);
  } finally {
    for (const section of owned) section.delete();
  }
}

function contourOf(ring: Ring): [number, number][] {
  const points: [number, number][] = [];
  for (let i = 0; i < ring.length; i += 2) {
    if (!(Math.abs(ring[i]) <= COORDINATE_MM_MAX && Math.abs(ring[i + 1]) <= COORDINATE_MM_MAX)) {
      const where = `(${ring[i]}, ${ring[i + 1]})`;
      const detail = `The point ${where} is farther than ${COORDINATE_MM_MAX} mm from the origin.`;
      throw new GeometryError("too_large", detail);
    }
    points.push([ring[i], ring[i + 1]]);
  }
  return points;
}
