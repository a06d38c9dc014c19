/** Takes edges out of a closed mesh, the least visible first. */

import type { Mesh } from "../types.ts";
import { LeastFirst } from "./heap.ts";
import type { NearestPoint } from "./nearest.ts";
import { Quadrics } from "./quadrics.ts";

/** Told by whoever wants fewer triangles. */
export type DecimateGoal = {
  /** Ends when no more are left. */
  triangles_max: number;
  /** No new vertex, nor the middle of a new side or triangle, may lie farther from the surface. */
  limit?: { tolerance_mm: number; surface: NearestPoint };
};

/** A triangle may turn no further than about 78 degrees by one step. */
const TURN_COSINE_MIN = 0.2;

/**
 * Draws the two ends of an edge together where the planes of the triangles about them are nearest
 * (M. Garland and P. Heckbert, Surface simplification using quadric error metrics, 1997), again
 * and again. An edge stays where its going would join what was apart: every edge keeps two sides.
 */
export function decimate(mesh: Mesh, goal: DecimateGoal): Mesh {
  const work = new Decimation(mesh);
  work.run(goal);
  return work.result();
}

class Decimation {
  readonly #places: Float64Array;
  readonly #triangles: Uint32Array;
  /** Triangles about each vertex; of a vertex that is gone, none. */
  readonly #about: number[][];
  readonly #gone: Uint8Array;
  readonly #quadrics: Quadrics;
  readonly #queue = new LeastFirst();
  /** Ends of each edge in the queue, and the sum of their stamps at that time. */
  readonly #edges: number[] = [];
  /** Counts the changes of each vertex. */
  readonly #stamps: Uint32Array;
  #count: number;
  /** What was seen while looking for neighbours, by the number of the look. */
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(mesh: Mesh) {
    const { positions, triangles } = mesh;
    this.#places = Float64Array.from(positions);
    this.#triangles = triangles.slice();
    this.#count = triangles.length / 3;
    this.#gone = new Uint8Array(this.#count);
    this.#about = Array.from({ length: positions.length / 3 }, () => []);
    for (let i = 0; i < triangles.length; i++) this.#about[triangles[i]].push(Math.floor(i / 3));
    this.#stamps = new Uint32Array(positions.length / 3);
    this.#marks = new Uint32Array(positions.length / 3);
    this.#quadrics = new Quadrics(mesh, this.#places);
    for (let i = 0; i < triangles.length; i++) {
      const next = triangles[i % 3 === 2 ? i - 2 : i + 1];
      if (triangles[i] < next) this.#offer(triangles[i], next);
    }
  }

  run({ triangles_max, limit }: DecimateGoal): void {
    while (this.#count > triangles_max) {
      const edge = this.#queue.take();
      if (edge === undefined) return;
      const u = this.#edges[3 * edge];
      const v = this.#edges[3 * edge + 1];
      const stamp = this.#edges[3 * edge + 2];
      if (this.#stamps[u] + this.#stamps[v] !== stamp || !this.#canGo(u, v)) continue;
      const { mean } = this.#quadrics.best(u, v, this.#places);
      const point = this.#quadrics.point;
      if (limit && mean > (limit.tolerance_mm / 2) ** 2) continue;
      if (!this.#keepsShape(u, v, point) || !this.#keepsShape(v, u, point)) continue;
      if (limit && !(this.#isNear(u, v, point, limit) && this.#isNear(v, u, point, limit)))
        continue;
      this.#draw(u, v, point);
    }
  }

  result(): Mesh {
    const numbers = new Int32Array(this.#about.length).fill(-1);
    const positions: number[] = [];
    const triangles: number[] = [];
    for (const [i, vertex] of this.#triangles.entries()) {
      if (this.#gone[Math.floor(i / 3)]) continue;
      if (numbers[vertex] < 0) {
        numbers[vertex] = positions.length / 3;
        for (let axis = 0; axis < 3; axis++) positions.push(this.#places[3 * vertex + axis]);
      }
      triangles.push(numbers[vertex]);
    }
    return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
  }

  #offer(u: number, v: number): void {
    const { cost } = this.#quadrics.best(u, v, this.#places);
    this.#queue.add(cost, this.#edges.length / 3);
    this.#edges.push(u, v, this.#stamps[u] + this.#stamps[v]);
  }

  #neighbours(vertex: number): Set<number> {
    const found = new Set<number>();
    for (const triangle of this.#about[vertex]) {
      for (let i = 3 * triangle; i < 3 * triangle + 3; i++) found.add(this.#triangles[i]);
    }
    found.delete(vertex);
    return found;
  }

  #has(triangle: number, vertex: number): boolean {
    const t = this.#triangles;
    const at = 3 * triangle;
    return t[at] === vertex || t[at + 1] === vertex || t[at + 2] === vertex;
  }

  /** The link condition: the ends share two neighbours, those of the edge's two triangles. */
  #canGo(u: number, v: number): boolean {
    const about_u = this.#about[u];
    const about_v = this.#about[v];
    let side_count = 0;
    for (const triangle of about_u) if (this.#has(triangle, v)) side_count++;
    if (side_count !== 2 || about_u.length + about_v.length <= 6) return false;
    const marks = this.#marks;
    const mark = ++this.#mark;
    const t = this.#triangles;
    for (const triangle of about_u) {
      for (let i = 3 * triangle; i < 3 * triangle + 3; i++) marks[t[i]] = mark;
    }
    let shared = 0;
    for (const triangle of about_v) {
      for (let i = 3 * triangle; i < 3 * triangle + 3; i++) {
        if (t[i] === u || t[i] === v || marks[t[i]] !== mark) continue;
        marks[t[i]] = 0;
        shared++;
      }
    }
    return shared === 2;
  }

  /** Whether no triangle at u, but those that go, would turn over or lose its area. */
  #keepsShape(u: number, v: number, [x, y, z]: Float64Array): boolean {
    const p = this.#places;
    for (const triangle of this.#about[u]) {
      if (this.#has(triangle, v)) continue;
      const [b, c] = this.#others(triangle, u);
      const ux = p[c] - p[b];
      const uy = p[c + 1] - p[b + 1];
      const uz = p[c + 2] - p[b + 2];
      const sideFrom = (ax: number, ay: number, az: number) => {
        const vx = ax - p[b];
        const vy = ay - p[b + 1];
        const vz = az - p[b + 2];
        return [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
      };
      const [ax, ay, az] = sideFrom(p[3 * u], p[3 * u + 1], p[3 * u + 2]);
      const [bx, by, bz] = sideFrom(x, y, z);
      const product = ax * bx + ay * by + az * bz;
      const lengths = Math.sqrt((ax * ax + ay * ay + az * az) * (bx * bx + by * by + bz * bz));
      if (!(product > TURN_COSINE_MIN * lengths)) return false;
    }
    return true;
  }

  /** Where the corners of a triangle other than u begin, in their order after it. */
  #others(triangle: number, u: number): [number, number] {
    const t = this.#triangles;
    const at = 3 * triangle;
    if (t[at] === u) return [3 * t[at + 1], 3 * t[at + 2]];
    if (t[at + 1] === u) return [3 * t[at + 2], 3 * t[at]];
    return [3 * t[at], 3 * t[at + 1]];
  }

  /** Whether the triangles at u lie near the surface once u is moved, but for those that go. */
  #isNear(
    ...[u, v, [x, y, z], limit]: [
      ...[number, number, Float64Array, NonNullable<DecimateGoal["limit"]>],
    ]
  ): boolean {
    const { surface, tolerance_mm } = limit;
    const p = this.#places;
    for (const triangle of this.#about[u]) {
      if (this.#has(triangle, v)) continue;
      const [b, c] = this.#others(triangle, u);
      surface.find((x + p[b]) / 2, (y + p[b + 1]) / 2, (z + p[b + 2]) / 2);
      if (surface.distance > tolerance_mm) return false;
      surface.find(
        (x + p[b] + p[c]) / 3,
        (y + p[b + 1] + p[c + 1]) / 3,
        (z + p[b + 2] + p[c + 2]) / 3,
      );
      if (surface.distance > tolerance_mm) return false;
    }
    surface.find(x, y, z);
    return surface.distance <= tolerance_mm;
  }

  /** Moves u to the point and gives it all that v had. */
  #draw(u: number, v: number, point: Float64Array): void {
    this.#places.set(point, 3 * u);
    this.#quadrics.join(u, v);
    for (const triangle of this.#about[v]) {
      if (this.#has(triangle, u)) {
        this.#gone[triangle] = 1;
        this.#count--;
        continue;
      }
      for (let i = 3 * triangle; i < 3 * triangle + 3; i++) {
        if (this.#triangles[i] === v) this.#triangles[i] = u;
      }
      this.#about[u].push(triangle);
    }
    this.#about[v] = [];
    this.#stamps[v]++;
    this.#stamps[u]++;
    this.#about[u] = this.#about[u].filter((triangle) => !this.#gone[triangle]);
    for (const vertex of this.#neighbours(u)) {
      this.#about[vertex] = this.#about[vertex].filter((triangle) => !this.#gone[triangle]);
      this.#offer(u, vertex);
    }
  }
}
