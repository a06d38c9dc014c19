/** Which parts of two layers lie near each other. */
import type { LayerParts } from "./parts-of-layer.ts";
import type { Runs } from "./runs.ts";

/** How far apart parts may lie, in pixels; 1 for those that share a side or a corner. */
export type Reach = { rows: number; columns: number };

/** Tells which parts, of those asked for, lie within reach of which parts of the layer before. */
export function touchAround(
  [runs, { labels }]: [Runs, LayerParts],
  [under, { labels: labels_before }]: [Runs, LayerParts],
  reach: Reach,
  asked: (part: number) => boolean,
  meet: (part: number, part_before: number) => void,
): void {
  const last = runs.height - 1;
  for (let row = 0, i = 0; row <= last; row++) {
    for (; i < runs.row_ends[row]; i++) {
      if (!asked(labels[i])) continue;
      const [start, end] = [runs.starts[i] - reach.columns, runs.ends[i] + reach.columns];
      const bottom = Math.min(last, row + reach.rows);
      for (let near = Math.max(0, row - reach.rows); near <= bottom; near++) {
        let j = firstRunBeyond(under, near, start);
        for (; j < under.row_ends[near] && under.starts[j] < end; j++) {
          meet(labels[i], labels_before[j]);
        }
      }
    }
  }
}

/** The first run of a row that ends beyond x. */
export function firstRunBeyond({ row_ends, ends }: Runs, row: number, x: number): number {
  let low = row === 0 ? 0 : row_ends[row - 1];
  let high = row_ends[row];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}
