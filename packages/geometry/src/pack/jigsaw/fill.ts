/** Fills one plate without gaps, as a jigsaw is solved: where the fewest pieces fit, first. */
import type { Random } from "../../random.ts";
import {
  contactOf,
  isFreeFor,
  type Notch,
  notchesOf,
  type Region,
  wholePlate,
  withoutTile,
} from "./region.ts";
import { ANGLE_EPSILON, type Corner, type Tile } from "./tile.ts";

export type Laid = { tile: Tile; x: number; y: number };

/** How many pieces of each shape are left, and the corners of all of them. */
export type Stock = { left: Int32Array; out: CornerIndex; back: CornerIndex };
/** Corners sorted by the direction of one of their sides. */
export type CornerIndex = { angles: Float64Array; corners: Corner[] };

export function indexCorners(tiles: Tile[], side: "out" | "back"): CornerIndex {
  const angleOf = (corner: Corner) =>
    side === "out" ? Math.atan2(corner.outY, corner.outX) : Math.atan2(corner.backY, corner.backX);
  const corners = tiles.flatMap((tile) => tile.corners);
  corners.sort((a, b) => angleOf(a) - angleOf(b));
  return { corners, angles: Float64Array.from(corners, angleOf) };
}

/** Pieces that may still be laid; `isOver` ends the search too. */
export type Budget = { left: number; isOver: () => boolean };

/** How much of the order is drawn: none always goes astray in the same way, much loses its way. */
const LUCK = 0.2;

type Step = { corner: Corner; x: number; y: number };

/**
 * Searches for pieces that fill the plate; nothing where there are none or `budget` is used up.
 * Takes the pieces that it returns from the stock.
 */
export function fillPlate(
  width: number,
  depth: number,
  stock: Stock,
  budget: Budget,
  random: Random,
): Laid[] | undefined {
  const laid: Laid[] = [];
  const fill = (region: Region): boolean => {
    if (region.length === 0) return true;
    for (const { corner, x, y } of byContact(fewestSteps(region, stock, laid), region, random)) {
      if (budget.left <= 0 || budget.isOver()) return false;
      budget.left--;
      const { tile } = corner;
      stock.left[tile.variant.shape.index]--;
      laid.push({ tile, x, y });
      if (fill(withoutTile(region, tile, x, y))) return true;
      laid.pop();
      stock.left[tile.variant.shape.index]++;
    }
    return false;
  };
  return fill(wholePlate(width, depth)) ? laid : undefined;
}

/** All ways to go on at the notch, and the side of it, that leaves the fewest. */
function fewestSteps(region: Region, stock: Stock, laid: Laid[]): Step[] {
  let fewest: Step[] | undefined;
  for (const notch of notchesOf(region)) {
    for (const isOut of [true, false]) {
      const most: number = fewest ? fewest.length : Number.POSITIVE_INFINITY;
      const steps = stepsAt(region, stock, laid, notch, isOut, most);
      if (!steps) continue;
      fewest = steps;
      if (steps.length === 0) return steps;
    }
  }
  return fewest ?? [];
}

/** The pieces that fit flush with one side of the notch; nothing once they are `most`. */
function stepsAt(
  region: Region,
  stock: Stock,
  laid: Laid[],
  notch: Notch,
  isOut: boolean,
  most: number,
): Step[] | undefined {
  const { angles, corners } = isOut ? stock.out : stock.back;
  const wanted = isOut ? Math.atan2(notch.outY, notch.outX) : Math.atan2(notch.backY, notch.backX);
  const steps: Step[] = [];
  for (const turn of [wanted, wanted - 2 * Math.PI, wanted + 2 * Math.PI]) {
    for (let at = firstAtLeast(angles, turn - ANGLE_EPSILON); at < angles.length; at++) {
      if (angles[at] > turn + ANGLE_EPSILON) break;
      const corner = corners[at];
      const { tile } = corner;
      if (stock.left[tile.variant.shape.index] === 0) continue;
      if (corner.angle > notch.angle + ANGLE_EPSILON) continue;
      const x = notch.x - corner.x;
      const y = notch.y - corner.y;
      if (!isFreeFor(region, tile, x, y) || coversLaid(tile, x, y, laid)) continue;
      steps.push({ corner, x, y });
      if (steps.length >= most) return undefined;
    }
  }
  return steps;
}

/** First those that touch what is there with most of their sides, but for some luck. */
function byContact(steps: Step[], region: Region, random: Random): Step[] {
  if (steps.length < 2) return steps;
  const scores = new Map<Step, number>();
  for (const step of steps) {
    const contact = contactOf(region, step.corner.tile, step.x, step.y);
    scores.set(step, contact * (1 + LUCK * random.next()));
  }
  return steps.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0));
}

/** Whether the middle of one of the tile's parts lies on a piece that is laid already. */
function coversLaid(tile: Tile, x: number, y: number, laid: Laid[]): boolean {
  if (tile.parts.length === 1) return false;
  const { middles } = tile;
  for (let at = 0; at < middles.length; at += 2) {
    for (const other of laid) {
      const mx = middles[at] + x - other.x;
      const my = middles[at + 1] + y - other.y;
      if (other.tile.parts.some((planes) => isInside(planes, mx, my))) return true;
    }
  }
  return false;
}

function isInside(planes: Float64Array, x: number, y: number): boolean {
  for (let at = 0; at < planes.length; at += 3) {
    if (planes[at] * x + planes[at + 1] * y > planes[at + 2]) return false;
  }
  return true;
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
