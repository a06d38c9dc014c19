/** One hole from a cavity to the outside. */

import type { LineCaster, LineHit } from "./line.ts";
import { along, type Vector } from "./vector.ts";

/** A straight hole: where it begins in the cavity, and how long it is. */
export type Bore = { start: Vector; direction: Vector; length_mm: number; diameter_mm: number };

/**
 * Gives the hole from hit `floor`, where a line passes from a cavity into the wall, to where it
 * next comes outside; undefined where it does not. Both ends reach a diameter on, so that they
 * open a slanting surface whole, but at most half-way to what lies behind.
 */
export function boreFrom(
  ...[caster, point, hits, floor, cavity_of_triangle, diameter_mm]: [
    ...[LineCaster, Vector, LineHit[], number, Int32Array, number],
  ]
): Bore | undefined {
  if (floor < 1) return undefined;
  let winding = 0;
  const windings = hits.map(({ step }) => (winding += step));
  const exit = hits.findIndex(
    ({ triangle }, i) => i > floor && windings[i] === 0 && cavity_of_triangle[triangle] < 0,
  );
  if (exit < 0) return undefined;
  const roof_mm = hits[floor].at_mm - hits[floor - 1].at_mm;
  const free_mm = exit + 1 < hits.length ? hits[exit + 1].at_mm - hits[exit].at_mm : Infinity;
  const from_mm = hits[floor].at_mm - Math.min(diameter_mm, roof_mm / 2);
  const to_mm = hits[exit].at_mm + Math.min(diameter_mm, free_mm / 2);
  const { direction } = caster;
  const start = along(point, from_mm, direction);
  return { start, direction, length_mm: to_mm - from_mm, diameter_mm };
}
