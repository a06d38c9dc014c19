/** What no packing can beat. Every figure here errs towards fewer plates. */

import { outlineAreaOf } from "../../polygon/ring.ts";
import type { Outline } from "../../types.ts";
import type { Frame } from "../engine/frame.ts";
import { rasterise } from "../engine/raster.ts";
import type { Shape } from "../engine/shape.ts";
import { turnOutline } from "../engine/shape.ts";
import { edgesOf } from "../engine/span.ts";
import { innerDisc } from "./inscribed.ts";

/**
 * Least area of the outline grown by half the gap, mm2: parts at the gap from each other have
 * such areas without overlap.
 *
 * The greater of two lower bounds: Brunn and Minkowski's, (sqrt A + sqrt(pi) gap / 2)^2, and a
 * count of cells that the outline, grown by less than half the gap by a cell's diagonal, touches:
 * all of them lie within the grown outline.
 */
export function claimOf(outline: Outline, gap: number): number {
  const area = Math.abs(outlineAreaOf(outline));
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
 * The least number of plates for parts of these shapes, one entry per part: by area, and by parts
 * so fat that each covers the middle of any plate it lies on.
 */
export function boundPlates(shapes: Shape[], frame: Frame): number {
  if (shapes.length === 0) return 0;
  const claimed = shapes.reduce((sum, shape) => sum + shape.claim, 0);
  const offered = (frame.width + frame.gap) * (frame.depth + frame.gap);
  const byArea = Math.ceil(claimed / offered - 1e-9);
  const isCentral = new Map<Shape, boolean>();
  let central = 0;
  for (const shape of shapes) {
    const known = isCentral.get(shape) ?? coversCentre(shape, frame);
    isCentral.set(shape, known);
    if (known) central++;
  }
  return Math.max(1, byArea, central);
}

/**
 * Whether the part, anywhere on the plate and at any turn, comes within half the gap of the
 * plate's middle: true if a disc inside it must. Two such parts never share a plate.
 */
function coversCentre(shape: Shape, frame: Frame): boolean {
  const box = turnOutline(shape.outline, 0);
  const most = Math.min(box.width, box.depth) / 2;
  if (middleFrom(frame, most) > most + frame.gap / 2) return false;
  const { radius, toHull } = innerDisc(shape.outline);
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
