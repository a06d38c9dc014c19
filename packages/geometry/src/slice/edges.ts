/** Edges of outlines over rows of pixels: what they add to the light of each pixel. */
import type { Cells } from "./cells.ts";
import type { Cuts } from "./sweep.ts";

/** Where a model stands on the plate: turned about z, then moved. */
export type Stand = { x_mm: number; y_mm: number; rotation_deg: number };

/** Pixels, the size of one, and the y of the upper rim of the first row. */
export type Raster = {
  width_px: number;
  height_px: number;
  pixel_width_mm: number;
  pixel_height_mm: number;
  depth_mm: number;
};

/**
 * Four numbers each: x and y of the upper end, x and y of the lower end, in pixels from the top
 * left corner. `turns` is 1 where the solid begins to the right of the edge, -1 where it ends.
 */
export type Edges = { count: number; ends: Float64Array; turns: Int8Array };

/** Rows into which a row of pixels is cut where shells overlap. */
const SUBROWS = 16;
/** Crossings are sorted as whole numbers: subrow, place, turn. */
const PLACES_PER_PX = 65_536;
const PLACES = 65_536 * PLACES_PER_PX;

/** Brings cuts to their place on the plate; level ones, and those beyond the rows, are left out. */
export function placeEdges(edges: Edges, { count, points }: Cuts, stand: Stand, to: Raster): void {
  if (edges.turns.length < count) {
    edges.ends = new Float64Array(8 * count);
    edges.turns = new Int8Array(2 * count);
  }
  const { ends, turns } = edges;
  const { width_px, height_px } = to;
  const angle = (stand.rotation_deg * Math.PI) / 180;
  const [xx, xy] = [Math.cos(angle) / to.pixel_width_mm, Math.sin(angle) / to.pixel_width_mm];
  const [yx, yy] = [-Math.sin(angle) / to.pixel_height_mm, -Math.cos(angle) / to.pixel_height_mm];
  const x0 = stand.x_mm / to.pixel_width_mm;
  const y0 = (to.depth_mm - stand.y_mm) / to.pixel_height_mm;
  let placed = 0;
  for (let i = 0; i < 4 * count; i += 4) {
    const from_y = yx * points[i] + yy * points[i + 1] + y0;
    const to_y = yx * points[i + 2] + yy * points[i + 3] + y0;
    if (from_y === to_y) continue;
    const falls = from_y < to_y;
    let top = falls ? from_y : to_y;
    let bottom = falls ? to_y : from_y;
    if (bottom <= 0 || top >= height_px) continue;
    const from_x = xx * points[i] - xy * points[i + 1] + x0;
    const to_x = xx * points[i + 2] - xy * points[i + 3] + x0;
    let top_x = falls ? from_x : to_x;
    let bottom_x = falls ? to_x : from_x;
    const slope = (bottom_x - top_x) / (bottom - top);
    if (top < 0) {
      top_x -= top * slope;
      top = 0;
    }
    if (bottom > height_px) {
      bottom_x = top_x + (height_px - top) * slope;
      bottom = height_px;
    }
    // What is far beside the plate adds nothing, or the whole of its height.
    if (top_x >= width_px && bottom_x >= width_px) continue;
    ends[4 * placed] = top_x;
    ends[4 * placed + 1] = top;
    ends[4 * placed + 2] = bottom_x;
    ends[4 * placed + 3] = bottom;
    turns[placed++] = falls ? 1 : -1;
  }
  edges.count = placed;
}

/** Adds where edges cross the middles of rows, at the first pixel whose middle lies behind. */
export function addCrossings({ count, ends, turns }: Edges, cells: Cells, to: Raster): void {
  for (let edge = 0; edge < count; edge++) {
    const [x, top] = [ends[4 * edge], ends[4 * edge + 1]];
    const [bottom_x, bottom] = [ends[4 * edge + 2], ends[4 * edge + 3]];
    const slope = (bottom_x - x) / (bottom - top);
    const end = Math.ceil(bottom - 0.5);
    for (let row = Math.ceil(top - 0.5); row < end; row++) {
      const column = Math.ceil(x + (row + 0.5 - top) * slope - 0.5);
      cells.add(row, Math.min(to.width_px, Math.max(0, column)), turns[edge], 0);
    }
  }
}

/** Adds the exact areas to the right of edges; rows named in `but` are left out. */
export function addCoverage(
  { count, ends, turns }: Edges,
  cells: Cells,
  to: Raster,
  but?: Uint8Array,
): void {
  const { width_px } = to;
  for (let edge = 0; edge < count; edge++) {
    const [first_x, top] = [ends[4 * edge], ends[4 * edge + 1]];
    const [last_x, bottom] = [ends[4 * edge + 2], ends[4 * edge + 3]];
    const turn = turns[edge];
    const slope = (last_x - first_x) / (bottom - top);
    let [x, y] = [first_x, top];
    for (let row = Math.floor(top); row < bottom; row++) {
      const end = Math.min(row + 1, bottom);
      const end_x = end === bottom ? last_x : first_x + (end - top) * slope;
      if (but === undefined || but[row] === 0) {
        const column = Math.floor(x);
        const cover = turn * (end - y);
        if (column === Math.floor(end_x) && column >= 0 && column < width_px) {
          cells.add(row, column, cover, cover * ((x + end_x) / 2 - column));
        } else {
          addSlope(cells, row, Math.min(x, end_x), Math.max(x, end_x), cover, width_px);
        }
      }
      x = end_x;
      y = end;
    }
  }
}

/** An edge through several pixels of a row; what is left of the plate counts as on its rim. */
function addSlope(
  cells: Cells,
  row: number,
  left: number,
  right: number,
  cover: number,
  width_px: number,
): void {
  if (left >= width_px) return;
  if (right <= 0) {
    cells.add(row, 0, cover, 0);
    return;
  }
  const share = cover / (right - left);
  let x = left;
  if (x < 0) {
    cells.add(row, 0, -x * share, 0);
    x = 0;
  }
  const end = Math.min(right, width_px);
  for (let column = Math.floor(x); x < end; column++) {
    const next = Math.min(column + 1, end);
    const part = (next - x) * share;
    cells.add(row, column, part, part * ((x + next) / 2 - column));
    x = next;
  }
}

/**
 * Adds what edges enclose in the rows named, by the rule of winding: a row is cut in subrows, and
 * in the middle of each the spans that are enclosed at least once are taken from their exact
 * beginning to their exact end.
 */
export function addUnion(edges: Edges, cells: Cells, to: Raster, rows: Uint8Array): void {
  const crossings = crossSubrows(edges, to, rows).sort();
  const share = 1 / SUBROWS;
  let winding = 0;
  let subrow = -1;
  for (const crossing of crossings) {
    const at = Math.floor(crossing / (2 * PLACES));
    // What goes on beyond the last pixel does not go on in the next subrow.
    if (at !== subrow) winding = 0;
    subrow = at;
    const before = winding;
    winding += crossing % 2 === 0 ? 1 : -1;
    if (before !== 0 && winding !== 0) continue;
    const cover = before === 0 ? share : -share;
    const x = Math.floor((crossing % (2 * PLACES)) / 2) / PLACES_PER_PX;
    const column = Math.floor(x);
    cells.add(Math.floor(subrow / SUBROWS), column, cover, cover * (x - column));
  }
}

/** One number for each crossing, which rises by subrow, then by place; odd ones turn out. */
function crossSubrows({ count, ends, turns }: Edges, to: Raster, rows: Uint8Array): Float64Array {
  let crossings = new Float64Array(1024);
  let crossing_count = 0;
  for (let edge = 0; edge < count; edge++) {
    const [x, top] = [ends[4 * edge], ends[4 * edge + 1]];
    const [bottom_x, bottom] = [ends[4 * edge + 2], ends[4 * edge + 3]];
    const slope = (bottom_x - x) / (bottom - top);
    const last = Math.ceil(bottom * SUBROWS - 0.5);
    for (let subrow = Math.ceil(top * SUBROWS - 0.5); subrow < last; subrow++) {
      const row = Math.floor(subrow / SUBROWS);
      if (rows[row] === 0) {
        subrow = (row + 1) * SUBROWS - 1;
        continue;
      }
      if (crossing_count === crossings.length) {
        const more = new Float64Array(2 * crossing_count);
        more.set(crossings);
        crossings = more;
      }
      const place = x + ((subrow + 0.5) / SUBROWS - top) * slope;
      const placed = Math.round(Math.min(to.width_px, Math.max(0, place)) * PLACES_PER_PX);
      crossings[crossing_count++] = (subrow * PLACES + placed) * 2 + (turns[edge] > 0 ? 0 : 1);
    }
  }
  return crossings.subarray(0, crossing_count);
}
