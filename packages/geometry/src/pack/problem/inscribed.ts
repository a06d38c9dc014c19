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
  /** Where the edge is that settled the point before: points in turn are near each other. */
  let first = 0;
  /** The distance to the outline if the point lies inside, and deeper than that; else 0. */
  const depthAt = (x: number, y: number, above: number) => {
    const near = nearest(edges, x, y, first, above);
    first = near.at;
    return near.distance > above && windingAt(edges, x, y) ? near.distance : 0;
  };
  const { middle, half } = boxOf(hull);
  let best = { ...middle, radius: depthAt(middle.x, middle.y, 0) };
  let step = half / 4;
  for (let round = 0; round < 8; round++, step /= 2) {
    const centre = best;
    for (let cell = 0; cell < 81; cell++) {
      const x = centre.x + ((cell % 9) - 4) * step;
      const y = centre.y + (Math.floor(cell / 9) - 4) * step;
      const radius = depthAt(x, y, best.radius);
      if (radius > best.radius) best = { x, y, radius };
    }
  }
  return { ...best, toHull: nearest(hull, best.x, best.y).distance };
}

function boxOf(edges: Float64Array): { middle: { x: number; y: number }; half: number } {
  const xs = edges.filter((_, at) => at % EDGE_SIZE === 0);
  const ys = edges.filter((_, at) => at % EDGE_SIZE === 1);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [front, back] = [Math.min(...ys), Math.max(...ys)];
  const middle = { x: (left + right) / 2, y: (front + back) / 2 };
  return { middle, half: Math.max(right - left, back - front) / 2 };
}

/**
 * The least distance to the edges, looked at in turn from the one at `first`, and where the nearest
 * is. Once it is not above `enough`, no more is found out.
 */
function nearest(edges: Float64Array, x: number, y: number, first = 0, enough = 0) {
  const found = { at: first, distance: Number.POSITIVE_INFINITY };
  /** Squares of distances, and a little beside them: what is beyond needs no root. */
  const enough_squared = enough * enough * (1 - 1e-9);
  let bound = Number.POSITIVE_INFINITY;
  let at = first;
  do {
    const ex = edges[at + 2] - edges[at];
    const ey = edges[at + 3] - edges[at + 1];
    const along = ((x - edges[at]) * ex + (y - edges[at + 1]) * ey) / (ex * ex + ey * ey);
    const t = Math.max(0, Math.min(1, along));
    const [dx, dy] = [x - edges[at] - t * ex, y - edges[at + 1] - t * ey];
    const squared = dx * dx + dy * dy;
    if (squared <= bound) {
      const distance = squared < enough_squared ? 0 : Math.hypot(dx, dy);
      if (distance < found.distance) {
        found.at = at;
        found.distance = distance;
        if (distance <= enough) break;
        bound = distance * distance * (1 + 1e-9);
      }
    }
    at += EDGE_SIZE;
    if (at >= edges.length) at = 0;
  } while (at !== first);
  return found;
}
