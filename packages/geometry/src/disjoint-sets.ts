/** Disjoint sets of 0 .. n - 1; find halves paths (Tarjan and van Leeuwen 1984, section 2). */
export class DisjointSets {
  /** How many sets there are. */
  count: number;
  readonly #parents: Uint32Array;

  constructor(size: number) {
    this.count = size;
    this.#parents = new Uint32Array(size);
    for (let i = 0; i < size; i++) this.#parents[i] = i;
  }

  join(a: number, b: number): void {
    const root_a = this.find(a);
    const root_b = this.find(b);
    if (root_a === root_b) return;
    this.#parents[Math.max(root_a, root_b)] = Math.min(root_a, root_b);
    this.count--;
  }

  /** Gives the member that stands for the set, the same for all its members. */
  find(member: number): number {
    const parents = this.#parents;
    let at = member;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }
}
