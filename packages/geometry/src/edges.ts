/** The undirected edges of a triangle list: a hash table from a pair of vertices to a number. */

/**
 * Numbers edges from 0 in order of first appearance, whichever way round they are given.
 * Memory: 8 bytes for each edge it has room for and at most 11 for the table; what is never used
 * is never touched.
 */
export class EdgeTable {
  count = 0;
  /** The lower and the higher vertex of each edge. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  /** Edge number + 1 in each slot, 0 where the slot is free. */
  readonly #slots: Int32Array;

  /** Has room for so many edges; more is the caller's fault. */
  constructor(edge_count_max: number) {
    this.low = new Uint32Array(edge_count_max);
    this.high = new Uint32Array(edge_count_max);
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(1.33 * edge_count_max + 2)));
  }

  /** Gives the number of an edge, a new one if need be. */
  add(a: number, b: number): number {
    const low = Math.min(a, b);
    const high = Math.max(a, b);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = hash(low, high) & mask;
    for (let edge = slots[slot] - 1; edge >= 0; edge = slots[slot] - 1) {
      if (this.low[edge] === low && this.high[edge] === high) return edge;
      slot = (slot + 1) & mask;
    }
    const edge = this.count++;
    this.low[edge] = low;
    this.high[edge] = high;
    slots[slot] = edge + 1;
    return edge;
  }
}

/** As for points, the xxHash32 multipliers and finaliser. */
function hash(low: number, high: number): number {
  let h = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca77);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae3d);
  return h ^ (h >>> 16);
}
