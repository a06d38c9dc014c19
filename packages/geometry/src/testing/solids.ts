/** Slow but plain measures of solids, for tests: nothing here is shared with what they test. */

import assert from "node:assert/strict";
import { inspectMesh, type MeshReport } from "../check.ts";
import { GeometryError } from "../error.ts";
import type { Random } from "../random.ts";
import type { Mesh } from "../types.ts";

type Point = [x: number, y: number, z: number];

/** Asserts that a mesh is closed and faces outwards, and reports on it. */
export function assertSolid(mesh: Mesh, name = "the mesh"): MeshReport {
  const report = inspectMesh(mesh);
  assert.ok(report.watertight, `${name} is not closed`);
  assert.ok(report.volume_mm3 > 0, `${name} has ${report.volume_mm3} mm³`);
  return report;
}

/** Asserts that a value is near another, as a share of it. */
export function assertNear(actual: number, expected: number, share: number, name = ""): void {
  const off = Math.abs(actual - expected) / Math.abs(expected);
  assert.ok(off <= share, `${name} ${actual}, not ${expected} to ${share}: off by ${off}`);
}

/** For assert.throws and assert.rejects. */
export function fails(code: string): (error: unknown) => boolean {
  return (error) => error instanceof GeometryError && error.code === code;
}

/** Random points of the triangles from the given one on, each triangle as likely as another. */
export function pointsOn(mesh: Mesh, first: number, count: number, random: Random): Point[] {
  const { positions, triangles } = mesh;
  return Array.from({ length: count }, () => {
    const at = 3 * (first + random.below(triangles.length / 3 - first));
    let [u, v] = [random.next(), random.next()];
    if (u + v > 1) [u, v] = [1 - u, 1 - v];
    const [x, y, z] = [0, 1, 2].map((axis) => {
      const [a, b, c] = [0, 1, 2].map((corner) => positions[3 * triangles[at + corner] + axis]);
      return a + u * (b - a) + v * (c - a);
    });
    return [x, y, z];
  });
}

/** The distance of a point from the nearest triangle, by trying all of them. */
export function distanceFrom({ positions, triangles }: Mesh, point: Point): number {
  let least = Infinity;
  for (let i = 0; i < triangles.length; i += 3) {
    const corners = [0, 1, 2].map((corner): Point => {
      const [x, y, z] = positions.subarray(
        3 * triangles[i + corner],
        3 * triangles[i + corner] + 3,
      );
      return [x - point[0], y - point[1], z - point[2]];
    });
    least = Math.min(least, distanceToTriangle(corners));
  }
  return least;
}

/** From the origin: to the plane where the foot lies inside, else to the nearest side. */
function distanceToTriangle([a, b, c]: Point[]): number {
  const sides = Math.min(distanceToSide(a, b), distanceToSide(b, c), distanceToSide(c, a));
  const normal = crossOf(minus(b, a), minus(c, a));
  const length = Math.hypot(...normal);
  if (length === 0) return sides;
  const isInside = [
    [a, b],
    [b, c],
    [c, a],
  ].every(([from, to]) => dotOf(crossOf(minus(to, from), minus([0, 0, 0], from)), normal) >= 0);
  return isInside ? Math.abs(dotOf(a, normal)) / length : sides;
}

function distanceToSide(a: Point, b: Point): number {
  const way = minus(b, a);
  const square = dotOf(way, way);
  const t = square === 0 ? 0 : Math.min(Math.max(-dotOf(a, way) / square, 0), 1);
  return Math.hypot(a[0] + t * way[0], a[1] + t * way[1], a[2] + t * way[2]);
}

function minus(a: Point, b: Point): Point {
  return [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
}

function dotOf(a: Point, b: Point): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function crossOf(a: Point, b: Point): Point {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
