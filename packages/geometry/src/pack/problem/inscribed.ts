import { convexHullOf } from "../../polygon/hull.ts";
import type { Outline } from "../../types.ts";
import { windingAt } from "../engine/contact.ts";
import { EDGE_SIZE, edgesOf } from "../engine/span.ts";

/** A disc inside an outline, and how far its centre is from the outline's convex hull. */
export type InnerDisc = { x: number; y: number; radius: number; toHull: number };

/**
 * A large disc inside the outline, by a grid search refined eight times; radius 0 where the grid
 * misses the material. The disc is always inside, though seldom quite the largest.
 */
export function innerDisc(outline: Outline): InnerDisc {
  const edges = edgesOf(outline);
  const hull = edgesOf([convexHullOf(outline)]);
  const depthAt = (x: number, y: number) => (windingAt(edges, x, y) ? distance(edges, x, y) : 0);
  const { middle, half } = boxOf(hull);
  let best = { ...middle, radius: depthAt(middle.x, middle.y) };
  let step = half / 4;
  for (let round = 0; round < 8; round++, step /= 2) {
    const centre = best;
    for (let cell = 0; cell < 81; cell++) {
      const x = centre.x + ((cell % 9) - 4) * step;
      const y = centre.y + (Math.floor(cell / 9) - 4) * step;
      const radius = depthAt(x, y);
      if (radius > best.radius) best = { x, y, radius };
    }
  }
  return { ...best, toHull: distance(hull, best.x, best.y) };
}

function boxOf(edges: Float64Array): { middle: { x: number; y: number }; half: number } {
  const xs = edges.filter((_, at) => at % EDGE_SIZE === 0);
  const ys = edges.filter((_, at) => at % EDGE_SIZE === 1);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [front, back] = [Math.min(...ys), Math.max(...ys)];
  const middle = { x: (left + right) / 2, y: (front + back) / 2 };
  return { middle, half: Math.max(right - left, back - front) / 2 };
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
