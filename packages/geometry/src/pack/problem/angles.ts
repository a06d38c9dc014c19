/** Which turns the search may try for an outline. */

import { convexHullOf } from "../../polygon/hull.ts";
import type { Outline, Ring, RotationRule } from "../../types.ts";
import { turnOutline } from "../engine/shape.ts";

/** The allowed angles, and the one at which the box needs the smallest plate of this proportion. */
export type Turns = { angles: number[]; tightest: { angle_deg: number } & Size };

type Size = { width: number; depth: number };

/**
 * The allowed angles at which the outline fits the room, degrees in [0, 360), best spread first:
 * every prefix is a fair choice. None means that it is too large.
 *
 * Under the rule "any" they are `count` even steps from the turn that lies flattest, which is
 * where rectangular parts and grids of them are tightest. A part that fits at few of those also
 * gets the fitting ones of a fine sweep, so that a long part may lie along the diagonal.
 */
export function turnsFor(outline: Outline, rule: RotationRule, count: number, room: Size): Turns {
  const hull = convexHullOf(outline);
  const fits = (angle: number) => {
    const box = boxOf(hull, angle);
    return box.width <= room.width + 1e-9 && box.depth <= room.depth + 1e-9;
  };
  const all = rule === "any" ? evenSteps(count, flattestAngle(hull)) : listedAngles(rule);
  let angles = all.filter(fits);
  let fine: number[] = [];
  if (rule === "any" && angles.length < FEW_ANGLES) {
    fine = [...flushAngles(hull), ...Array.from({ length: 720 }, (_, at) => at / 2)];
    const more = fine.filter(fits);
    const stride = Math.max(1, Math.floor(more.length / FEW_ANGLES));
    angles = [...new Set([...angles, ...more.filter((_, at) => at % stride === 0)])];
  }
  let tightest = { angle_deg: all[0], ...boxOf(hull, all[0]) };
  for (const angle_deg of [...all, ...fine]) {
    const box = boxOf(hull, angle_deg);
    if (excess(box, room) < excess(tightest, room)) tightest = { angle_deg, ...box };
  }
  return { angles, tightest };
}

/** Below this many fitting even steps, the fine sweep is used; it adds about as many again. */
const FEW_ANGLES = 8;

function excess(box: Size, room: Size): number {
  return Math.max(box.width / room.width, box.depth / room.depth);
}

function listedAngles(rule: Exclude<RotationRule, "any">): number[] {
  if (rule === "none") return [0];
  if (rule === "180") return [0, 180];
  if (rule === "90") return [0, 90, 180, 270];
  return [...new Set(rule.map(normalise))];
}

/** Degrees in [0, 360). */
export function normalise(angle_deg: number): number {
  const rest = angle_deg % 360;
  const angle = rest < 0 ? rest + 360 : rest;
  return angle === 360 ? 0 : angle + 0;
}

/** The turn in [0, 90) for which the hull's box is smallest; one side of the hull lies flat. */
function flattestAngle(hull: Ring): number {
  let best = 0;
  let least = boxArea(hull, 0);
  for (const angle of flushAngles(hull)) {
    const area = boxArea(hull, angle);
    // A clear gain only, so that a square in the model's own axes stays in them.
    if (area >= least * (1 - 1e-6)) continue;
    least = area;
    best = angle;
  }
  return best;
}

/** The turns in [0, 90) that lay a side of the hull along an axis. */
function flushAngles(hull: Ring): number[] {
  const angles: number[] = [];
  for (let to = 0, from = hull.length - 2; to < hull.length; from = to, to += 2) {
    const slope_rad = Math.atan2(hull[to + 1] - hull[from + 1], hull[to] - hull[from]);
    angles.push(normalise((-slope_rad * 180) / Math.PI) % 90);
  }
  return angles;
}

function boxArea(hull: Ring, angle_deg: number): number {
  const box = boxOf(hull, angle_deg);
  return box.width * box.depth;
}

function boxOf(hull: Ring, angle_deg: number): Size {
  const { width, depth } = turnOutline([hull], angle_deg);
  return { width, depth };
}

/** `count` even steps around the circle, quarter turns first, then ever finer halves. */
function evenSteps(count: number, start: number): number[] {
  const perQuarter = Math.max(1, Math.ceil(count / 4));
  const fractions = Array.from({ length: perQuarter }, (_, at) => at);
  fractions.sort((a, b) => halvings(a, perQuarter) - halvings(b, perQuarter) || a - b);
  const steps = fractions.map((at) => start + (at * 90) / perQuarter);
  return steps.flatMap((step) => [0, 90, 180, 270].map((turn) => normalise(step + turn)));
}

/** How often a quarter must be halved to reach step `at`: 0 for the start, 1 for the middle. */
function halvings(at: number, steps: number): number {
  if (at === 0) return 0;
  let level = 1;
  for (let spacing = steps / 2; spacing > 1 && at % spacing > 1e-9; spacing /= 2) level++;
  return level;
}
