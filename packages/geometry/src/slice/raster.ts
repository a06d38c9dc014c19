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
  /**
   * Pixels that outlines pass through, by row and then by column, one more to end them: how much
   * of each is solid, and of those behind it in its row.
   */
  #pixel_count = 0;
  #keys = new Uint32Array(0);
  #owns = new Float64Array(0);
  #behinds = new Float64Array(0);
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
      this.#sumUp();
      return;
    }
    addCoverage(edges, cells, to);
    // Sums of areas are right where nothing is enclosed twice, or from the wrong side.
    if (!this.#sumUp()) return;
    cells.clear();
    addCoverage(edges, cells, to, rows);
    addUnion(edges, cells, to, rows);
    this.#sumUp();
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
    const count = this.#pixel_count;
    const [keys, owns, behinds] = [this.#keys, this.#owns, this.#behinds];
    const { width_px } = this.#to;
    const steps = levels.length - 1;
    runs.reserve(2 * count);
    const { heads, tails } = runs;
    let run = runs.count - 1;
    /** Where the last run ends, row and pixel, and how bright it is. */
    let [reached, bright] = [-1, 0];
    for (let i = 0; i < count; i++) {
      const key = keys[i];
      const column = key & 0xffff;
      const own = levels[Math.min(steps, (Math.abs(owns[i]) * steps + 0.5) | 0)];
      const behind = levels[Math.min(steps, (Math.abs(behinds[i]) * steps + 0.5) | 0)];
      const next = keys[i + 1];
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
      if (ends_row) reached = -1;
    }
    runs.count = run + 1;
  }

  /** Sums up the cells of each pixel; says whether there are rows of overlaps, and marks them. */
  #sumUp(): boolean {
    this.#cells.sort();
    const { count, sorted, covers, lacks, order } = this.#cells;
    if (this.#keys.length <= count) {
      this.#keys = new Uint32Array(2 * count + 1);
      this.#owns = new Float64Array(2 * count);
      this.#behinds = new Float64Array(2 * count);
    }
    const [keys, owns, behinds] = [this.#keys, this.#owns, this.#behinds];
    const rows = this.#overlaps.fill(0);
    let found = false;
    let sum = 0;
    let last_row = -1;
    let pixel = 0;
    for (let i = 0; i < count; pixel++) {
      const key = sorted[i];
      let lack = 0;
      if (key >>> 16 !== last_row) sum = 0;
      last_row = key >>> 16;
      for (; i < count && sorted[i] === key; i++) {
        const cell = order[i];
        sum += covers[cell];
        lack += lacks[cell];
      }
      const own = sum - lack;
      keys[pixel] = key;
      owns[pixel] = own;
      behinds[pixel] = sum;
      if (sum >= -ROUNDING && own >= -ROUNDING && sum <= 1 + ROUNDING && own <= 1 + ROUNDING)
        continue;
      // An overlap ends in a row before or behind it, within pixels that are not full.
      const row = key >>> 16;
      rows.fill(1, Math.max(0, row - 1), row + 2);
      found = true;
    }
    keys[pixel] = 0xffffffff;
    this.#pixel_count = pixel;
    return found;
  }
}
