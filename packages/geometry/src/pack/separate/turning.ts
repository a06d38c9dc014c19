/**
 * Separates few parts that hardly overlap by moving and turning them, each at any turn. Layouts
 * know forms and kernels for turns of a list; here each part has a form of its own that turns.
 */
import { type Random, shuffle } from "../../random.ts";
import type { Form } from "./form.ts";
import type { Container } from "./layout.ts";
import { depthOfPieces } from "./pieces.ts";
import type { Place } from "./place.ts";
import { type Budget, reweigh } from "./separate.ts";
import { copyForm, originOf, type Stem, turnForm, type Walls, wallsOf } from "./stem.ts";
import { SEPARATE } from "./tunables.ts";

/** A part and where it lies; one that may not turn keeps its turn. */
export type Turner = { stem: Stem; place: Place; mayTurn: boolean };

/** Where the centre of a part lies, and its turn. */
type Pose = { x: number; y: number; turn_rad: number };

type Body = Pose & { stem: Stem; mayTurn: boolean; home: number; form: Form };

type Crowd = {
  containers: Container[];
  bodies: Body[];
  clear: number;
  /** Overlap of each pair, and its weight; row by row. */
  overlaps: Float64Array;
  weights: Float64Array;
};

/**
 * Moves and turns parts until no two overlap; none changes its container.
 *
 * clear    overlaps up to this deep do not count
 * passes   passes without 2 % less overlap after which it is given up
 * returns  where they lie then, or nothing
 */
export function separateTurning(
  containers: Container[],
  turners: Turner[],
  clear: number,
  budget: Budget,
  random: Random,
  passes: number,
): Place[] | undefined {
  const count = turners.length;
  const overlaps = new Float64Array(count * count);
  const weights = new Float64Array(count * count).fill(1);
  const bodies = turners.map(bodyOf);
  const crowd: Crowd = { containers, bodies, clear, overlaps, weights };
  for (const part of bodies.keys()) measure(crowd, part);
  let least = Number.POSITIVE_INFINITY;
  for (let idle = 0; idle < passes; idle++) {
    const overlap = sumOf(overlaps) / 2;
    if (overlap === 0) return turners.map((turner, part) => placeOf(bodies[part], turner));
    if (overlap < 0.98 * least) {
      least = overlap;
      idle = 0;
    }
    for (const part of shuffle([...bodies.keys()], random)) {
      if (sumOf(overlaps.subarray(part * count, (part + 1) * count)) === 0) continue;
      if (budget.moves <= 0) return undefined;
      budget.moves--;
      if ((budget.moves & 31) === 0 && budget.shouldStop()) return undefined;
      relocate(crowd, part, random);
    }
    reweigh(crowd);
  }
  return undefined;
}

function bodyOf({ stem, place, mayTurn }: Turner): Body {
  const turn_rad = (place.turn_deg * Math.PI) / 180;
  const origin = originOf(stem, turn_rad);
  const [x, y] = [place.x - origin.x, place.y - origin.y];
  return { stem, mayTurn, home: place.container, form: copyForm(stem), x, y, turn_rad };
}

function placeOf({ stem, mayTurn, x, y, turn_rad }: Body, { place }: Turner): Place {
  const origin = originOf(stem, turn_rad);
  const turn_deg = mayTurn ? (turn_rad * 180) / Math.PI : place.turn_deg;
  return { container: place.container, x: x + origin.x, y: y + origin.y, turn_deg };
}

const sumOf = (numbers: Float64Array) => numbers.reduce((sum, value) => sum + value, 0);

/** Brings a body's form and its overlaps up to date. */
function measure({ bodies, overlaps, clear }: Crowd, part: number): void {
  const count = bodies.length;
  const body = bodies[part];
  turnForm(body.stem, body.form, body.turn_rad);
  for (const [at, other] of bodies.entries()) {
    if (at === part || other.home !== body.home) continue;
    const overlap = overlapOf(other, body.form, body, clear, Number.POSITIVE_INFINITY);
    overlaps[part * count + at] = overlap;
    overlaps[at * count + part] = overlap;
  }
}

const slope = new Float64Array(3);

/** Overlap of a body with a form at a pose, as in a layout; leaves in `slope` how it changes. */
function overlapOf(body: Body, form: Form, at: Pose, clear: number, bound: number): number {
  const scale = Math.sqrt(body.form.size * form.size);
  const [dx, dy] = [at.x - body.x, at.y - body.y];
  slope[2] = 0;
  const depth = depthOfPieces(body.form, form, dx, dy, clear, bound / scale, slope);
  for (let at = 0; at < slope.length; at++) slope[at] *= scale;
  return scale * depth;
}

/** A pose, what the part meets there, and how fast that grows along x and y and by radians. */
type Candidate = Pose & { weight: number; growthX: number; growthY: number; growthTurn: number };

/**
 * Weighs a part at a pose, moved inward where it leaves the container; infinite where it cannot
 * lie at this turn. Stops once the weight is not below the bound.
 */
function weigh(crowd: Crowd, part: number, pose: Pose, bound: number): Candidate {
  const { containers, bodies, weights, clear } = crowd;
  const { stem, form, home, mayTurn } = bodies[part];
  const { turn_rad } = pose;
  const { width, depth } = containers[home];
  const walls = wallsOf(stem, turn_rad);
  const { left, right, front, back } = walls;
  const x = Math.max(-left.at, Math.min(width - right.at, pose.x));
  const y = Math.max(-front.at, Math.min(depth - back.at, pose.y));
  const at: Candidate = { x, y, turn_rad, weight: 0, growthX: 0, growthY: 0, growthTurn: 0 };
  const fits = right.at - left.at <= width && back.at - front.at <= depth;
  if (!fits) return { ...at, weight: Number.POSITIVE_INFINITY };
  turnForm(stem, form, turn_rad);
  const row = part * bodies.length;
  for (let other = 0; other < bodies.length; other++) {
    if (other === part || bodies[other].home !== home) continue;
    const weight = weights[row + other];
    const overlap = overlapOf(bodies[other], form, at, clear, (bound - at.weight) / weight);
    if (overlap === 0) continue;
    at.weight += weight * overlap;
    if (at.weight >= bound) return at;
    at.growthX -= weight * slope[0];
    at.growthY -= weight * slope[1];
    at.growthTurn += weight * slope[2];
  }
  lean(at, walls, crowd.containers[home]);
  if (!mayTurn) at.growthTurn = 0;
  return at;
}

/** A part that is pressed against a wall does not go on, but slides off it as it turns. */
function lean(at: Candidate, walls: Walls, { width, depth }: Container): void {
  const { left, right, front, back } = walls;
  const alongX = at.growthX > 0 && at.x <= -left.at ? left : right;
  if (alongX === left || (at.growthX < 0 && at.x >= width - right.at)) {
    at.growthTurn += at.growthX * alongX.along;
    at.growthX = 0;
  }
  const alongY = at.growthY > 0 && at.y <= -front.at ? front : back;
  if (alongY === front || (at.growthY < 0 && at.y >= depth - back.at)) {
    at.growthTurn -= at.growthY * alongY.along;
    at.growthY = 0;
  }
}

/** Moves a part to the better of where it comes down from here and from the best of samples. */
function relocate(crowd: Crowd, part: number, random: Random): void {
  const body = crowd.bodies[part];
  const { size } = body.stem.shape;
  let best = weigh(crowd, part, body, Number.POSITIVE_INFINITY);
  let other: Candidate | undefined;
  for (let at = 0; at < SEPARATE.samples_turning; at++) {
    const pose = at === 0 ? poseAnywhere(crowd, body, random) : poseNear(body, random);
    const there = weigh(crowd, part, pose, other?.weight ?? Number.POSITIVE_INFINITY);
    if (there.weight < (other?.weight ?? Number.POSITIVE_INFINITY)) other = there;
  }
  if (other) {
    other = descend(crowd, part, other, 0.25 * size, 0.02 * size);
    if (other.weight < best.weight) best = other;
  }
  best = descend(crowd, part, best, 0.1 * size, 0.0005 * size);
  body.x = best.x;
  body.y = best.y;
  body.turn_rad = best.turn_rad;
  measure(crowd, part);
}

function poseAnywhere(crowd: Crowd, body: Body, random: Random): Pose {
  const { width, depth } = crowd.containers[body.home];
  const turn_rad = 2 * Math.PI * random.next();
  const pose = { x: width * random.next(), y: depth * random.next() };
  return { ...pose, turn_rad: body.mayTurn ? turn_rad : body.turn_rad };
}

function poseNear({ stem, mayTurn, x, y, turn_rad }: Body, random: Random): Pose {
  const { size } = stem.shape;
  const off = () => random.next() - 0.5;
  const pose = { x: x + size * off(), y: y + size * off() };
  return { ...pose, turn_rad: turn_rad + (mayTurn ? off() : 0) };
}

/**
 * Goes down from a candidate by steps that would bring an overlap of even slope to 0, as parts of
 * a layout do; a radian counts as far as the lever is long.
 */
function descend(
  crowd: Crowd,
  part: number,
  start: Candidate,
  longest: number,
  shortest: number,
): Candidate {
  const lever = SEPARATE.lever_share * crowd.bodies[part].stem.shape.radius;
  let here = start;
  for (let tries = 0, share = 1; tries < SEPARATE.steps_max && here.weight > 0; tries++) {
    const growthTurn = here.growthTurn / lever;
    const steep = Math.hypot(here.growthX, here.growthY, growthTurn);
    const step = Math.min(longest, (share * here.weight) / steep);
    if (!(steep > 0) || (step < shortest && share < 1)) break;
    const by = Math.max(step, shortest) / steep;
    const pose = {
      x: here.x - by * here.growthX,
      y: here.y - by * here.growthY,
      turn_rad: here.turn_rad - (by * growthTurn) / lever,
    };
    const there = weigh(crowd, part, pose, here.weight);
    if (there.weight < here.weight) here = there;
    share = here === there ? Math.min(1, 1.5 * share) : share / 2;
  }
  return here;
}
