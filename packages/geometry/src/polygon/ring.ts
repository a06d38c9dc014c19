/** Measures of rings and outlines. */

import type { Outline, Ring } from "../types.ts";

/** Gives the area of a ring: positive where it runs counter-clockwise. */
export function ringAreaOf(ring: Ring): number {
  const last = ring.length - 2;
  // From the first point, so that rings far from the origin lose no digits.
  const x0 = ring[0];
  const y0 = ring[1];
  let double_area = 0;
  for (let i = 2; i < last; i += 2) {
    const ux = ring[i] - x0;
    const uy = ring[i + 1] - y0;
    double_area += ux * (ring[i + 3] - y0) - uy * (ring[i + 2] - x0);
  }
  return double_area / 2;
}

/** Gives the area of an outline without overlaps, holes taken off. */
export function outlineAreaOf(outline: Outline): number {
  return outline.reduce((sum, ring) => sum + ringAreaOf(ring), 0);
}
