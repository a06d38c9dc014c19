/** A mesh from below to above: the outlines that each layer's plane cuts out of it. */
import { Mender } from "./mend.ts";
import type { Facets, Sliceable } from "./sliceable.ts";

/**
 * By how much below its middle a layer is cut, as a share of the largest height: some units in the
 * last place of a Float32. So what ends in the middle of a layer is in it, and what begins there is
 * not, whichever way its height, that of the lowest corner, or a change of unit was rounded.
 */
const ROUNDING = 2 ** -21;

/**
 * Straight pieces of outlines as x, y of beginning and end, four numbers each: on the way the solid
 * lies to the left. As many begin as end at every point. Reused by the next call.
 */
export type Cuts = { count: number; points: Float64Array };

/**
 * Gives the cuts of layers in ascending order; each layer may be asked for once. A layer's cuts
 * do not depend on the layers asked for before it.
 */
export class Sweep {
  readonly #layer_mm: number;
  /** Where the first layer is cut. */
  readonly #first_z: number;
  readonly #closed: FacetSweep;
  readonly #torn: FacetSweep;
  readonly #mender: Mender;

  constructor(model: Sliceable, layer_mm: number) {
    this.#layer_mm = layer_mm;
    const { min, max } = model.bounds;
    const rounding = ROUNDING * Math.max(Math.abs(min[2]), Math.abs(max[2]));
    this.#first_z = min[2] + layer_mm / 2 - rounding;
    this.#closed = new FacetSweep(model.positions, model.closed);
    this.#torn = new FacetSweep(model.positions, model.torn, model.torn.sides);
    this.#mender = new Mender(model.torn.side_count);
  }

  cutsAt(layer_index: number): Cuts {
    const z = this.#first_z + layer_index * this.#layer_mm;
    const cuts = this.#closed.cutAt(z);
    const torn = this.#torn.cutAt(z);
    if (torn.count > 0) this.#mender.addMended(torn, this.#torn.ends, cuts);
    return cuts;
  }
}

/** Cuts facets as they come, joined or not. */
class FacetSweep {
  readonly #positions: Float32Array;
  readonly #facets: Facets;
  /** Of torn facets alone. */
  readonly #sides: Uint32Array | undefined;
  /** The side on which each cut begins and ends, two numbers each. */
  ends = new Uint32Array(0);
  /** Those begun and not yet over, in the order of the facets. */
  #active = new Uint32Array(64);
  #active_count = 0;
  #next = 0;
  readonly #cuts: Cuts = { count: 0, points: new Float64Array(0) };

  constructor(positions: Float32Array, facets: Facets, sides?: Uint32Array) {
    this.#positions = positions;
    this.#facets = facets;
    this.#sides = sides;
  }

  /** A corner in the plane counts as below it. */
  cutAt(z: number): Cuts {
    this.#advance(z);
    const cuts = this.#cuts;
    const count = this.#active_count;
    if (cuts.points.length < 4 * count) cuts.points = new Float64Array(8 * count);
    if (this.#sides && this.ends.length < 2 * count) this.ends = new Uint32Array(4 * count);
    this.#cutActive(z);
    cuts.count = count;
    return cuts;
  }

  #advance(z: number): void {
    const { lowest, highest } = this.#facets;
    let active = this.#active;
    let count = 0;
    for (let i = 0; i < this.#active_count; i++) {
      const facet = active[i];
      if (highest[facet] > z) active[count++] = facet;
    }
    let next = this.#next;
    for (; next < lowest.length && lowest[next] <= z; next++) {
      if (highest[next] <= z) continue;
      if (count === active.length) {
        active = new Uint32Array(2 * count);
        active.set(this.#active);
        this.#active = active;
      }
      active[count++] = next;
    }
    this.#next = next;
    this.#active_count = count;
  }

  #cutActive(z: number): void {
    const { corners } = this.#facets;
    const [positions, active, sides, ends] = [
      this.#positions,
      this.#active,
      this.#sides,
      this.ends,
    ];
    const { points } = this.#cuts;
    for (let i = 0; i < this.#active_count; i++) {
      const at = 3 * active[i];
      let side = 0;
      // Turned so that the first corner alone is above the plane, or alone below it.
      const above =
        (positions[corners[at] + 2] > z ? 1 : 0) +
        (positions[corners[at + 1] + 2] > z ? 2 : 0) +
        (positions[corners[at + 2] + 2] > z ? 4 : 0);
      if (above === 2 || above === 5) side = 1;
      else if (above === 4 || above === 3) side = 2;
      const alone_is_above = above === 1 || above === 2 || above === 4;
      const before = side === 0 ? 2 : side - 1;
      const a = corners[at + side];
      const b = corners[at + (side === 2 ? 0 : side + 1)];
      const c = corners[at + before];
      if (alone_is_above) {
        cutSide(positions, b, a, z, points, 4 * i);
        cutSide(positions, c, a, z, points, 4 * i + 2);
      } else {
        cutSide(positions, a, c, z, points, 4 * i);
        cutSide(positions, a, b, z, points, 4 * i + 2);
      }
      if (sides === undefined) continue;
      ends[2 * i] = sides[at + (alone_is_above ? side : before)];
      ends[2 * i + 1] = sides[at + (alone_is_above ? before : side)];
    }
  }
}

/** From the lower end, so that both facets of a side find the same point. */
function cutSide(
  positions: Float32Array,
  low: number,
  high: number,
  z: number,
  points: Float64Array,
  at: number,
): void {
  const low_z = positions[low + 2];
  const share = (z - low_z) / (positions[high + 2] - low_z);
  const [x, y] = [positions[low], positions[low + 1]];
  points[at] = x + share * (positions[high] - x);
  points[at + 1] = y + share * (positions[high + 1] - y);
}
