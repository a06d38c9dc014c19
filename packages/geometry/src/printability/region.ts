/** Parts of one layer, measured: how large they are, and a place in each. */
import type { LayerParts } from "./parts-of-layer.ts";
import type { Runs } from "./runs.ts";

/** In pixels of the layer. */
export type Region = {
  label: number;
  area_px: number;
  /** The middle of the region, or of its longest run where the middle lies beside it. */
  x: number;
  y: number;
  /** Its box; right and bottom are the first pixels beyond. */
  left: number;
  right: number;
  top: number;
  bottom: number;
};

/** A run of a region: row, first pixel, first pixel beyond, and where `labels` has its part. */
type VisitRun = (row: number, start: number, end: number, at: number) => void;

/** Measures the solid parts that are wanted. */
export function solidRegions(
  runs: Runs,
  parts: LayerParts,
  wanted: (label: number) => boolean,
): Region[] {
  return regionsOf(parts, wanted, (visit) => {
    for (let row = 0, at = 0; row < runs.height; row++) {
      for (; at < runs.row_ends[row]; at++) visit(row, runs.starts[at], runs.ends[at], at);
    }
  });
}

/** Measures the enclosed voids that are wanted; see LayerParts.labelVoid. */
export function voidRegions(
  runs: Runs,
  parts: LayerParts,
  wanted: (label: number) => boolean,
): Region[] {
  return regionsOf(parts, wanted, (visit) => {
    for (let row = 0; row < runs.height; row++) {
      for (let i = runs.rowStart(row) + 1; i < runs.row_ends[row]; i++) {
        visit(row, runs.ends[i - 1], runs.starts[i], i + row);
      }
    }
  });
}

type Sums = Region & { sum_x: number; sum_y: number; longest: number };

function regionsOf(
  { labels }: LayerParts,
  wanted: (label: number) => boolean,
  visitRuns: (visit: VisitRun) => void,
): Region[] {
  const found = new Map<number, Sums>();
  visitRuns((row, start, end, at) => {
    const label = labels[at];
    if (!wanted(label)) return;
    const known = found.get(label) ?? emptyRegion(label, row);
    found.set(label, known);
    const length = end - start;
    known.area_px += length;
    known.sum_x += (length * (start + end)) / 2;
    known.sum_y += length * (row + 0.5);
    known.left = Math.min(known.left, start);
    known.right = Math.max(known.right, end);
    known.bottom = row + 1;
    if (length <= known.longest) return;
    known.longest = length;
    known.x = (start + end) / 2;
    known.y = row + 0.5;
  });
  visitRuns((row, start, end, at) => {
    const region = found.get(labels[at]);
    if (!region || Math.floor(region.sum_y / region.area_px) !== row) return;
    const x = region.sum_x / region.area_px;
    if (start > x || x >= end) return;
    region.x = x;
    region.y = region.sum_y / region.area_px;
  });
  return [...found.values()].map(({ sum_x, sum_y, longest, ...region }) => region);
}

function emptyRegion(label: number, row: number): Sums {
  const place = { x: 0, y: 0, left: Infinity, right: 0, top: row, bottom: row };
  return { label, area_px: 0, ...place, sum_x: 0, sum_y: 0, longest: 0 };
}
