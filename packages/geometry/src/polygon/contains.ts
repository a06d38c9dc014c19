import type { Outline } from "../types.ts";

/**
 * Tells whether a point lies inside an outline by the non-zero rule; a point on the rim may fall
 * either way.
 *
 * cost    linear in the points of the outline
 * source  D. Sunday, Inclusion of a point in a polygon, 2001: winding number by edge crossings
 */
export function outlineContains(outline: Outline, x: number, y: number): boolean {
  let winding = 0;
  for (const ring of outline) {
    let ax = ring[ring.length - 2];
    let ay = ring[ring.length - 1];
    for (let i = 0; i < ring.length; i += 2) {
      const bx = ring[i];
      const by = ring[i + 1];
      if (ay <= y !== by <= y) {
        const side = (bx - ax) * (y - ay) - (x - ax) * (by - ay);
        if (by > ay && side > 0) winding++;
        else if (by < ay && side < 0) winding--;
      }
      ax = bx;
      ay = by;
    }
  }
  return winding !== 0;
}
