/** Whether a model fits on a platform, turned about z as it may. */

import { boundsOf } from "./mesh.ts";
import { convexHullOf } from "./polygon/hull.ts";
import type { Mesh, Plate, Ring } from "./types.ts";

/** How a model stands best on a platform; nothing is kept free around it. */
export type PlateFit = {
  fit: "as_is" | "turned" | "too_large";
  /** Counter-clockwise about z; the turn that fits, else the one with the least excess (0.1 mm). */
  rotation_deg: number;
  /** By how much the model is larger than the platform, turned so; 0 where it is not. */
  excess_mm: { width_mm: number; depth_mm: number; height_mm: number };
};

/** Coordinates of files are float32: what is this much too large came out of rounding. */
const TOLERANCE_MM = 0.001;
/** A model that does not fit anyway is not turned for less. */
const GAIN_MM_MIN = 0.1;
/** Directions in which the outermost points are looked for before the hull is found. */
const DIRECTION_COUNT = 16;
const QUARTER = Math.PI / 2;

/**
 * Gives the fit on each plate, in order.
 *
 * The least excess is exact: between two turns that lay a side of the hull along the plate, width
 * and depth each bulge, so that only those turns and the ones of equal excess need be tried.
 *
 * cost  linear in the mesh, and n log n in the corners of its hull
 */
export function fitOnPlates(mesh: Mesh, plates: Plate[]): PlateFit[] {
  const { min, max } = boundsOf(mesh);
  const shadow = new Shadow(hullOf(mesh));
  return plates.map((plate) => {
    const height_mm = excessOf(max[2] - min[2] - plate.height_mm);
    const turn = bestTurn(shadow, plate);
    const size = shadow.sizeAt(turn);
    const width_mm = excessOf(size.width - plate.width_mm);
    const depth_mm = excessOf(size.depth - plate.depth_mm);
    const fits = width_mm + depth_mm + height_mm === 0;
    return {
      fit: fits ? (turn === 0 ? "as_is" : "turned") : "too_large",
      rotation_deg: (turn * 180) / Math.PI,
      excess_mm: { width_mm, depth_mm, height_mm },
    };
  });
}

function excessOf(difference: number): number {
  return difference <= TOLERANCE_MM ? 0 : difference;
}

/** The smallest turn that fits without need, else the one with the least excess; radians. */
function bestTurn(shadow: Shadow, plate: Plate): number {
  let best = 0;
  let least = Infinity;
  const attempt = (turn: number) => {
    const { width, depth } = shadow.sizeAt(turn);
    const excess = Math.max(width - plate.width_mm, depth - plate.depth_mm);
    const gain_min = excess <= TOLERANCE_MM ? 0 : GAIN_MM_MIN;
    if (excess < least - gain_min) [best, least] = [turn, excess];
  };
  for (const turn of [0, QUARTER]) {
    attempt(turn);
    if (least <= TOLERANCE_MM) return best;
  }
  const turns = shadow.sideTurns();
  for (const [i, turn] of turns.entries()) {
    attempt(turn);
    const next = turns[i + 1] ?? Math.PI;
    for (const equal of shadow.turnsOfEqualExcess((turn + next) / 2, plate)) {
      if (equal > turn && equal < next) attempt(equal);
    }
  }
  return best;
}

/** The sizes of a convex outline as it turns. */
class Shadow {
  readonly #hull: Ring;
  /** Directions of the sides, growing, each from its corner to the next; below 2 pi in all. */
  readonly #sides: Float64Array;

  constructor(hull: Ring) {
    const count = hull.length / 2;
    this.#hull = hull;
    this.#sides = Float64Array.from({ length: count }, (_, i) => {
      const next = (i + 1) % count;
      return Math.atan2(hull[2 * next + 1] - hull[2 * i + 1], hull[2 * next] - hull[2 * i]);
    });
    for (let i = 1; i < count; i++) {
      while (this.#sides[i] < this.#sides[i - 1]) this.#sides[i] += 2 * Math.PI;
    }
  }

  sizeAt(turn: number): { width: number; depth: number } {
    const { across, along } = this.#chordsAt(turn);
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    return {
      width: across[0] * cos - across[1] * sin,
      depth: along[0] * sin + along[1] * cos,
    };
  }

  /** Turns from 0 to below half a circle that lay a side along the plate, growing, 0 included. */
  sideTurns(): number[] {
    const turns = [0, QUARTER];
    for (const side of this.#sides) {
      const turn = (QUARTER - (side % QUARTER)) % QUARTER;
      const positive = turn < 0 ? turn + QUARTER : turn;
      turns.push(positive, positive + QUARTER);
    }
    return turns.sort((a, b) => a - b);
  }

  /** Turns near `turn`, between the same sides, at which width and depth exceed by the same. */
  turnsOfEqualExcess(turn: number, plate: Plate): number[] {
    const { across, along } = this.#chordsAt(turn);
    const a = across[0] - along[1];
    const b = -across[1] - along[0];
    const ratio = (plate.width_mm - plate.depth_mm) / Math.hypot(a, b);
    if (!(Math.abs(ratio) <= 1)) return [];
    const middle = Math.atan2(b, a);
    const aside = Math.acos(ratio);
    const circle = 2 * Math.PI;
    return [middle + aside, middle - aside].map((angle) => ((angle % circle) + circle) % circle);
  }

  /** The vectors between the outermost corners of the hull turned so, along x and along y. */
  #chordsAt(turn: number): { across: [number, number]; along: [number, number] } {
    return {
      across: this.#chord(this.#outermost(-turn), this.#outermost(Math.PI - turn)),
      along: this.#chord(this.#outermost(QUARTER - turn), this.#outermost(-QUARTER - turn)),
    };
  }

  #chord(to: number, from: number): [number, number] {
    const hull = this.#hull;
    return [hull[2 * to] - hull[2 * from], hull[2 * to + 1] - hull[2 * from + 1]];
  }

  /** The corner that lies furthest in a direction: where the sides turn past its normal. */
  #outermost(direction: number): number {
    const sides = this.#sides;
    const circle = 2 * Math.PI;
    const offset = direction + QUARTER - sides[0];
    const wanted = sides[0] + (((offset % circle) + circle) % circle);
    let low = 0;
    let high = sides.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sides[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low % sides.length;
  }
}

/** The hull of the shadow; of one without area, the two ends or the one point of it. */
function hullOf({ positions }: Mesh): Ring {
  const rim = convexHullOf([outermostOf(positions)]);
  const kept: number[] = [];
  for (let i = 0; i < positions.length; i += 3) {
    if (isOutside(rim, positions[i], positions[i + 1])) kept.push(positions[i], positions[i + 1]);
  }
  const hull = convexHullOf([rim, Float64Array.from(kept)]);
  return hull.length > 0 ? hull : endsOf(positions);
}

/** The outermost points of a mesh in some directions, which leave few points outside their hull. */
function outermostOf(positions: Float32Array): Ring {
  const outermost = new Float64Array(2 * DIRECTION_COUNT);
  for (let number = 0; number < DIRECTION_COUNT; number++) {
    const direction = (2 * Math.PI * number) / DIRECTION_COUNT;
    const [cos, sin] = [Math.cos(direction), Math.sin(direction)];
    let furthest = -Infinity;
    for (let i = 0; i < positions.length; i += 3) {
      const distance = cos * positions[i] + sin * positions[i + 1];
      if (distance <= furthest) continue;
      furthest = distance;
      outermost[2 * number] = positions[i];
      outermost[2 * number + 1] = positions[i + 1];
    }
  }
  return outermost;
}

function isOutside(rim: Ring, x: number, y: number): boolean {
  for (let i = 0; i < rim.length; i += 2) {
    const next = (i + 2) % rim.length;
    const turn =
      (rim[next] - rim[i]) * (y - rim[i + 1]) - (rim[next + 1] - rim[i + 1]) * (x - rim[i]);
    if (turn < 0) return true;
  }
  return rim.length === 0;
}

function endsOf(positions: Float32Array): Ring {
  let low = 0;
  let high = 0;
  const orderOf = (i: number, j: number) =>
    positions[i] - positions[j] || positions[i + 1] - positions[j + 1];
  for (let i = 0; i < positions.length; i += 3) {
    if (orderOf(i, low) < 0) low = i;
    if (orderOf(i, high) > 0) high = i;
  }
  return Float64Array.of(positions[low], positions[low + 1], positions[high], positions[high + 1]);
}
