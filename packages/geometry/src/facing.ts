/** Which way the triangles of a surface face, as seen from their neighbours. */

import { EdgeTable } from "./edges.ts";

/**
 * Counts the triangles that face the other way than most of those they hang together with. Where
 * more than two meet at an edge, each is held against the first.
 *
 * cost  linear: one hash table over the edges
 */
export function countFlipped(triangles: Uint32Array): number {
  const edges = new EdgeTable(triangles.length);
  /** Triangle + 1 of the first use of each edge, negative where it runs from high to low. */
  const firsts = new Int32Array(triangles.length);
  const sides = new SidedSets(triangles.length / 3);
  for (let i = 0; i < triangles.length; i++) {
    const corner = i % 3;
    const from = triangles[i];
    const to = triangles[corner === 2 ? i - 2 : i + 1];
    const triangle = (i - corner) / 3;
    const use = from < to ? triangle + 1 : -triangle - 1;
    const edge = edges.add(from, to);
    const first = firsts[edge];
    if (first === 0) firsts[edge] = use;
    // Neighbours that face alike run along their edge in opposite ways.
    else sides.join(Math.abs(first) - 1, triangle, first > 0 === use > 0);
  }
  return sides.countMinorities();
}

/** Disjoint sets whose members are each on one of two sides of their set. */
class SidedSets {
  readonly #parents: Uint32Array;
  /** 1 where a member is on the other side than its parent. */
  readonly #turns: Uint8Array;

  constructor(size: number) {
    this.#parents = Uint32Array.from({ length: size }, (_, member) => member);
    this.#turns = new Uint8Array(size);
  }

  /** Joins the sets of two members; what was known of their sides before stays. */
  join(a: number, b: number, other_side: boolean): void {
    const [root_a, turn_a] = this.#find(a);
    const [root_b, turn_b] = this.#find(b);
    if (root_a === root_b) return;
    this.#parents[root_b] = root_a;
    this.#turns[root_b] = turn_a ^ turn_b ^ Number(other_side);
  }

  /** Adds up the members on the less common side of each set. */
  countMinorities(): number {
    const counts = new Uint32Array(2 * this.#parents.length);
    for (let member = 0; member < this.#parents.length; member++) {
      const [root, turn] = this.#find(member);
      counts[2 * root + turn]++;
    }
    let count = 0;
    for (let i = 0; i < counts.length; i += 2) count += Math.min(counts[i], counts[i + 1]);
    return count;
  }

  /** The member that stands for the set, and whether this one is on the other side of it. */
  #find(member: number): [root: number, turn: number] {
    const parents = this.#parents;
    const turns = this.#turns;
    let at = member;
    let turn = 0;
    while (parents[at] !== at) {
      const parent = parents[at];
      // The root has turn 0, so halving the path is right at its end too.
      turns[at] ^= turns[parent];
      parents[at] = parents[parent];
      turn ^= turns[at];
      at = parents[at];
    }
    return [at, turn];
  }
}
