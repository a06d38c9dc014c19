/** Points and directions in space. */

import { GeometryError } from "../error.ts";

export type Vector = readonly [x: number, y: number, z: number];
export type Axis = "x" | "y" | "z";

export const AXES: Record<Axis, Vector> = { x: [1, 0, 0], y: [0, 1, 0], z: [0, 0, 1] };

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/** Gives a + factor b. */
export function along(a: Vector, factor: number, b: Vector): Vector {
  return [a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]];
}

/** Gives the unit vector. Throws GeometryError "direction_invalid" where there is none. */
export function unitOf(v: Vector): Vector {
  const length = Math.sqrt(dot(v, v));
  if (!(length > 0 && length < Infinity)) {
    throw new GeometryError("direction_invalid", `The vector (${v.join(", ")}) has no direction.`);
  }
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** Throws GeometryError with a code unless the number lies within its limits. */
export function checkRange(
  ...[code, name, value, least, most]: [string, string, number, number, number]
): void {
  if (value >= least && value <= most) return;
  throw new GeometryError(code, `${name} is ${value}, not from ${least} to ${most}.`);
}
