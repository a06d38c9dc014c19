/** A layer as the pixels of a smaller or larger picture, made from its runs. */
import type { Layer } from "@vatline/geometry";

type Size = { width_px: number; height_px: number };

/** Where pixels are written: a rectangle of a larger picture. */
export type Canvas = { pixels: Uint8Array; stride_px: number; left_px: number };

/** How dark and full light look, 0 to 255. */
export type Tones = { dark: number; lit: number };

/**
 * Writes the layer into the top of the canvas, as large as `target`. A pixel of the picture is as
 * bright as the share of it that is lit.
 *
 * cost  linear in runs and in pixels of the picture, not in those of the layer
 */
export function drawLayer(
  layer: Layer,
  source: Size,
  target: Size,
  { pixels, stride_px, left_px }: Canvas,
  { dark, lit }: Tones,
): void {
  const across = target.width_px / source.width_px;
  const down = source.height_px / target.height_px;
  const row = new RowSums(target.width_px);
  const scale = (lit - dark) / (255 * down);
  for (let y = 0; y < target.height_px; y++) {
    const from = y * down;
    const until = Math.min(source.height_px, (y + 1) * down);
    const at = y * stride_px + left_px;
    let empty = true;
    for (let source_y = Math.floor(from); source_y < until; source_y++) {
      const first = source_y === 0 ? 0 : layer.row_ends[source_y - 1];
      const end = layer.row_ends[source_y];
      if (end === first) continue;
      empty = false;
      const share = Math.min(until, source_y + 1) - Math.max(from, source_y);
      for (let run = first; run < end; run++) {
        row.add(layer.starts[run] * across, layer.ends[run] * across, layer.levels[run] * share);
      }
    }
    if (empty) pixels.fill(dark, at, at + target.width_px);
    else row.flush(pixels, at, scale, dark);
  }
}

/** Sums of spans over the pixels of one row, each span in constant time. */
class RowSums {
  /** What begins in a pixel and goes on in all after it. */
  readonly #steps: Float64Array;
  /** What a pixel has less than that, or more, since a span begins or ends within it. */
  readonly #parts: Float64Array;

  constructor(width_px: number) {
    this.#steps = new Float64Array(width_px + 2);
    this.#parts = new Float64Array(width_px + 2);
  }

  add(from: number, until: number, weight: number): void {
    const first = Math.floor(from);
    const last = Math.floor(until);
    this.#steps[first] += weight;
    this.#parts[first] -= weight * (from - first);
    this.#steps[last] -= weight;
    this.#parts[last] += weight * (until - last);
  }

  /** Writes the row, and begins the next one. */
  flush(pixels: Uint8Array, at: number, scale: number, dark: number): void {
    let sum = 0;
    const width = this.#steps.length - 2;
    for (let x = 0; x < width; x++) {
      sum += this.#steps[x];
      // Half more, since the conversion to a byte cuts off.
      pixels[at + x] = dark + (sum + this.#parts[x]) * scale + 0.5;
    }
    this.#steps.fill(0);
    this.#parts.fill(0);
  }
}
