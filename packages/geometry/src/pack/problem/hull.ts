import type { Outline } from "../../types.ts";

export type Point = { x: number; y: number };

/** Convex hull of all points, counter-clockwise (Andrew's monotone chain, 1979). */
export function convexHull(outline: Outline): Point[] {
  const points: Point[] = [];
  for (const ring of outline) {
    for (let at = 0; at < ring.length; at += 2) points.push({ x: ring[at], y: ring[at + 1] });
  }
  points.sort((a, b) => a.x - b.x || a.y - b.y);
  const lower = chain(points);
  const upper = chain(points.reverse());
  return [...lower.slice(0, -1), ...upper.slice(0, -1)];
}

function chain(points: Point[]): Point[] {
  const kept: Point[] = [];
  for (const point of points) {
    while (kept.length > 1 && turnOf(kept[kept.length - 2], kept[kept.length - 1], point) <= 0) {
      kept.pop();
    }
    kept.push(point);
  }
  return kept;
}

function turnOf(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}
