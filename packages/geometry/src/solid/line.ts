/** Where straight lines pass in and out of a mesh. */

import { boundsOf } from "../mesh.ts";
import type { Mesh } from "../types.ts";
import { crossingX, triangleTurn } from "./crossing.ts";
import { cross, dot, unitOf, type Vector } from "./vector.ts";

export type LineHit = {
  /** Along the line from the point it was laid through, negative behind it. */
  at_mm: number;
  /** 1 where the line enters the material, -1 where it leaves it. */
  step: number;
  triangle: number;
};

/** Lines of one direction through a mesh. Cost: linear in the triangles, to make and for a line. */
export class LineCaster {
  readonly direction: Vector;
  readonly #u: Vector;
  readonly #v: Vector;
  readonly #triangles: Uint32Array;
  /** Corners along the direction and in the two others. */
  readonly #places: Float64Array;

  constructor(mesh: Mesh, direction: Vector) {
    this.direction = unitOf(direction);
    this.#u = unitOf(cross(Math.abs(direction[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0], this.direction));
    this.#v = cross(this.direction, this.#u);
    this.#triangles = mesh.triangles;
    this.#places = new Float64Array(mesh.positions.length);
    for (let i = 0; i < mesh.positions.length; i += 3) {
      const [x, y, z] = mesh.positions.subarray(i, i + 3);
      this.#places.set(this.#placeOf([x, y, z]), i);
    }
  }

  /** Gives the crossings of the line through a point, in their order along it. */
  hits(point: Vector): LineHit[] {
    const places = this.#places;
    const triangles = this.#triangles;
    const [start, u, v] = this.#placeOf(point);
    const hits: LineHit[] = [];
    for (let i = 0; i < triangles.length; i += 3) {
      const a = 3 * triangles[i];
      const b = 3 * triangles[i + 1];
      const c = 3 * triangles[i + 2];
      const turn = triangleTurn(places, a, b, c, u, v);
      if (turn === 0) continue;
      const at_mm = crossingX(places, a, b, c, u, v) - start;
      hits.push({ at_mm, step: -turn, triangle: i / 3 });
    }
    return hits.sort((a, b) => a.at_mm - b.at_mm || b.step - a.step || a.triangle - b.triangle);
  }

  #placeOf(point: Vector): [number, number, number] {
    return [dot(point, this.direction), dot(point, this.#u), dot(point, this.#v)];
  }
}

/** The middle and the size of a mesh's box. */
export function boxOf(mesh: Mesh): { middle: Vector; size: Vector } {
  const { min, max } = boundsOf(mesh);
  return {
    middle: [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2, (min[2] + max[2]) / 2],
    size: [max[0] - min[0], max[1] - min[1], max[2] - min[2]],
  };
}

/** The matrix, column by column, that maps x, y, z to three directions about an origin. */
export function frameMatrix(
  ...[x, y, z, origin]: [x: Vector, y: Vector, z: Vector, origin: Vector]
): Parameters<import("manifold-3d").Manifold["transform"]>[0] {
  return [...x, 0, ...y, 0, ...z, 0, ...origin, 1];
}
