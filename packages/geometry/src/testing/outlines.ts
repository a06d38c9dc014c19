/** Outlines made by rule, and slow but plain measures of them, for tests. */

import { outlineContains } from "../polygon/contains.ts";
import type { Random } from "../random.ts";
import type { Outline } from "../types.ts";

/** A jagged ring about a middle, with a jagged hole in it. */
export function makeJaggedRing(random: Random, point_count: number): Outline {
  const x = 100 * (random.next() - 0.5);
  const y = 100 * (random.next() - 0.5);
  const circle = (radius_mm: number, turn: 1 | -1) =>
    Float64Array.from(
      Array.from({ length: point_count }, (_, i) => {
        const angle = (turn * 2 * Math.PI * i) / point_count;
        const radius = radius_mm * (0.8 + 0.2 * random.next());
        return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
      }).flat(),
    );
  return [circle(20, 1), circle(10, -1)];
}

/** How far a point is outside of an outline, 0 inside. */
export function distanceOutside(outline: Outline, x: number, y: number): number {
  return outlineContains(outline, x, y) ? 0 : distanceToRim(outline, x, y);
}

export function distanceToRim(outline: Outline, x: number, y: number): number {
  let least = Infinity;
  for (const ring of outline) {
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length;
      least = Math.min(
        least,
        distanceToSide(x, y, ring[i], ring[i + 1], ring[next], ring[next + 1]),
      );
    }
  }
  return least;
}

function distanceToSide(
  ...[x, y, ax, ay, bx, by]: [number, number, number, number, number, number]
): number {
  const length_squared = (bx - ax) ** 2 + (by - ay) ** 2;
  const along = length_squared && ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length_squared;
  const t = Math.min(Math.max(along, 0), 1);
  return Math.hypot(ax + t * (bx - ax) - x, ay + t * (by - ay) - y);
}

/** A random point of the rim. */
export function pointOnRim(outline: Outline, random: Random): [x: number, y: number] {
  const ring = outline[random.below(outline.length)];
  const i = 2 * random.below(ring.length / 2);
  const next = (i + 2) % ring.length;
  const t = random.next();
  return [ring[i] + t * (ring[next] - ring[i]), ring[i + 1] + t * (ring[next + 1] - ring[i + 1])];
}

/** All corners of an outline. */
export function pointsOf(outline: Outline): [x: number, y: number][] {
  return outline.flatMap((ring) =>
    Array.from({ length: ring.length / 2 }, (_, i): [number, number] => [
      ring[2 * i],
      ring[2 * i + 1],
    ]),
  );
}
