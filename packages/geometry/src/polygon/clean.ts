import type { Outline, Ring } from "../types.ts";
import { ringAreaOf } from "./ring.ts";

/**
 * Drops repeated points, and rings without area. What is left has at least three points a ring;
 * crossings and overlaps stay as they are.
 */
export function cleanOutline(outline: Outline): Outline {
  return outline.map(dropRepeats).filter((ring) => ring.length >= 6 && ringAreaOf(ring) !== 0);
}

function dropRepeats(ring: Ring): Ring {
  const kept: number[] = [];
  let x = ring.at(-2);
  let y = ring.at(-1);
  for (let i = 0; i < ring.length; i += 2) {
    if (ring[i] !== x || ring[i + 1] !== y) kept.push(ring[i], ring[i + 1]);
    x = ring[i];
    y = ring[i + 1];
  }
  return Float64Array.from(kept);
}
