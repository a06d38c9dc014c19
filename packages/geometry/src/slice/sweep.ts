/** A mesh from below to above: what each layer's plane cuts out of it. */
import { cutTriangle } from "./cut.ts";
import type { Sliceable } from "./sliceable.ts";

/** Cuts as x, y of beginning and end, four numbers each; reused by the next call. */
export type Cuts = { count: number; points: Float64Array };

/** Gives the cuts of layers in ascending order; each layer may be asked for once. */
export class Sweep {
  readonly #model: Sliceable;
  readonly #layer_mm: number;
  #next = 0;
  /** Those begun and not yet over. */
  #active: number[] = [];
  readonly #cuts: Cuts = { count: 0, points: new Float64Array(0) };

  constructor(model: Sliceable, layer_mm: number) {
    this.#model = model;
    this.#layer_mm = layer_mm;
  }

  cutsAt(layer_index: number): Cuts {
    const { mesh, bounds, order, lowest, highest } = this.#model;
    const { positions, triangles } = mesh;
    const z = bounds.min[2] + (layer_index + 0.5) * this.#layer_mm;
    while (this.#next < order.length && lowest[order[this.#next]] <= z) {
      this.#active.push(order[this.#next++]);
    }
    this.#active = this.#active.filter((triangle) => highest[triangle] > z);
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
