/** Pixels that outlines pass through: how outlines become light. */

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
  /** Indices by row, then by column, then as added; after `sort`. */
  order = new Uint32Array(1024);
  #columns = new Uint32Array(1024);
  /** Where cells of a column, then of a row, go. */
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

  /** Linear, by columns and then by rows. */
  sort(): void {
    const { keys, count } = this;
    if (this.order.length < count) {
      this.order = new Uint32Array(this.keys.length);
      this.#columns = new Uint32Array(this.keys.length);
    }
    const [columns, order, places] = [this.#columns, this.order, this.#places];
    let [left, right, top, bottom] = [0xffff, 0, 0xffff, 0];
    for (let i = 0; i < count; i++) {
      const column = keys[i] & 0xffff;
      const row = keys[i] >>> 16;
      if (column < left) left = column;
      if (column > right) right = column;
      if (row < top) top = row;
      if (row > bottom) bottom = row;
    }
    places.fill(0, left, right + 2);
    for (let i = 0; i < count; i++) places[(keys[i] & 0xffff) + 1]++;
    for (let column = left; column <= right; column++) places[column + 1] += places[column];
    for (let i = 0; i < count; i++) columns[places[keys[i] & 0xffff]++] = i;
    places.fill(0, top, bottom + 2);
    for (let i = 0; i < count; i++) places[(keys[i] >>> 16) + 1]++;
    for (let row = top; row <= bottom; row++) places[row + 1] += places[row];
    for (let i = 0; i < count; i++) {
      const cell = columns[i];
      order[places[keys[cell] >>> 16]++] = cell;
    }
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
