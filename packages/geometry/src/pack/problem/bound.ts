/** What no packing can beat. Every figure here errs towards fewer plates. */

import { materialAreaOf } from "../../polygon/covered.ts";
import type { Outline } from "../../types.ts";
import type { Frame } from "../engine/frame.ts";
import { rasterise } from "../engine/raster.ts";
import type { Shape } from "../engine/shape.ts";
import { turnOutline } from "../engine/shape.ts";
import { edgesOf } from "../engine/span.ts";
import { innerDisc } from "./inscribed.ts";
import type { Job } from "./job.ts";

/**
 * Least area of the outline grown by half the gap, mm2: parts at the gap from each other have
 * such areas without overlap.
 *
 * The greater of two lower bounds: Brunn and Minkowski's, (sqrt A + sqrt(pi) gap / 2)^2, and a
 * count of cells that the outline, grown by less than half the gap by a cell's diagonal, touches:
 * all of them lie within the grown outline.
 */
export function claimOf(outline: Outline, gap: number): number {
  const area = materialAreaOf(outline);
  const least = (Math.sqrt(area) + (Math.sqrt(Math.PI) * gap) / 2) ** 2;
  const turned = turnOutline(outline, 0);
  const cell = Math.max(gap / 12, Math.max(turned.width, turned.depth) / 400);
  const r = gap / 2 - Math.SQRT2 * cell;
  if (r < 0) return least;
  const side = Math.ceil((Math.max(turned.width, turned.depth) + 2 * gap) / cell) + 1;
  const words = (side >> 5) + 1;
  const edges = edgesOf(turned.rings);
  const stamp = rasterise(edges, turned, gap, gap, r, cell, side, words);
  let cells = 0;
  for (const word of stamp.bits) cells += countBits(word);
  return Math.max(least, cells * cell * cell);
}

/**
 * The least number of new plates: by area, and by parts so fat that each covers the middle of any
 * plate it lies on. Open plates are taken to be filled to the last corner, and to hold one such
 * part each. Where heights count, each layer is a bound of its own.
 */
export function boundPlates({ entries, frame, bare, open, countedLayer }: BoundedJob): number {
  if (entries.length === 0) return 0;
  const offered = (frame.width + frame.gap) * (frame.depth + frame.gap);
  const isCentral = new Map<Shape, boolean>();
  let most = open.length > 0 ? 0 : 1;
  for (let layer = 0; layer < frame.layers; layer++) {
    const claimed = entries.reduce((sum, { shape }) => sum + shape.claims[layer], 0);
    // What stands on the plates is known in one layer only; in the others they count as empty.
    const taken = (claim: number) => (layer === countedLayer ? claim : 0);
    const inOpen = open.reduce((sum, ground) => sum + offered - taken(ground.claimed), 0);
    const room = offered - taken(bare.claimed);
    if (claimed > inOpen) most = Math.max(most, Math.ceil((claimed - inOpen) / room - 1e-9));
    let central = 0;
    isCentral.clear();
    for (const { shape } of entries) {
      const known = isCentral.get(shape) ?? coversCentre(shape.bands[layer], frame);
      isCentral.set(shape, known);
      if (known) central++;
    }
    most = Math.max(most, central - open.length);
  }
  return most;
}

type BoundedJob = Pick<Job, "entries" | "frame" | "bare" | "open" | "countedLayer">;

/**
 * Whether the part, anywhere on the plate and at any turn, comes within half the gap of the
 * plate's middle: true if a disc inside it must. Two such parts never share a plate.
 */
function coversCentre(outline: Outline, frame: Frame): boolean {
  if (outline.length === 0) return false;
  const box = turnOutline(outline, 0);
  const most = Math.min(box.width, box.depth) / 2;
  if (middleFrom(frame, most) > most + frame.gap / 2) return false;
  const { radius, toHull } = innerDisc(outline);
  return radius > 0 && middleFrom(frame, toHull) <= radius + frame.gap / 2 - 1e-6;
}

/** Farthest that a point can be from the middle if it keeps this distance from all walls. */
function middleFrom(frame: Frame, distance: number): number {
  const x = Math.max(0, frame.width / 2 - distance);
  return Math.hypot(x, Math.max(0, frame.depth / 2 - distance));
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
