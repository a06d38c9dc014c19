import type { Outline } from "../../types.ts";

/** Area within the outline, holes taken off, mm2. */
export function areaOf(outline: Outline): number {
  let twice = 0;
  for (const ring of outline) {
    for (let to = 0, from = ring.length - 2; to < ring.length; from = to, to += 2) {
      // Taken from the ring's first point, so that a part far from the origin loses no digits.
      const x = ring[from] - ring[0];
      const y = ring[from + 1] - ring[1];
      twice += x * (ring[to + 1] - ring[1]) - (ring[to] - ring[0]) * y;
    }
  }
  return Math.abs(twice) / 2;
}
