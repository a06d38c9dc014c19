/** A layer as one stream of bytes, pixel after pixel, in runs of equal bytes. */
import type { Layer } from "@vatline/geometry";
import type { BuildFileHeader } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";

/** PNG's row filters: a row as it is, and a row as its difference to the one above. */
const FILTER_BYTES = 1;
const FILTER_UP = 2;

/** Run `i` has `lengths[i]` bytes of `levels[i]`, for i < count. Reused from layer to layer. */
export interface Spans {
  count: number;
  lengths: Int32Array;
  levels: Uint8Array;
}

/** Spans without a layer yet. */
export function newSpans(): Spans {
  return { count: 0, lengths: new Int32Array(0), levels: new Uint8Array(0) };
}

/**
 * Fills in the pixels of a layer, row by row as the panel wants them; neighbours of equal level
 * are one span, over the ends of rows too.
 *
 * With `filters`, the bytes are those that a PNG packs: before each row stands its filter, None
 * for most, which is 0 and so goes on with the dark around it. A row equal to the one before is
 * all zeros under the filter Up: a single byte and no more.
 *
 * throws  BuildFileError "layer_invalid"
 * cost    linear in runs and rows, not in pixels
 */
export function fillSpans(
  spans: Spans,
  layer: Layer,
  { grid, mirror_x, mirror_y }: Pick<BuildFileHeader, "grid" | "mirror_x" | "mirror_y">,
  filters: boolean,
): void {
  const { width_px, height_px } = grid;
  const { row_ends, starts, ends, levels } = layer;
  checkLengths(layer, height_px);
  const out = reserve(spans, 2 * (starts.length + height_px) + 1);
  const lead = filters ? FILTER_BYTES : 0;
  const stride = width_px + lead;
  let count = 0;
  let at = 0;
  let [above, above_end] = [0, 0];
  for (let row = 0; row < height_px; row++) {
    const y = mirror_y ? height_px - 1 - row : row;
    const first = y === 0 ? 0 : row_ends[y - 1];
    const end = row_ends[y];
    const row_at = row * stride + lead;
    if (filters && end > first && sameRuns(layer, first, end, above, above_end)) {
      if (row_at - lead > at) {
        out.lengths[count] = row_at - lead - at;
        out.levels[count++] = 0;
      }
      out.lengths[count] = FILTER_BYTES;
      out.levels[count++] = FILTER_UP;
      at = row_at;
    } else {
      const row_end = row_at + width_px;
      if (end < first) throw invalid(y, "ends before it begins");
      for (let k = first; k < end; k++) {
        const run = mirror_x ? first + end - 1 - k : k;
        const start = row_at + (mirror_x ? width_px - ends[run] : starts[run]);
        const stop = row_at + (mirror_x ? width_px - starts[run] : ends[run]);
        const level = levels[run];
        if (start < at || stop <= start || stop > row_end || level === 0) {
          throw invalid(y, `has runs that are dark, empty, out of order or beyond ${width_px} px`);
        }
        if (start > at) {
          out.lengths[count] = start - at;
          out.levels[count++] = 0;
        } else if (count > 0 && out.levels[count - 1] === level) {
          out.lengths[count - 1] += stop - start;
          at = stop;
          continue;
        }
        out.lengths[count] = stop - start;
        out.levels[count++] = level;
        at = stop;
      }
    }
    above = first;
    above_end = end;
  }
  const total = height_px * stride;
  if (total > at) {
    out.lengths[count] = total - at;
    out.levels[count++] = 0;
  }
  spans.count = count;
}

function sameRuns(layer: Layer, a: number, a_end: number, b: number, b_end: number): boolean {
  if (a_end - a !== b_end - b) return false;
  const { starts, ends, levels } = layer;
  for (; a < a_end; a++, b++) {
    if (starts[a] !== starts[b] || ends[a] !== ends[b] || levels[a] !== levels[b]) return false;
  }
  return true;
}

function checkLengths({ row_ends, starts, ends, levels }: Layer, height_px: number): void {
  const runs = starts.length;
  if (row_ends.length !== height_px) {
    throw invalid(row_ends.length, `is the end of the layer, the panel has ${height_px} rows`);
  }
  if (ends.length !== runs || levels.length !== runs || row_ends[height_px - 1] !== runs) {
    throw invalid(height_px - 1, `does not end with the last of ${runs} runs`);
  }
}

function reserve(spans: Spans, count: number): Spans {
  if (spans.lengths.length < count) {
    spans.lengths = new Int32Array(2 * count);
    spans.levels = new Uint8Array(2 * count);
  }
  return spans;
}

function invalid(y: number, what: string): BuildFileError {
  return new BuildFileError("layer_invalid", `Row ${y} of the layer ${what}.`);
}
