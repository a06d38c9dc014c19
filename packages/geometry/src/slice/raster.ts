/** The outlines of one part in one layer, drawn to pixels. */
import { Cells } from "./cells.ts";
import {
  addCoverage,
  addCrossings,
  addUnion,
  type Edges,
  placeEdges,
  type Raster,
  type Stand,
} from "./edges.ts";
import type { RunList } from "./runs.ts";
import type { Cuts } from "./sweep.ts";

/** What rounding may add to a pixel that is covered once, or not. */
const ROUNDING = 1e-6;

/**
 * Draws parts one by one. What is enclosed at least once, whichever way round, is solid: shells in
 * each other are one solid, and a shell that faces inwards leaves a cavity in the one around it.
 */
export class PartRaster {
  readonly #to: Raster;
  /** Whether pixels count by the share that is solid, or by their middles. */
  readonly #by_area: boolean;
  readonly #edges: Edges = { count: 0, ends: new Float64Array(0), turns: new Int8Array(0) };
  readonly #cells = new Cells();
  readonly #overlaps: Uint8Array;

  constructor(to: Raster, by_area: boolean) {
    this.#to = to;
    this.#by_area = by_area;
    this.#overlaps = new Uint8Array(to.height_px);
  }

  /** Draws a part in place of the one before. */
  draw(cuts: Cuts, stand: Stand): void {
    const [edges, cells, to, rows] = [this.#edges, this.#cells, this.#to, this.#overlaps];
    placeEdges(edges, cuts, stand, to);
    cells.clear();
    if (!this.#by_area) {
      addCrossings(edges, cells, to);
      cells.sort();
      return;
    }
    addCoverage(edges, cells, to);
    cells.sort();
    // Sums of areas are right where nothing is enclosed twice, or from the wrong side.
    if (!this.#findOverlaps()) return;
    cells.clear();
    addCoverage(edges, cells, to, rows);
    addUnion(edges, cells, to, rows);
    cells.sort();
  }

  /** Pixels' worth of solid, of what was drawn by area. */
  covered(): number {
    const { count, keys, covers, lacks } = this.#cells;
    const { width_px } = this.#to;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += covers[i] * (width_px - (keys[i] & 0xffff)) - lacks[i];
    return sum;
  }

  /** Adds runs of lit pixels by the level of each step of coverage, the first of which is dark. */
  addRuns(runs: RunList, levels: Uint8Array): void {
    const { count, keys, covers, lacks, order } = this.#cells;
    const { width_px } = this.#to;
    const steps = levels.length - 1;
    runs.reserve(2 * count);
    const { heads, tails } = runs;
    let run = runs.count - 1;
    /** Where the last run ends, row and pixel, and how bright it is. */
    let [reached, bright] = [-1, 0];
    let sum = 0;
    for (let i = 0; i < count; ) {
      const key = keys[order[i]];
      let lack = 0;
      for (; i < count; i++) {
        const cell = order[i];
        if (keys[cell] !== key) break;
        sum += covers[cell];
        lack += lacks[cell];
      }
      const column = key & 0xffff;
      const own = levels[Math.min(steps, (Math.abs(sum - lack) * steps + 0.5) | 0)];
      const behind = levels[Math.min(steps, (Math.abs(sum) * steps + 0.5) | 0)];
      const next = i < count ? keys[order[i]] : 0xffffffff;
      const ends_row = (next ^ key) >>> 16 !== 0;
      const end = ends_row ? width_px : next & 0xffff;
      if (own > 0 && column < width_px) {
        if (key === reached && own === bright) tails[run] += 1 << 8;
        else {
          heads[++run] = key;
          tails[run] = ((column + 1) << 8) | own;
          bright = own;
        }
        reached = key + 1;
      }
      if (behind > 0 && end > column + 1) {
        if (key + 1 === reached && behind === bright) tails[run] = (end << 8) | behind;
        else {
          heads[++run] = key + 1;
          tails[run] = (end << 8) | behind;
          bright = behind;
        }
        reached = key - column + end;
      }
      if (ends_row) {
        sum = 0;
        reached = -1;
      }
    }
    runs.count = run + 1;
  }

  #findOverlaps(): boolean {
    const { count, keys, covers, lacks, order } = this.#cells;
    const rows = this.#overlaps.fill(0);
    let found = false;
    let sum = 0;
    let last_row = -1;
    for (let i = 0; i < count; ) {
      const key = keys[order[i]];
      let lack = 0;
      if (key >>> 16 !== last_row) sum = 0;
      last_row = key >>> 16;
      for (; i < count; i++) {
        const cell = order[i];
        if (keys[cell] !== key) break;
        sum += covers[cell];
        lack += lacks[cell];
      }
      const least = Math.min(sum, sum - lack);
      const most = Math.max(sum, sum - lack);
      if (least >= -ROUNDING && most <= 1 + ROUNDING) continue;
      // An overlap ends in a row before or behind it, within pixels that are not full.
      const row = key >>> 16;
      rows.fill(1, Math.max(0, row - 1), row + 2);
      found = true;
    }
    return found;
  }
}
