/**
 * Thin walls and gaps of a layer. A straight wall that is `a` wide along its row and `b` along its
 * column is 1 / hypot(1 / a, 1 / b) thick, whichever way it runs. A round pin comes out
 * thinner than it is, by up to the root of 2.
 */

import type { Sample } from "./features.ts";
import type { LayerState } from "./layer-state.ts";
import { LayerParts } from "./parts-of-layer.ts";
import { type Region, solidRegions } from "./region.ts";
import { Runs, transposeRuns } from "./runs.ts";

export type ThinLimits = {
  /** Thinner ones count. */
  thickness_mm: number;
  /** So long along the layer, unless they are whole parts of it. */
  length_mm: number;
  pixel_width_mm: number;
  pixel_height_mm: number;
};

/** Solid and void that is thin; the weight of a region is the sum of its pixels' thickness, mm. */
export function thinIn(
  layer: LayerState,
  width: number,
  limits: ThinLimits,
): { walls: Sample; gaps: Sample } {
  const { runs, solid, index } = layer;
  const columns = transposeRuns(runs, width);
  const walls = sampleOf(index, thinPixels(runs, columns, limits), limits, (region) => {
    const run = runs.runAt(Math.floor(region.y), Math.floor(region.x));
    return run < 0 ? Infinity : solid.areas_px[solid.labels[run]];
  });
  const [voids, void_columns] = [innerVoids(runs), innerVoids(columns)];
  const gaps = sampleOf(index, thinPixels(voids, void_columns, limits), limits, (region) => {
    const row = Math.floor(region.y);
    const run = voids.runAt(row, Math.floor(region.x));
    // Of `j` runs in a row, the inner voids are those before all but the first.
    const part =
      run < 0 ? 0 : layer.void.labels[runs.rowStart(row) + run - voids.rowStart(row) + 1 + row];
    return part === 0 ? Infinity : layer.void.areas_px[part];
  });
  return { walls, gaps };
}

/** A wall of just the limit is not thin. */
const ROUNDING = 1e-9;

/** Row, column and thickness of pixels. */
type ThinPixels = { height: number; rows: number[]; columns: number[]; thickness_mm: number[] };

function thinPixels(rows: Runs, columns: Runs, limits: ThinLimits): ThinPixels {
  const { thickness_mm, pixel_width_mm, pixel_height_mm } = limits;
  const most_mm = thickness_mm * (1 - ROUNDING);
  const found: ThinPixels = { height: rows.height, rows: [], columns: [], thickness_mm: [] };
  const chordOf = (runs: Runs, row: number, x: number, pixel_mm: number) => {
    const run = runs.runAt(row, x);
    return run < 0 ? Infinity : (runs.ends[run] - runs.starts[run]) * pixel_mm;
  };
  const take = (row: number, column: number, a: number, b: number) => {
    const thickness_mm = 1 / Math.hypot(1 / a, 1 / b);
    if (thickness_mm >= most_mm) return;
    found.rows.push(row);
    found.columns.push(column);
    found.thickness_mm.push(thickness_mm);
  };
  const isShort = (chord_mm: number) => chord_mm < Math.SQRT2 * most_mm;
  eachRun(rows, (row, start, end) => {
    const a = (end - start) * pixel_width_mm;
    if (!isShort(a)) return;
    for (let x = start; x < end; x++) take(row, x, a, chordOf(columns, x, row, pixel_height_mm));
  });
  eachRun(columns, (x, start, end) => {
    const b = (end - start) * pixel_height_mm;
    if (!isShort(b)) return;
    for (let row = start; row < end; row++) {
      const a = chordOf(rows, row, x, pixel_width_mm);
      if (!isShort(a)) take(row, x, a, b);
    }
  });
  return found;
}

function sampleOf(
  layer_index: number,
  { height, rows, columns, thickness_mm }: ThinPixels,
  limits: ThinLimits,
  partArea: (region: Region) => number,
): Sample {
  const runs = runsOf(height, rows, columns);
  const parts = new LayerParts();
  parts.labelSolid(runs);
  const weights = new Float64Array(parts.count);
  for (let i = 0; i < rows.length; i++) {
    weights[parts.labels[runs.runAt(rows[i], columns[i])]] += thickness_mm[i];
  }
  const regions = solidRegions(runs, parts, () => true)
    .filter((region) => {
      return lengthOf(region, limits) >= limits.length_mm || isMostOf(region, partArea(region));
    })
    .map((region) => ({ ...region, layer_index, weight: weights[region.label] }));
  return { runs, parts, regions };
}

/** Pins are thin all through; of other parts, corners alone are. */
const isMostOf = ({ area_px }: Region, part_px: number) => area_px >= 0.9 * part_px;

/** Of the box of a region. */
export function lengthOf(
  { left, right, top, bottom }: Region,
  { pixel_width_mm, pixel_height_mm }: Pick<ThinLimits, "pixel_width_mm" | "pixel_height_mm">,
): number {
  return Math.hypot((right - left) * pixel_width_mm, (bottom - top) * pixel_height_mm);
}

function eachRun(runs: Runs, visit: (row: number, start: number, end: number) => void): void {
  for (let row = 0, i = 0; row < runs.height; row++) {
    for (; i < runs.row_ends[row]; i++) visit(row, runs.starts[i], runs.ends[i]);
  }
}

/** What lies between runs of a row. */
function innerVoids(runs: Runs): Runs {
  const voids = new Runs(runs.height, runs.count);
  for (let row = 0; row < runs.height; row++) {
    for (let i = runs.rowStart(row) + 1; i < runs.row_ends[row]; i++) {
      voids.push(runs.ends[i - 1], runs.starts[i]);
    }
    voids.row_ends[row] = voids.count;
  }
  return voids;
}

function runsOf(height: number, rows: number[], columns: number[]): Runs {
  const by_row: number[][] = [];
  for (const [i, row] of rows.entries()) {
    by_row[row] ??= [];
    by_row[row].push(columns[i]);
  }
  const runs = new Runs(height);
  for (let row = 0; row < height; row++) {
    const first = runs.count;
    for (const x of (by_row[row] ?? []).sort((a, b) => a - b)) {
      if (runs.count > first && runs.ends[runs.count - 1] === x) runs.ends[runs.count - 1]++;
      else runs.push(x, x + 1);
    }
    runs.row_ends[row] = runs.count;
  }
  return runs;
}
