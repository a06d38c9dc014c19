/** The nearest point of a surface: triangles in a tree of boxes. */

import type { Mesh } from "../types.ts";

/** A node with at most so many triangles is a leaf. */
const LEAF_TRIANGLES = 4;
/** Each triangle as nine coordinates. */
const STRIDE = 9;

/**
 * Finds the nearest point of a mesh, exactly to rounding.
 *
 * cost    n log n to build, about log n for each question; a question near the one before is
 *         cheaper, because the last triangle found bounds the search
 * memory  about 180 bytes for each triangle
 */
export class NearestPoint {
  /** What the last question found; distance is mm, never negative. */
  distance = 0;
  x = 0;
  y = 0;
  z = 0;
  /** Corners of the triangles in the order of the leaves. */
  readonly #corners: Float64Array;
  /** min x, y, z, max x, y, z of each node. */
  readonly #boxes: Float64Array;
  /** First triangle of a leaf; of an inner node, the index of its second child (first is next). */
  readonly #firsts: Uint32Array;
  /** Triangles in a leaf, 0 for an inner node. */
  readonly #counts: Uint8Array;
  readonly #stack = new Uint32Array(128);
  readonly #near = new Float64Array(128);
  #last = 0;
  #best = 0;

  constructor({ positions, triangles }: Mesh) {
    const count = triangles.length / 3;
    const corners = new Float64Array(STRIDE * count);
    for (let i = 0; i < triangles.length; i++) {
      for (let axis = 0; axis < 3; axis++) {
        corners[3 * i + axis] = positions[3 * triangles[i] + axis];
      }
    }
    const node_count_max = 2 * count;
    this.#boxes = new Float64Array(6 * node_count_max);
    this.#firsts = new Uint32Array(node_count_max);
    this.#counts = new Uint8Array(node_count_max);
    const order = this.#build(corners);
    this.#corners = new Float64Array(corners.length);
    order.forEach((triangle, place) => {
      const at = STRIDE * triangle;
      this.#corners.set(corners.subarray(at, at + STRIDE), STRIDE * place);
    });
  }

  /**
   * Finds the nearest point to (px, py, pz) and leaves it in the fields. A distance of
   * `distance_max` or more need not be exact: it may then be Infinity, without a point.
   */
  find(px: number, py: number, pz: number, distance_max = Infinity): void {
    this.#best = distance_max * distance_max;
    this.distance = Infinity;
    this.#visit(this.#last, px, py, pz);
    const stack = this.#stack;
    const near = this.#near;
    const counts = this.#counts;
    const firsts = this.#firsts;
    let depth = 0;
    let node = 0;
    let node_near = this.#boxDistance(0, px, py, pz);
    for (;;) {
      if (node_near < this.#best) {
        const count = counts[node];
        if (count === 0) {
          const left = node + 1;
          const right = firsts[node];
          const to_left = this.#boxDistance(left, px, py, pz);
          const to_right = this.#boxDistance(right, px, py, pz);
          const left_first = to_left <= to_right;
          stack[depth] = left_first ? right : left;
          near[depth++] = left_first ? to_right : to_left;
          node = left_first ? left : right;
          node_near = left_first ? to_left : to_right;
          continue;
        }
        const first = firsts[node];
        for (let i = first; i < first + count; i++) this.#visit(i, px, py, pz);
      }
      if (depth === 0) break;
      node = stack[--depth];
      node_near = near[depth];
    }
    if (this.distance === 0) this.distance = Math.sqrt(this.#best);
  }

  #boxDistance(node: number, px: number, py: number, pz: number): number {
    const boxes = this.#boxes;
    const at = 6 * node;
    const dx = Math.max(boxes[at] - px, 0, px - boxes[at + 3]);
    const dy = Math.max(boxes[at + 1] - py, 0, py - boxes[at + 4]);
    const dz = Math.max(boxes[at + 2] - pz, 0, pz - boxes[at + 5]);
    return dx * dx + dy * dy + dz * dz;
  }

  /** Takes a triangle's nearest point if it beats the best so far. */
  #visit(triangle: number, px: number, py: number, pz: number): void {
    const c = this.#corners;
    const at = STRIDE * triangle;
    const ax = c[at];
    const ay = c[at + 1];
    const az = c[at + 2];
    const abx = c[at + 3] - ax;
    const aby = c[at + 4] - ay;
    const abz = c[at + 5] - az;
    const acx = c[at + 6] - ax;
    const acy = c[at + 7] - ay;
    const acz = c[at + 8] - az;
    const apx = px - ax;
    const apy = py - ay;
    const apz = pz - az;
    const d1 = abx * apx + aby * apy + abz * apz;
    const d2 = acx * apx + acy * apy + acz * apz;
    const ab2 = abx * abx + aby * aby + abz * abz;
    const ac2 = acx * acx + acy * acy + acz * acz;
    const abac = abx * acx + aby * acy + abz * acz;
    // C. Ericson, Real-Time Collision Detection, 2005, section 5.1.5, over products of edges.
    const d3 = d1 - ab2;
    const d4 = d2 - abac;
    const d5 = d1 - abac;
    const d6 = d2 - ac2;
    const va = d3 * d6 - d5 * d4;
    const vb = d5 * d2 - d1 * d6;
    const vc = d1 * d4 - d3 * d2;
    let v = 0;
    let w = 0;
    if (d1 <= 0 && d2 <= 0) {
      v = 0;
    } else if (d3 >= 0 && d4 <= d3) {
      v = 1;
    } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
      v = d1 / (d1 - d3);
    } else if (d6 >= 0 && d5 <= d6) {
      w = 1;
    } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
      w = d2 / (d2 - d6);
    } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
      w = (d4 - d3) / (d4 - d3 + (d5 - d6));
      v = 1 - w;
    } else {
      const sum = va + vb + vc;
      v = vb / sum;
      w = vc / sum;
    }
    const x = ax + v * abx + w * acx;
    const y = ay + v * aby + w * acy;
    const z = az + v * abz + w * acz;
    const square = (px - x) ** 2 + (py - y) ** 2 + (pz - z) ** 2;
    if (!(square < this.#best)) return;
    this.#best = square;
    this.#last = triangle;
    this.distance = 0;
    this.x = x;
    this.y = y;
    this.z = z;
  }

  /** Splits at the middle of the longest side of the triangles' middles; gives their order. */
  #build(corners: Float64Array): Uint32Array {
    const count = corners.length / STRIDE;
    const middles = middlesOf(corners);
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    /** Pairs of ends of the ranges still to place, and the node whose second child each is. */
    const waiting: { from: number; to: number; parent: number }[] = [
      { from: 0, to: count, parent: -1 },
    ];
    let node_count = 0;
    for (let range = waiting.pop(); range; range = waiting.pop()) {
      const { from, to, parent } = range;
      const node = node_count++;
      if (parent >= 0) this.#firsts[parent] = node;
      this.#setBox(node, corners, order.subarray(from, to));
      if (to - from <= LEAF_TRIANGLES) {
        this.#firsts[node] = from;
        this.#counts[node] = to - from;
        continue;
      }
      const middle = splitRange(order, middles, from, to);
      waiting.push({ from: middle, to, parent: node }, { from, to: middle, parent: -1 });
    }
    return order;
  }

  #setBox(node: number, corners: Float64Array, members: Uint32Array): void {
    const box = this.#boxes.subarray(6 * node, 6 * node + 6);
    box.fill(Infinity, 0, 3).fill(-Infinity, 3, 6);
    for (const triangle of members) {
      for (let i = 0; i < STRIDE; i++) {
        const value = corners[STRIDE * triangle + i];
        const axis = i % 3;
        if (value < box[axis]) box[axis] = value;
        if (value > box[axis + 3]) box[axis + 3] = value;
      }
    }
  }
}

function middlesOf(corners: Float64Array): Float64Array {
  const middles = new Float64Array(corners.length / 3);
  for (let i = 0; i < middles.length; i++) {
    const at = STRIDE * Math.floor(i / 3) + (i % 3);
    middles[i] = corners[at] + corners[at + 3] + corners[at + 6];
  }
  return middles;
}

/** Parts the range at the middle of its longest side; at half its length where that fails. */
function splitRange(order: Uint32Array, middles: Float64Array, from: number, to: number): number {
  const least = [Infinity, Infinity, Infinity];
  const most = [-Infinity, -Infinity, -Infinity];
  for (let i = from; i < to; i++) {
    for (let axis = 0; axis < 3; axis++) {
      const value = middles[3 * order[i] + axis];
      if (value < least[axis]) least[axis] = value;
      if (value > most[axis]) most[axis] = value;
    }
  }
  let axis = 0;
  for (let other = 1; other < 3; other++) {
    if (most[other] - least[other] > most[axis] - least[axis]) axis = other;
  }
  const border = (least[axis] + most[axis]) / 2;
  let middle = from;
  for (let i = from; i < to; i++) {
    const triangle = order[i];
    if (middles[3 * triangle + axis] >= border) continue;
    order[i] = order[middle];
    order[middle++] = triangle;
  }
  const share = (middle - from) / (to - from);
  // A depth of 128 suffices because each of the two sides keeps at least a sixteenth.
  if (share > 1 / 16 && share < 15 / 16) return middle;
  order.subarray(from, to).sort((a, b) => middles[3 * a + axis] - middles[3 * b + axis] || a - b);
  return (from + to) >> 1;
}
