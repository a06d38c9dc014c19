/** The outline of a part as seen from above, which is what two parts on a plate must not share. */

import { GeometryError } from "./error.ts";
import { rasterShadow } from "./footprint/raster.ts";
import { type Silhouette, silhouetteOf } from "./footprint/silhouette.ts";
import { boundsOf } from "./mesh.ts";
import { COORDINATE_MM_MAX, mergeRings } from "./polygon/merge.ts";
import { outlineAreaOf } from "./polygon/ring.ts";
import { simplifyOutward } from "./polygon/simplify.ts";
import type { Bounds, Footprint, Mesh, Outline } from "./types.ts";

export type FootprintOptions = {
  /** By how much the outline may exceed the shadow, 0.005 mm or more. Default 0.05. */
  tolerance_mm?: number;
};

const TOLERANCE_MM_DEFAULT = 0.05;
const TOLERANCE_MM_MIN = 0.005;
/**
 * Every shadow is grown by this much first: far above all rounding, far below what a printer
 * shows, and enough to give a vertical sheet an area.
 */
const MARGIN_MM = 0.001;
/** A segment is widened by the margin, and then grown at its corners by twice the margin. */
const MARGINS_SPENT = 4;
/** Sweep steps that a union may take, 40 to 100 ns each: a tangled soup goes to the grid. */
const SWEEP_STEPS_MAX = 1e8;
const RING_POINTS_MAX = 400_000;

/**
 * Finds the shadow of a mesh on the platform. The mesh may have any fault.
 *
 * returns  an outline that contains the true shadow and exceeds it by at most the tolerance. Only
 *          the method "raster", for soups of very many crossing triangles, exceeds it by up to
 *          three cells more; as a rule 16 million of them cover the part
 * throws   GeometryError "tolerance_invalid", "no_triangles", "no_shadow", "too_large"
 * cost     linear in the triangles, then n log n in the points of the silhouette
 */
export async function footprint(mesh: Mesh, options: FootprintOptions = {}): Promise<Footprint> {
  const tolerance_mm = options.tolerance_mm ?? TOLERANCE_MM_DEFAULT;
  if (!(tolerance_mm >= TOLERANCE_MM_MIN && tolerance_mm <= COORDINATE_MM_MAX)) {
    const detail = `The tolerance is ${tolerance_mm} mm, not ${TOLERANCE_MM_MIN} mm or more.`;
    throw new GeometryError("tolerance_invalid", detail);
  }
  const bounds = boundsOf(mesh);
  checkBounds(bounds);
  const { rings, method, step_mm } = await shadowOf(mesh, tolerance_mm);
  const left_mm = tolerance_mm - MARGINS_SPENT * MARGIN_MM;
  const outline = await simplifyOutward(rings, left_mm + step_mm);
  if (outline.length === 0) {
    throw new GeometryError("no_shadow", "The mesh is a vertical line, or less: it has no shadow.");
  }
  return {
    outline,
    area_mm2: outlineAreaOf(outline),
    z_min_mm: bounds.min[2],
    height_mm: bounds.max[2] - bounds.min[2],
    method,
  };
}

/** step_mm: height of the stairs that a grid has left in the rings, 0 where they are exact. */
type Shadow = { rings: Outline; method: Footprint["method"]; step_mm: number };

async function shadowOf(mesh: Mesh, tolerance_mm: number): Promise<Shadow> {
  const silhouette = silhouetteOf(mesh);
  const rings = [...silhouette.rings, ...widenSegments(silhouette)];
  if (sweepStepsOf(rings) <= SWEEP_STEPS_MAX) {
    try {
      const method = silhouette.closed ? "projection" : "triangles";
      return { rings: await growByMargin(rings), method, step_mm: 0 };
    } catch (error) {
      if (!(error instanceof GeometryError && error.code === "merge_failed")) throw error;
    }
  }
  const raster = rasterShadow(mesh, tolerance_mm / 4);
  return { rings: await growByMargin(raster.rings), method: "raster", step_mm: raster.cell_mm };
}

function growByMargin(rings: Outline): Promise<Outline> {
  return mergeRings(rings, { distance_mm: MARGIN_MM, join: "mitre" });
}

/** Makes a thin rectangle of each segment, longer than it by the margin at both ends. */
function widenSegments({ lone_segments }: Silhouette): Outline {
  const rings: Outline = [];
  for (let i = 0; i < lone_segments.length; i += 4) {
    const [ax, ay, bx, by] = lone_segments.subarray(i, i + 4);
    const length = Math.hypot(bx - ax, by - ay);
    const ux = (MARGIN_MM * (bx - ax)) / length;
    const uy = (MARGIN_MM * (by - ay)) / length;
    rings.push(
      Float64Array.of(
        ...[ax - ux + uy, ay - uy - ux],
        ...[bx + ux + uy, by + uy - ux],
        ...[bx + ux - uy, by + uy + ux],
        ...[ax - ux - uy, ay - uy + ux],
      ),
    );
  }
  return rings;
}

/**
 * Foretells the work of a union. Clipper2 sweeps upwards and, at every height that a point has,
 * handles all sides which reach across it: their number, summed over all heights, is returned.
 */
function sweepStepsOf(rings: Outline): number {
  const point_count = rings.reduce((sum, ring) => sum + ring.length / 2, 0);
  if (point_count > RING_POINTS_MAX) return Infinity;
  const heights = new Float64Array(point_count);
  let filled = 0;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i += 2) heights[filled++] = ring[i];
  }
  heights.sort();
  let steps = 0;
  for (const ring of rings) {
    let previous = rankOf(heights, ring[ring.length - 1]);
    for (let i = 1; i < ring.length; i += 2) {
      const rank = rankOf(heights, ring[i]);
      steps += Math.abs(rank - previous);
      previous = rank;
    }
  }
  return steps;
}

/** How many of the sorted values are lower. */
function rankOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function checkBounds({ min, max }: Bounds): void {
  if (min[0] > max[0]) throw new GeometryError("no_triangles", "The mesh has no points.");
  const farthest = Math.max(...min.map(Math.abs), ...max.map(Math.abs));
  if (farthest > COORDINATE_MM_MAX) {
    const detail = `The mesh reaches ${farthest} mm from the origin, beyond ${COORDINATE_MM_MAX}.`;
    throw new GeometryError("too_large", detail);
  }
}
