import type { Outline, Ring } from "../types.ts";

/**
 * Gives the convex hull of all points of an outline, counter-clockwise, without points on its
 * sides; empty where all points lie on one line.
 *
 * source  A. M. Andrew, Another efficient algorithm for convex hulls in two dimensions, 1979
 */
export function convexHullOf(outline: Outline): Ring {
  const points: [x: number, y: number][] = [];
  for (const ring of outline) {
    for (let i = 0; i < ring.length; i += 2) points.push([ring[i], ring[i + 1]]);
  }
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const lower = chainOf(points);
  const upper = chainOf(points.reverse());
  const hull = [...lower.slice(0, -1), ...upper.slice(0, -1)];
  return Float64Array.from(hull.length < 3 ? [] : hull.flat());
}

/** Keeps the points of a sorted list at which the chain turns left. */
function chainOf(points: [x: number, y: number][]): [x: number, y: number][] {
  const chain: [x: number, y: number][] = [];
  for (const point of points) {
    while (
      chain.length >= 2 &&
      !turnsLeft(chain[chain.length - 2], chain[chain.length - 1], point)
    ) {
      chain.pop();
    }
    chain.push(point);
  }
  return chain;
}

function turnsLeft(a: [number, number], b: [number, number], c: [number, number]): boolean {
  return (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0]) > 0;
}
