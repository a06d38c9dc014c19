/** Where drain holes go when nobody says where. */

import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";
import { type Bore, boreFrom } from "./bore.ts";
import { type Cavity, labelTriangles } from "./cavities.ts";
import { LineCaster } from "./line.ts";
import type { Vector } from "./vector.ts";

/** Places so near the lowest, in diameters, count as lowest. */
const LOWEST_DIAMETERS = 0.1;
/** Holes after the first two may lie this share of the cavity's height higher. */
const LATER_SHARE = 0.25;
/** Least distance between the middles of two holes, in diameters. */
const APART_DIAMETERS = 2;
/** Places to try before giving up. */
const TRIES_MAX = 50;

/**
 * Gives as many holes as told: for each cavity in turn one down, then one up, and so on. A cavity
 * without room for one more is passed over, but each gets its first.
 */
export function placeHoles(
  ...[mesh, cavities, count, diameter_mm]: [Mesh, Cavity[], number, number]
): Bore[] {
  const cavity_of_triangle = labelTriangles(mesh, cavities);
  const casters = [new LineCaster(mesh, [0, 0, -1]), new LineCaster(mesh, [0, 0, 1])];
  const bores: Bore[] = [];
  const taken: Vector[][] = cavities.map(() => []);
  const open = cavities.map((_, cavity) => ({ cavity, round: 0 }));
  while (bores.length < count) {
    const next = open.shift();
    if (next === undefined) failFull(bores.length, count, diameter_mm);
    const { cavity, round } = next;
    const up = round % 2 === 1;
    const earlier = taken[cavity];
    const places = placesOf(mesh, cavities[cavity], { up, round, earlier, diameter_mm });
    const caster = casters[Number(up)];
    const bore = firstBore(caster, places, cavity, cavity_of_triangle, diameter_mm);
    if (bore) {
      bores.push(bore);
      earlier.push(bore.start);
      open.push({ cavity, round: round + 1 });
    } else if (round === 0) failFull(bores.length, count, diameter_mm);
  }
  return bores;
}

function failFull(placed: number, count: number, diameter_mm: number): never {
  const detail = `Only ${placed} of ${count} holes of ${diameter_mm} mm have a place.`;
  throw new GeometryError("too_many_holes", detail);
}

function firstBore(
  ...[caster, places, cavity, cavity_of_triangle, diameter_mm]: [
    ...[LineCaster, Vector[], number, Int32Array, number],
  ]
): Bore | undefined {
  for (const place of places.slice(0, TRIES_MAX)) {
    const hits = caster.hits(place);
    let floor = -1;
    for (const [i, { at_mm, step, triangle }] of hits.entries()) {
      if (step <= 0 || cavity_of_triangle[triangle] !== cavity) continue;
      if (floor < 0 || Math.abs(at_mm) < Math.abs(hits[floor].at_mm)) floor = i;
    }
    const bore = boreFrom(caster, place, hits, floor, cavity_of_triangle, diameter_mm);
    if (bore) return bore;
  }
  return undefined;
}

type Wish = { up: boolean; round: number; earlier: Vector[]; diameter_mm: number };

/** Places at the bottom (or top) of a cavity, the best first. */
function placesOf(mesh: Mesh, cavity: Cavity, wish: Wish): Vector[] {
  const sign = wish.up ? -1 : 1;
  const points = pointsOf(mesh, cavity);
  let lowest = Infinity;
  let highest = -Infinity;
  for (const { at } of points) {
    lowest = Math.min(lowest, sign * at[2]);
    highest = Math.max(highest, sign * at[2]);
  }
  const depth_mm =
    wish.round < 2 ? LOWEST_DIAMETERS * wish.diameter_mm : LATER_SHARE * (highest - lowest);
  const low = points.filter(({ at }) => sign * at[2] <= lowest + depth_mm);
  const apart_mm = APART_DIAMETERS * wish.diameter_mm;
  const free = low.filter(({ at }) => distanceTo(wish.earlier, at) >= apart_mm);
  const middle = middleOf(low);
  const rank = ({ at }: Point) =>
    wish.round < 2 ? across(at, middle) : -distanceTo(wish.earlier, at);
  return free
    .map((point) => ({ at: point.at, rank: rank(point) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ at }) => at);
}

type Point = { at: Vector; weight: number };

/** The corners of a cavity, and the middle of each triangle with its area seen from above. */
function pointsOf({ positions }: Mesh, { triangles }: Cavity): Point[] {
  const points: Point[] = [];
  const cornerAt = (i: number): Vector => {
    const at = 3 * triangles[i];
    return [positions[at], positions[at + 1], positions[at + 2]];
  };
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [cornerAt(i), cornerAt(i + 1), cornerAt(i + 2)];
    const area = Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) / 2;
    const middle = [0, 1, 2].map((axis) => (a[axis] + b[axis] + c[axis]) / 3);
    points.push({ at: [middle[0], middle[1], middle[2]], weight: area });
    for (const at of [a, b, c]) points.push({ at, weight: area / 1000 });
  }
  return points;
}

function middleOf(points: Point[]): Vector {
  let [x, y, sum] = [0, 0, 0];
  for (const { at, weight } of points) {
    // A little for each, for a bottom that is all edge.
    const share = weight + 1e-9;
    x += share * at[0];
    y += share * at[1];
    sum += share;
  }
  return [x / sum, y / sum, 0];
}

function distanceTo(others: Vector[], at: Vector): number {
  return others.reduce((least, other) => {
    return Math.min(least, Math.hypot(at[0] - other[0], at[1] - other[1], at[2] - other[2]));
  }, Infinity);
}

function across(a: Vector, b: Vector): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
