/**
 * Overhangs: what reaches farther over the void than what lies beneath carries at the limit angle.
 * A step of one layer is less than a pixel at most angles, so that blocks of layers are compared:
 * what a block lights at all, with what the block before it does.
 */
import { type Feature, FeatureTracker } from "./features.ts";
import type { LayerState } from "./layer-state.ts";
import { LayerParts } from "./parts-of-layer.ts";
import { solidRegions } from "./region.ts";
import { copyRuns, Runs, uniteRuns } from "./runs.ts";
import { firstRunBeyond } from "./touch.ts";

/** How far a block carries to the side, on a picture of such pixels. */
export type Carry = { across_mm: number; pixel_width_mm: number; pixel_height_mm: number };

export class OverhangTracker {
  readonly #block_layers: number;
  readonly #widths_px: number[];
  readonly #tracker: FeatureTracker;
  /** All that the block before lights; of the first block, the first layer. */
  #below: Runs | null = null;
  #all: Runs;
  /** What of it is held; null while that is all. */
  #held: Runs | null = null;
  /** Layers of this block. */
  #layers: Runs[] = [];

  constructor(
    height: number,
    block_layers: number,
    carry: Carry,
    onFeature: (feature: Feature) => void,
  ) {
    this.#block_layers = block_layers;
    this.#widths_px = widthsOf(carry);
    this.#all = new Runs(height);
    const reach = { rows: this.#widths_px.length + 1, columns: this.#widths_px[0] + 1 };
    this.#tracker = new FeatureTracker(height, reach, onFeature);
  }

  /** `held` tells of each solid part whether it hangs on the platform. */
  next({ runs, solid, index }: LayerState, held: boolean[]): void {
    if (this.#below === null) {
      if (runs.count > 0) this.#below = copyRuns(runs);
      return;
    }
    if (held.includes(false)) this.#held ??= this.#all;
    if (this.#held) {
      this.#held = uniteRuns(
        this.#held,
        copyRuns(runs, (run) => held[solid.labels[run]]),
      );
    }
    this.#all = uniteRuns(this.#all, runs);
    this.#layers.push(copyRuns(runs));
    if (this.#layers.length === this.#block_layers) this.#endBlock(index);
  }

  end(last_index: number): void {
    if (this.#layers.length > 0) this.#endBlock(last_index);
    this.#tracker.end();
  }

  #endBlock(last_index: number): void {
    const layers = this.#layers;
    const runs = excessOf(this.#held ?? this.#all, this.#below ?? this.#all, this.#widths_px);
    const parts = new LayerParts();
    parts.labelSolid(runs);
    const regions = solidRegions(runs, parts, () => true).map((region) => {
      const [row, column] = [Math.floor(region.y), Math.floor(region.x)];
      const lit = Math.max(
        0,
        layers.findIndex((layer) => layer.runAt(row, column) >= 0),
      );
      return { ...region, layer_index: last_index - layers.length + 1 + lit, weight: 0 };
    });
    this.#tracker.next({ runs, parts, regions });
    this.#below = this.#all;
    this.#all = new Runs(runs.height);
    this.#held = null;
    this.#layers = [];
  }
}

/**
 * By rows away: how many pixels to the left and right are carried. A pixel is added each way, since
 * outlines are no more exact than that.
 */
function widthsOf({ across_mm, pixel_width_mm, pixel_height_mm }: Carry): number[] {
  const [reach_x, reach_y] = [across_mm + pixel_width_mm, across_mm + pixel_height_mm];
  const rows = Math.floor(reach_y / pixel_height_mm + 1e-9);
  return Array.from({ length: rows + 1 }, (_, row) => {
    const share = Math.min(1, (row * pixel_height_mm) / reach_y);
    return Math.floor((reach_x * Math.sqrt(1 - share ** 2)) / pixel_width_mm + 1e-9);
  });
}

/** What of the upper picture is not within reach of the lower one. */
function excessOf(upper: Runs, below: Runs, widths_px: number[]): Runs {
  const excess = new Runs(upper.height);
  for (let row = 0, i = 0; row < upper.height; row++) {
    for (; i < upper.row_ends[row]; i++) {
      let left = [upper.starts[i], upper.ends[i]];
      for (let away = 0; away < widths_px.length && left.length > 0; away++) {
        left = lessRow(left, below, row - away, widths_px[away]);
        if (away > 0) left = lessRow(left, below, row + away, widths_px[away]);
      }
      for (let at = 0; at < left.length; at += 2) excess.push(left[at], left[at + 1]);
    }
    excess.row_ends[row] = excess.count;
  }
  return excess;
}

/** Spans, begin and end in turn, without what a row covers whose runs are made wider. */
function lessRow(spans: number[], runs: Runs, row: number, wider_px: number): number[] {
  if (row < 0 || row >= runs.height || runs.rowStart(row) === runs.row_ends[row]) return spans;
  const left: number[] = [];
  for (let at = 0; at < spans.length; at += 2) {
    let start = spans[at];
    const end = spans[at + 1];
    let run = firstRunBeyond(runs, row, start - wider_px);
    for (; run < runs.row_ends[row] && runs.starts[run] - wider_px < end; run++) {
      if (runs.starts[run] - wider_px > start) left.push(start, runs.starts[run] - wider_px);
      start = Math.max(start, runs.ends[run] + wider_px);
    }
    if (start < end) left.push(start, end);
  }
  return left;
}
