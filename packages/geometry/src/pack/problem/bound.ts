/** What no packing can beat. Every figure here errs towards fewer plates. */

import { materialAreaOf } from "../../polygon/covered.ts";
import { ringAreaOf } from "../../polygon/ring.ts";
import type { Outline } from "../../types.ts";
import type { Frame } from "../engine/frame.ts";
import { rasterise } from "../engine/raster.ts";
import { type Shape, turnOutline } from "../engine/shape.ts";
import { edgesOf } from "../engine/span.ts";
import { type InnerDisc, innerDisc } from "./inscribed.ts";
import type { Entry, Job } from "./job.ts";

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
 * The least number of new plates: by area, and by parts so fat that few have room on a plate. Open
 * plates are taken to be filled to the last corner, and to hold as many fat parts as a new one.
 * Where heights count, each layer is a bound of its own.
 */
export function boundPlates({ entries, frame, bare, open, countedLayer }: BoundedJob): number {
  if (entries.length === 0) return 0;
  const offered = (frame.width + frame.gap) * (frame.depth + frame.gap);
  let most = open.length > 0 ? 0 : 1;
  for (let layer = 0; layer < frame.layers; layer++) {
    const claimed = entries.reduce((sum, { shape }) => sum + shape.claims[layer], 0);
    // What stands on the plates is known in one layer only; in the others they count as empty.
    const taken = (claim: number) => (layer === countedLayer ? claim : 0);
    const inOpen = open.reduce((sum, ground) => sum + offered - taken(ground.claimed), 0);
    const room = offered - taken(bare.claimed);
    if (claimed > inOpen) most = Math.max(most, Math.ceil((claimed - inOpen) / room - 1e-9));
  }
  for (const { fat, onPlate } of fatGroupsOf(entries, frame)) {
    most = Math.max(most, Math.ceil(fat.length / onPlate) - open.length);
  }
  return most;
}

type BoundedJob = Pick<Job, "entries" | "frame" | "bare" | "open" | "countedLayer">;

/**
 * The least that the emptiest of so many new plates can claim, where there are no open ones: what
 * is left when all others are filled to the last corner, and parts so fat that those have no room
 * for them.
 */
export function leastOnEmptiest(
  { entries, frame, bare }: Pick<Job, "entries" | "frame" | "bare">,
  plates: number,
): number {
  const room = (frame.width + frame.gap) * (frame.depth + frame.gap) - bare.claimed;
  const claimed = entries.reduce((sum, { shape }) => sum + shape.claim, 0);
  let most = Math.max(0, claimed - (plates - 1) * room);
  for (const { fat, onPlate } of fatGroupsOf(entries, frame)) {
    const left = fat.length - (plates - 1) * onPlate;
    if (left <= 0) continue;
    const claims = fat.map(({ claim }) => claim).sort(byValue);
    const least = claims.slice(0, left).reduce((sum, claim) => sum + claim, 0);
    most = Math.max(most, least);
  }
  return bare.claimed + most;
}

/** Parts of which no more than `onPlate` share a plate. */
type FatGroup = { fat: Disc[]; onPlate: number };

const groupsKnown = new WeakMap<Entry[], FatGroup[]>();

/** Of parts in each layer of height; kept, since a search asks for those of a job in each round. */
function fatGroupsOf(entries: Entry[], frame: Frame): FatGroup[] {
  const known = groupsKnown.get(entries);
  if (known) return known;
  const discs = entries.map(({ shape }) => fatDiscsOf(shape, frame));
  const layers = Array.from({ length: frame.layers }, (_, layer) => layer);
  const groups = layers.flatMap((layer) => groupsOf(discs.flatMap((disc) => disc[layer] ?? [])));
  groupsKnown.set(entries, groups);
  return groups;
}

/**
 * A disc inside a part that is so fat that a plate has room for one row of such discs at most:
 * parts at the gap have their discs at the gap. `inRow` is how many have room on a plate,
 * `holes_mm2` what the disc may take for material that is none: a part with a larger disc never
 * lies in there.
 */
type Disc = Pick<InnerDisc, "radius" | "toHull"> & {
  inRow: number;
  holes_mm2: number;
  claim: number;
};

const discsKnown = new WeakMap<Shape, (Disc | undefined)[]>();

/** By layer of height; kept with the shape, which is of one job and so of one frame. */
function fatDiscsOf(shape: Shape, frame: Frame): (Disc | undefined)[] {
  const known = discsKnown.get(shape);
  if (known) return known;
  const discs = shape.bands.map((band) => fatDiscOf(band, shape.claim, frame));
  discsKnown.set(shape, discs);
  return discs;
}

function fatDiscOf(outline: Outline, claim: number, frame: Frame): Disc | undefined {
  if (outline.length === 0) return undefined;
  const box = turnOutline(outline, 0);
  const most = Math.min(box.width, box.depth) / 2;
  if (!Number.isFinite(inRowOf(frame, most, most))) return undefined;
  const areas = outline.map((ring) => Math.abs(ringAreaOf(ring)));
  const largest = areas.indexOf(Math.max(...areas));
  const holes = areas.reduce((sum, area, at) => (at === largest ? sum : sum + area), 0);
  const whole = innerDisc([outline[largest]]);
  const isWhole = holes < areaOfDisc(whole.radius);
  const { radius, toHull } = isWhole ? whole : innerDisc(outline);
  const inRow = inRowOf(frame, radius, toHull);
  const holes_mm2 = isWhole ? holes : 0;
  return Number.isFinite(inRow) ? { radius, toHull, inRow, holes_mm2, claim } : undefined;
}

/**
 * The most discs with centres so far from all walls. Of the centres in a row, two neighbours are
 * no farther apart along it than its length divided by one less; infinite where two may lie side
 * by side across it.
 */
function inRowOf({ width, depth, gap }: Frame, radius: number, toHull: number): number {
  const apart = 2 * radius + gap - 1e-6;
  const [across, along] = [width, depth]
    .map((side) => Math.max(0, side - 2 * toHull))
    .sort(byValue);
  if (across >= apart) return Number.POSITIVE_INFINITY;
  return Math.floor(along / Math.sqrt(apart ** 2 - across ** 2)) + 1;
}

const byValue = (a: number, b: number): number => a - b;

const areaOfDisc = (radius: number): number => Math.PI * radius ** 2;

/**
 * Those of which two never share a plate, since both cover its middle; and all that are at least
 * as fat as one of them.
 */
function groupsOf(discs: Disc[]): FatGroup[] {
  const isApart = ({ holes_mm2 }: Disc, radius: number) => holes_mm2 < areaOfDisc(radius);
  const middle = discs.filter(({ inRow }) => inRow === 1);
  const smallest = middle.reduce((least, { radius }) => Math.min(least, radius), Infinity);
  const rows = [...new Set(discs)].map(({ radius, toHull, inRow }) => {
    const isFat = (disc: Disc) => disc.radius >= radius && disc.toHull >= toHull;
    return { fat: discs.filter((disc) => isFat(disc) && isApart(disc, radius)), onPlate: inRow };
  });
  return [{ fat: middle.filter((disc) => isApart(disc, smallest)), onPlate: 1 }, ...rows];
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
