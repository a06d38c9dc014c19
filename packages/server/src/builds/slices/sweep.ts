/** A mesh from below to above: what each layer's plane cuts out of it. */
import { boundsOf, type Mesh } from "@vatline/geometry";
import { cutTriangle } from "./cut.ts";

/** Cuts as x, y of beginning and end, four numbers each; reused by the next call. */
export type Cuts = { count: number; points: Float64Array };

/** Gives the cuts of layers in ascending order; each layer may be asked for once. */
export class Sweep {
  readonly #mesh: Mesh;
  readonly #layer_mm: number;
  readonly #z_min_mm: number;
  /** Triangles by the first layer that may cross them. */
  readonly #order: Uint32Array;
  readonly #lowest: Float32Array;
  readonly #highest: Float32Array;
  #next = 0;
  /** Those begun and not yet over. */
  #active: number[] = [];
  readonly #cuts: Cuts = { count: 0, points: new Float64Array(0) };

  constructor(mesh: Mesh, layer_mm: number) {
    const { positions, triangles } = mesh;
    const count = triangles.length / 3;
    this.#mesh = mesh;
    this.#layer_mm = layer_mm;
    this.#z_min_mm = boundsOf(mesh).min[2];
    this.#lowest = new Float32Array(count);
    this.#highest = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      const heights = [0, 1, 2].map((corner) => positions[3 * triangles[3 * i + corner] + 2]);
      this.#lowest[i] = Math.min(...heights);
      this.#highest[i] = Math.max(...heights);
    }
    const lowest = this.#lowest;
    this.#order = Uint32Array.from({ length: count }, (_, i) => i);
    this.#order.sort((a, b) => lowest[a] - lowest[b] || a - b);
  }

  cutsAt(layer_index: number): Cuts {
    const { positions, triangles } = this.#mesh;
    const z = this.#z_min_mm + (layer_index + 0.5) * this.#layer_mm;
    const { length } = this.#order;
    while (this.#next < length && this.#lowest[this.#order[this.#next]] <= z) {
      this.#active.push(this.#order[this.#next++]);
    }
    this.#active = this.#active.filter((triangle) => this.#highest[triangle] > z);
    const cuts = this.#cuts;
    if (cuts.points.length < 4 * this.#active.length) {
      cuts.points = new Float64Array(8 * this.#active.length);
    }
    cuts.count = 0;
    for (const triangle of this.#active) {
      const [a, b, c] = [3 * triangle, 3 * triangle + 1, 3 * triangle + 2];
      const corners = [3 * triangles[a], 3 * triangles[b], 3 * triangles[c]] as const;
      const at = 4 * cuts.count;
      if (cutTriangle(positions, corners, z, cuts.points.subarray(at, at + 4))) cuts.count++;
    }
    return cuts;
  }
}
