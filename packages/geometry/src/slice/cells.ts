/** Pixels that outlines pass through: how outlines become light. */

/** Beyond so many in a row cells are put in order by their columns first. */
const FEW_CELLS = 64;

/**
 * A list of pixels, each with what an edge adds to all pixels of its row from there on, and how
 * much less that is in the pixel itself. A pixel may be named several times.
 */
export class Cells {
  count = 0;
  /** Row in the upper 16 bits, column in the lower ones. */
  keys = new Uint32Array(1024);
  covers = new Float64Array(1024);
  lacks = new Float64Array(1024);
  /** Keys and indices by row, then by column, then as added; after `sort`. */
  sorted = new Uint32Array(1024);
  order = new Uint32Array(1024);
  /** Where cells of a row, or of a column, go. */
  readonly #places = new Uint32Array(0x10001);

  clear(): void {
    this.count = 0;
  }

  add(row: number, column: number, cover: number, lack: number): void {
    const { count } = this;
    if (count === this.keys.length) this.#grow();
    this.keys[count] = (row << 16) | column;
    this.covers[count] = cover;
    this.lacks[count] = lack;
    this.count = count + 1;
  }

  /** Linear: rows are counted, and what few cells a row has are put in order one by one. */
  sort(): void {
    const { keys, count } = this;
    if (this.order.length < count) {
      this.sorted = new Uint32Array(keys.length);
      this.order = new Uint32Array(keys.length);
    }
    const { sorted, order } = this;
    const places = this.#places;
    const most = this.#countBy(16);
    const columns = most > FEW_CELLS ? this.#byColumn() : undefined;
    if (columns) this.#countBy(16);
    for (let i = 0; i < count; i++) {
      const cell = columns ? columns[i] : i;
      const at = places[keys[cell] >>> 16]++;
      sorted[at] = keys[cell];
      order[at] = cell;
    }
    for (let i = 1; i < count; i++) {
      const key = sorted[i];
      if (sorted[i - 1] <= key) continue;
      const cell = order[i];
      let at = i;
      for (; at > 0 && sorted[at - 1] > key; at--) {
        sorted[at] = sorted[at - 1];
        order[at] = order[at - 1];
      }
      sorted[at] = key;
      order[at] = cell;
    }
  }

  #byColumn(): Uint32Array {
    const { keys, count } = this;
    const places = this.#places;
    const columns = new Uint32Array(count);
    this.#countBy(0);
    for (let i = 0; i < count; i++) columns[places[keys[i] & 0xffff]++] = i;
    return columns;
  }

  /** Sets the places of cells by those 16 bits of their keys; gives the most that share them. */
  #countBy(shift: number): number {
    const { keys, count } = this;
    const places = this.#places;
    let [least, last] = [0xffff, 0];
    for (let i = 0; i < count; i++) {
      const at = (keys[i] >>> shift) & 0xffff;
      if (at < least) least = at;
      if (at > last) last = at;
    }
    places.fill(0, least, last + 2);
    for (let i = 0; i < count; i++) places[((keys[i] >>> shift) & 0xffff) + 1]++;
    let most = 0;
    for (let at = least; at <= last; at++) {
      if (places[at + 1] > most) most = places[at + 1];
      places[at + 1] += places[at];
    }
    return most;
  }

  #grow(): void {
    const size = 2 * this.keys.length;
    const [keys, covers, lacks] = [this.keys, this.covers, this.lacks];
    this.keys = new Uint32Array(size);
    this.covers = new Float64Array(size);
    this.lacks = new Float64Array(size);
    this.keys.set(keys);
    this.covers.set(covers);
    this.lacks.set(lacks);
  }
}
