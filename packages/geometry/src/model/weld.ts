/** Welding of equal points: an open-addressing hash table over the bits of float32 coordinates. */

const CAPACITY_MIN = 16;
const NEGATIVE_ZERO_BITS = 0x80000000;
const EXPONENT_BITS = 0x7f800000;

/**
 * Gives equal points the same index, counted up from 0 in order of first appearance.
 * Memory grows with the distinct points only: at most 40 bytes for each.
 */
export class Welder {
  /** Distinct points so far. */
  count = 0;
  #bits: Uint32Array;
  /** Index + 1 of the point in each slot, 0 where the slot is free; at most half are taken. */
  #slots: Int32Array;

  /** Starts with room for so many points and grows when there are more. */
  constructor(expected_count: number) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(expected_count, CAPACITY_MIN) + 1));
    this.#bits = new Uint32Array(3 * capacity);
    this.#slots = new Int32Array(2 * capacity);
  }

  /** Takes the float32 bits of a point and gives its index, or -1 if a coordinate is not finite. */
  add(x_bits: number, y_bits: number, z_bits: number): number {
    const x = x_bits === NEGATIVE_ZERO_BITS ? 0 : x_bits;
    const y = y_bits === NEGATIVE_ZERO_BITS ? 0 : y_bits;
    const z = z_bits === NEGATIVE_ZERO_BITS ? 0 : z_bits;
    const slots = this.#slots;
    const bits = this.#bits;
    const mask = slots.length - 1;
    let slot = hash(x, y, z) & mask;
    for (let index = slots[slot] - 1; index >= 0; index = slots[slot] - 1) {
      const at = 3 * index;
      if (bits[at] === x && bits[at + 1] === y && bits[at + 2] === z) return index;
      slot = (slot + 1) & mask;
    }
    // Only a new point needs the check: every known one has passed it.
    if (!isFiniteBits(x) || !isFiniteBits(y) || !isFiniteBits(z)) return -1;
    const index = this.count++;
    slots[slot] = index + 1;
    bits[3 * index] = x;
    bits[3 * index + 1] = y;
    bits[3 * index + 2] = z;
    if (2 * this.count >= slots.length) this.#grow();
    return index;
  }

  /** x, y, z of every distinct point, in order of index. */
  positions(): Float32Array {
    return new Float32Array(this.#bits.slice(0, 3 * this.count).buffer);
  }

  #grow(): void {
    const bits = new Uint32Array(2 * this.#bits.length);
    bits.set(this.#bits);
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    for (let index = 0; index < this.count; index++) {
      let slot = hash(bits[3 * index], bits[3 * index + 1], bits[3 * index + 2]) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#bits = bits;
    this.#slots = slots;
  }
}

function isFiniteBits(bits: number): boolean {
  return (bits & EXPONENT_BITS) !== EXPONENT_BITS;
}

/** The multipliers and shifts are those of the xxHash32 finaliser: every input bit counts. */
function hash(x: number, y: number, z: number): number {
  let h = Math.imul(x, 0x9e3779b1) ^ Math.imul(y, 0x85ebca77) ^ Math.imul(z, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 15), 0x85ebca77);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae3d);
  return h ^ (h >>> 16);
}
