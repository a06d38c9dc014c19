import type { Outline } from "../../types.ts";
import { windingAt } from "../engine/contact.ts";
import { EDGE_SIZE, edgesOf } from "../engine/span.ts";
import { convexHull } from "./hull.ts";

/** A disc inside an outline, and how far its centre is from the outline's convex hull. */
export type InnerDisc = { radius: number; toHull: number };

/**
 * A large disc inside the outline, by a grid search refined eight times; radius 0 where the grid
 * misses the material. The disc is always inside, though seldom quite the largest.
 */
export function innerDisc(outline: Outline): InnerDisc {
  const edges = edgesOf(outline);
  const hull = convexHull(outline);
  const hullEdges = edgesOf([Float64Array.from(hull.flatMap((point) => [point.x, point.y]))]);
  const depthAt = (x: number, y: number) => (windingAt(edges, x, y) ? distance(edges, x, y) : 0);
  const xs = hull.map((point) => point.x);
  const ys = hull.map((point) => point.y);
  let best = {
    x: (Math.min(...xs) + Math.max(...xs)) / 2,
    y: (Math.min(...ys) + Math.max(...ys)) / 2,
  };
  let radius = depthAt(best.x, best.y);
  let step = Math.max(Math.max(...xs) - best.x, Math.max(...ys) - best.y) / 4;
  for (let round = 0; round < 8; round++, step /= 2) {
    const centre = best;
    for (let cell = 0; cell < 81; cell++) {
      const x = centre.x + ((cell % 9) - 4) * step;
      const y = centre.y + (Math.floor(cell / 9) - 4) * step;
      const depth = depthAt(x, y);
      if (depth <= radius) continue;
      radius = depth;
      best = { x, y };
    }
  }
  return { radius, toHull: distance(hullEdges, best.x, best.y) };
}

function distance(edges: Float64Array, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let at = 0; at < edges.length; at += EDGE_SIZE) {
    const ex = edges[at + 2] - edges[at];
    const ey = edges[at + 3] - edges[at + 1];
    const along = ((x - edges[at]) * ex + (y - edges[at + 1]) * ey) / (ex * ex + ey * ey);
    const t = Math.max(0, Math.min(1, along));
    least = Math.min(least, Math.hypot(x - edges[at] - t * ex, y - edges[at + 1] - t * ey));
  }
  return least;
}
