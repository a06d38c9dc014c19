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

/** A part of a layer that touches a group of parts of the layers before. */
export type Link<G> = { part: number; group: G };

/**
 * Spreads what is known of some parts, say that they are held, to the groups that they touch, from
 * there to the parts that those touch, and so on. `marked` is by part, `mark` marks a group.
 */
export function spread<G>(
  links: Link<G>[],
  marked: boolean[],
  isMarked: (group: G) => boolean,
  mark: (group: G) => void,
): void {
  for (let changes = true; changes; ) {
    changes = false;
    for (const { part, group } of links) {
      if (marked[part] === isMarked(group)) continue;
      if (marked[part]) mark(group);
      else marked[part] = true;
      changes = true;
    }
  }
}
