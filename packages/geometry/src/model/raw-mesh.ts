/** A mesh as its file numbers it, and the welded mesh that one or many of them become. */

import { GeometryError } from "../error.ts";
import { type Affine, determinantOf } from "../mesh.ts";
import type { Mesh } from "../types.ts";
import { TRIANGLE_COUNT_MAX, TriangleList, tooManyTriangles } from "./triangles.ts";
import { Welder } from "./weld.ts";

const CAPACITY_MIN = 24;

/** Points in double precision and triangles over them, both growing; nothing is welded yet. */
export class RawMesh {
  point_count = 0;
  triangle_count = 0;
  /** x, y, z of each point; longer than filled. */
  points: Float64Array = new Float64Array(CAPACITY_MIN);
  /** Three point numbers a triangle; longer than filled. */
  corners: Uint32Array = new Uint32Array(CAPACITY_MIN);

  addPoint(x: number, y: number, z: number): void {
    // A mesh has fewer points than corners, or most of them are of no use.
    if (this.point_count >= 3 * TRIANGLE_COUNT_MAX) throw tooManyTriangles();
    let at = 3 * this.point_count++;
    if (at === this.points.length) {
      const points = new Float64Array(2 * at);
      points.set(this.points);
      this.points = points;
    }
    this.points[at++] = x;
    this.points[at++] = y;
    this.points[at] = z;
  }

  addTriangle(a: number, b: number, c: number): void {
    if (this.triangle_count >= TRIANGLE_COUNT_MAX) throw tooManyTriangles();
    let at = 3 * this.triangle_count++;
    if (at === this.corners.length) {
      const corners = new Uint32Array(2 * at);
      corners.set(this.corners);
      this.corners = corners;
    }
    this.corners[at++] = a;
    this.corners[at++] = b;
    this.corners[at] = c;
  }
}

const scratch = new Float32Array(3);
const scratch_bits = new Uint32Array(scratch.buffer);

/** Welds placed meshes into one. */
export class MeshBuilder {
  readonly #welder: Welder;
  readonly #list: TriangleList;

  /** Starts with room for so many triangles and grows when there are more. */
  constructor(expected_count: number) {
    this.#welder = new Welder(expected_count / 2);
    this.#list = new TriangleList(expected_count);
  }

  get degenerate_count(): number {
    return this.#list.degenerate_count;
  }

  /**
   * Adds a mesh, mapped; a map that mirrors also turns the triangles, so that they face outwards.
   * Points without a triangle are left behind. Throws GeometryError "not_finite".
   */
  add(raw: RawMesh, map: Affine): void {
    const vertices = new Int32Array(raw.point_count).fill(-1);
    const vertexOf = (point: number): number => {
      if (vertices[point] < 0) vertices[point] = this.#weld(raw.points, point, map);
      return vertices[point];
    };
    const mirrored = determinantOf(map) < 0;
    const { corners } = raw;
    for (let i = 0; i < 3 * raw.triangle_count; i += 3) {
      const a = vertexOf(corners[i]);
      const b = vertexOf(corners[i + 1]);
      const c = vertexOf(corners[i + 2]);
      if (mirrored) this.#list.add(a, c, b);
      else this.#list.add(a, b, c);
    }
  }

  /** Throws GeometryError "no_triangles" where nothing with three corners was added. */
  mesh(): Mesh {
    return this.#list.mesh(this.#welder);
  }

  #weld(points: Float64Array, point: number, m: Affine): number {
    const x = points[3 * point];
    const y = points[3 * point + 1];
    const z = points[3 * point + 2];
    scratch[0] = m[0] * x + m[1] * y + m[2] * z + m[3];
    scratch[1] = m[4] * x + m[5] * y + m[6] * z + m[7];
    scratch[2] = m[8] * x + m[9] * y + m[10] * z + m[11];
    const vertex = this.#welder.add(scratch_bits[0], scratch_bits[1], scratch_bits[2]);
    if (vertex >= 0) return vertex;
    const detail = `Point ${point} lies at ${x}, ${y}, ${z}, placed outside of all numbers.`;
    throw new GeometryError("not_finite", detail);
  }
}
