/** Moves, turns, mirrors and scales a mesh; what was watertight stays watertight. */

import { GeometryError } from "../error.ts";
import { type Affine, transformMesh } from "../mesh.ts";
import type { Mesh } from "../types.ts";
import { AXES, type Axis, checkRange, unitOf, type Vector } from "./vector.ts";

const FACTOR_MIN = 1e-4;
const FACTOR_MAX = 1e4;
const SHIFT_MM_MAX = 1e4;

/** A turn about an axis through the origin, counter-clockwise seen from the axis's tip. */
export type Turn = { axis: Axis | Vector; angle_deg: number };

/**
 * Scales about the origin, by one factor or one for each axis.
 *
 * throws  GeometryError "factor_invalid" for a factor outside 0.0001 to 10,000
 */
export function scaleMesh(mesh: Mesh, factor: number | Vector): Mesh {
  const [x, y, z] = typeof factor === "number" ? [factor, factor, factor] : factor;
  for (const value of [x, y, z]) {
    checkRange("factor_invalid", "The factor", value, FACTOR_MIN, FACTOR_MAX);
  }
  return transformMesh(mesh, [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]);
}

/** Mirrors along an axis, at the plane through the origin. The triangles still face outwards. */
export function mirrorMesh(mesh: Mesh, axis: Axis): Mesh {
  const [x, y, z] = AXES[axis].map((share) => 1 - 2 * share);
  return transformMesh(mesh, [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0]);
}

/** Moves by so many mm. Throws GeometryError "shift_invalid" beyond 10 m. */
export function moveMesh(mesh: Mesh, [x, y, z]: Vector): Mesh {
  for (const value of [x, y, z]) {
    checkRange("shift_invalid", "The shift in mm", value, -SHIFT_MM_MAX, SHIFT_MM_MAX);
  }
  return transformMesh(mesh, [1, 0, 0, x, 0, 1, 0, y, 0, 0, 1, z]);
}

/**
 * Turns about an axis through the origin; by a multiple of 90 degrees without rounding.
 *
 * throws  GeometryError "direction_invalid", "angle_invalid"
 */
export function rotateMesh(mesh: Mesh, turn: Turn): Mesh {
  return transformMesh(mesh, turnOf(turn));
}

function turnOf({ axis, angle_deg }: Turn): Affine {
  if (!Number.isFinite(angle_deg)) {
    throw new GeometryError("angle_invalid", `The angle is ${angle_deg}, not a number of degrees.`);
  }
  const unit = unitOf(typeof axis === "string" ? AXES[axis] : axis);
  const quarters = angle_deg / 90;
  const radians = ((angle_deg % 360) * Math.PI) / 180;
  const whole = Number.isInteger(quarters) ? ((quarters % 4) + 4) % 4 : -1;
  const cos = whole < 0 ? Math.cos(radians) : [1, 0, -1, 0][whole];
  const sin = whole < 0 ? Math.sin(radians) : [0, 1, 0, -1][whole];
  return turnMatrix(unit, cos, sin);
}

/** The matrix of a turn about a unit axis (Rodrigues 1840). */
export function turnMatrix([x, y, z]: Vector, cos: number, sin: number): Affine {
  const rest = 1 - cos;
  return [
    ...([cos + x * x * rest, x * y * rest - z * sin, x * z * rest + y * sin, 0] as const),
    ...([y * x * rest + z * sin, cos + y * y * rest, y * z * rest - x * sin, 0] as const),
    ...([z * x * rest - y * sin, z * y * rest + x * sin, cos + z * z * rest, 0] as const),
  ];
}
