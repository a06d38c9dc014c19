/** Builds a layer from the pixels of a file, given in runs from the first to the last. */
import type { Layer } from "@vatline/geometry";
import { BuildFileError } from "./build-file-error.ts";

/** What a file says of its panel, as far as pictures go. */
export interface Panel {
  width_px: number;
  height_px: number;
  mirror_x: boolean;
  mirror_y: boolean;
}

/**
 * Takes runs of pixels in the order of the file, over the ends of rows, and gives the layer in its
 * one form: rows cut, neighbours of equal level joined, mirrored back. Memory goes with the runs.
 */
export class LayerBuilder {
  readonly #panel: Panel;
  readonly #layer_index: number;
  readonly #row_ends: Uint32Array;
  #starts = new Uint16Array(1024);
  #ends = new Uint16Array(1024);
  #levels = new Uint8Array(1024);
  #count = 0;
  #x = 0;
  #row = 0;
  #row_first = 0;

  constructor(panel: Panel, layer_index: number) {
    this.#panel = panel;
    this.#layer_index = layer_index;
    this.#row_ends = new Uint32Array(panel.height_px);
  }

  /** Adds pixels of one level, 0 being dark; throws "layer_damaged" where there is no room. */
  add(level: number, pixels: number): void {
    const { width_px, height_px } = this.#panel;
    let left = pixels;
    while (left > 0) {
      if (this.#row >= height_px) throw this.#damaged("has more pixels than the panel");
      const taken = Math.min(left, width_px - this.#x);
      if (level > 0) this.#addRun(level, this.#x, this.#x + taken);
      left -= taken;
      this.#x += taken;
      if (this.#x === width_px) this.#endRow();
    }
  }

  /** Gives the layer; throws "layer_damaged" where pixels are missing. */
  finish(): Layer {
    const { height_px, mirror_x, mirror_y } = this.#panel;
    if (this.#row < height_px) throw this.#damaged("has fewer pixels than the panel");
    const layer: Layer = {
      row_ends: this.#row_ends,
      starts: this.#starts.slice(0, this.#count),
      ends: this.#ends.slice(0, this.#count),
      levels: this.#levels.slice(0, this.#count),
    };
    if (mirror_x) this.#mirrorRows(layer);
    return mirror_y ? reverseRows(layer) : layer;
  }

  #addRun(level: number, start: number, end: number): void {
    const last = this.#count - 1;
    if (last >= this.#row_first && this.#ends[last] === start && this.#levels[last] === level) {
      this.#ends[last] = end;
      return;
    }
    if (this.#count === this.#starts.length) this.#grow();
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#levels[this.#count++] = level;
  }

  #endRow(): void {
    this.#row_ends[this.#row++] = this.#count;
    this.#row_first = this.#count;
    this.#x = 0;
  }

  #grow(): void {
    const size = 2 * this.#starts.length;
    const [starts, ends, levels] = [this.#starts, this.#ends, this.#levels];
    this.#starts = new Uint16Array(size);
    this.#ends = new Uint16Array(size);
    this.#levels = new Uint8Array(size);
    this.#starts.set(starts);
    this.#ends.set(ends);
    this.#levels.set(levels);
  }

  #mirrorRows({ row_ends, starts, ends, levels }: Layer): void {
    const { width_px } = this.#panel;
    let first = 0;
    for (const end of row_ends) {
      for (let run = first; run < end; run++) {
        [starts[run], ends[run]] = [width_px - ends[run], width_px - starts[run]];
      }
      starts.subarray(first, end).reverse();
      ends.subarray(first, end).reverse();
      levels.subarray(first, end).reverse();
      first = end;
    }
  }

  #damaged(what: string): BuildFileError {
    const { width_px, height_px } = this.#panel;
    const detail = `Layer ${this.#layer_index} ${what} of ${width_px} x ${height_px}.`;
    return new BuildFileError("layer_damaged", detail, { layer: this.#layer_index });
  }
}

function reverseRows(layer: Layer): Layer {
  const rows = layer.row_ends.length;
  const runs = layer.starts.length;
  const turned: Layer = {
    row_ends: new Uint32Array(rows),
    starts: new Uint16Array(runs),
    ends: new Uint16Array(runs),
    levels: new Uint8Array(runs),
  };
  let at = 0;
  for (let row = 0; row < rows; row++) {
    const y = rows - 1 - row;
    const first = y === 0 ? 0 : layer.row_ends[y - 1];
    const end = layer.row_ends[y];
    turned.starts.set(layer.starts.subarray(first, end), at);
    turned.ends.set(layer.ends.subarray(first, end), at);
    turned.levels.set(layer.levels.subarray(first, end), at);
    at += end - first;
    turned.row_ends[row] = at;
  }
  return turned;
}
