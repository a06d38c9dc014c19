/** The growing triangle list that every reader fills. */

import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";
import type { Welder } from "./weld.ts";

/** A binary file of this many triangles has 0.5 GB; mesh and report need about 1 GB more. */
export const TRIANGLE_COUNT_MAX = 10_000_000;

export class TriangleList {
  /** Triangles given so far, the degenerate ones included. */
  seen_count = 0;
  degenerate_count = 0;
  #indices: Uint32Array;
  #length = 0;

  constructor(capacity: number) {
    this.#indices = new Uint32Array(3 * capacity);
  }

  /** Takes three vertex indices; a triangle that has one of them twice is counted, not kept. */
  add(a: number, b: number, c: number): void {
    if (this.seen_count++ >= TRIANGLE_COUNT_MAX) throw tooManyTriangles();
    if (a === b || b === c || c === a) {
      this.degenerate_count++;
      return;
    }
    if (this.#length === this.#indices.length) this.#grow();
    this.#indices[this.#length++] = a;
    this.#indices[this.#length++] = b;
    this.#indices[this.#length++] = c;
  }

  /** Throws GeometryError "no_triangles" where nothing with three corners was given. */
  mesh(welder: Welder): Mesh {
    if (this.#length === 0) {
      const why =
        this.seen_count === 0
          ? "The file holds no triangle."
          : `All ${this.seen_count} triangles of the file have two equal corners.`;
      throw new GeometryError("no_triangles", why);
    }
    const full = this.#length === this.#indices.length;
    const triangles = full ? this.#indices : this.#indices.slice(0, this.#length);
    return { positions: welder.positions(), triangles };
  }

  #grow(): void {
    const indices = new Uint32Array(Math.max(3 * 1024, 2 * this.#indices.length));
    indices.set(this.#indices);
    this.#indices = indices;
  }
}

export function tooManyTriangles(): GeometryError {
  return new GeometryError(
    "too_many_triangles",
    `The file has more than ${TRIANGLE_COUNT_MAX} triangles, the most that are read.`,
  );
}
