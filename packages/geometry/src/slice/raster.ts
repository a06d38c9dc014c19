/** Cuts drawn into rows of pixels, as runs of light. */
import type { Layer, SliceGrid } from "./layer.ts";
import type { Cuts } from "./sweep.ts";

/** Where a model stands on the plate: turned about z, then moved. */
export type Stand = { x_mm: number; y_mm: number; rotation_deg: number };

const LIT = 255;

/** Where outlines cross the middle of a row. */
type Crossings = {
  /** In pixels. */
  xs: number[];
  /** 1 where a solid begins, -1 where it ends; of outlines that face inwards, the other way. */
  turns: number[];
  /** Which of the parts added it is. */
  parts: number[];
};

/**
 * Collects the outlines of one layer, part by part. A pixel is lit when its middle is enclosed by
 * one of them, however often: shells in each other are one solid. Where the outline of a part is
 * open, its row may lack pixels or have some too many, within the part alone.
 */
export class LayerRaster {
  readonly #grid: SliceGrid;
  readonly #depth_mm: number;
  readonly #rows: Crossings[];
  #part_count = 0;

  /** `depth_mm` of the plate, whose far edge is the upper rim of the first row. */
  constructor(grid: SliceGrid, depth_mm: number) {
    this.#grid = grid;
    this.#depth_mm = depth_mm;
    this.#rows = Array.from({ length: grid.height_px }, () => ({ xs: [], turns: [], parts: [] }));
  }

  add({ count, points }: Cuts, { x_mm, y_mm, rotation_deg }: Stand): void {
    const { pixel_width_mm, pixel_height_mm, height_px } = this.#grid;
    const part = this.#part_count++;
    const angle = (rotation_deg * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const acrossOf = (x: number, y: number) => (cos * x - sin * y + x_mm) / pixel_width_mm;
    const downOf = (x: number, y: number) =>
      (this.#depth_mm - (sin * x + cos * y + y_mm)) / pixel_height_mm;
    for (let i = 0; i < 4 * count; i += 4) {
      const from_y = downOf(points[i], points[i + 1]);
      const to_y = downOf(points[i + 2], points[i + 3]);
      if (from_y === to_y) continue;
      const from_x = acrossOf(points[i], points[i + 1]);
      const slope = (acrossOf(points[i + 2], points[i + 3]) - from_x) / (to_y - from_y);
      const turn = to_y > from_y ? 1 : -1;
      const first = Math.max(0, Math.ceil(Math.min(from_y, to_y) - 0.5));
      const end = Math.min(height_px, Math.ceil(Math.max(from_y, to_y) - 0.5));
      for (let row = first; row < end; row++) {
        const { xs, turns, parts } = this.#rows[row];
        xs.push(from_x + (row + 0.5 - from_y) * slope);
        turns.push(turn);
        parts.push(part);
      }
    }
  }

  /** The layer of all that was added; the next one begins empty. */
  take(): Layer {
    const row_ends = new Uint32Array(this.#rows.length);
    const starts: number[] = [];
    const ends: number[] = [];
    for (const [row, crossings] of this.#rows.entries()) {
      if (crossings.xs.length > 0) addRuns(spansOf(crossings, this.#grid.width_px), starts, ends);
      row_ends[row] = starts.length;
      crossings.xs.length = 0;
      crossings.turns.length = 0;
      crossings.parts.length = 0;
    }
    this.#part_count = 0;
    return {
      row_ends,
      starts: Uint16Array.from(starts),
      ends: Uint16Array.from(ends),
      levels: new Uint8Array(starts.length).fill(LIT),
    };
  }
}

type Span = [start: number, end: number];

/** Pixels that the parts enclose, part by part. */
function spansOf({ xs, turns, parts }: Crossings, width_px: number): Span[] {
  const order = xs.map((_, i) => i).sort((a, b) => parts[a] - parts[b] || xs[a] - xs[b]);
  const spans: Span[] = [];
  let part = -1;
  let winding = 0;
  let begun = 0;
  for (const i of order) {
    if (parts[i] !== part) winding = 0;
    part = parts[i];
    if (winding === 0) begun = xs[i];
    winding += turns[i];
    if (winding !== 0) continue;
    const start = Math.max(0, Math.ceil(begun - 0.5));
    const end = Math.min(width_px, Math.ceil(xs[i] - 0.5));
    if (end > start) spans.push([start, end]);
  }
  return spans.sort((a, b) => a[0] - b[0]);
}

/** Adds spans as runs of one row; those that meet become one. */
function addRuns(spans: Span[], starts: number[], ends: number[]): void {
  const first = starts.length;
  for (const [start, end] of spans) {
    const last = ends.length - 1;
    if (last >= first && start <= ends[last]) {
      ends[last] = Math.max(ends[last], end);
      continue;
    }
    starts.push(start);
    ends.push(end);
  }
}
