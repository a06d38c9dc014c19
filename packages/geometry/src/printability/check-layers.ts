/** The printability of layers: what may go wrong when they are printed. */
import type { Layer, SliceGrid } from "../slice/layer.ts";
import { Collector, type Draft, IslandGroups } from "./collect.ts";
import { type Feature, FeatureTracker } from "./features.ts";
import type { Printability } from "./finding.ts";
import { type Island, IslandTracker } from "./islands.ts";
import { LayerState } from "./layer-state.ts";
import { OverhangTracker } from "./overhangs.ts";
import { type Pocket, PocketTracker } from "./pockets.ts";
import type { Region } from "./region.ts";
import {
  BLOCK_MM,
  cupSeverity,
  islandSeverity,
  LEAST,
  OVERHANG_LIMIT_DEG,
  overhangSeverity,
  ringSeverity,
  THIN_LENGTH_MM,
  THIN_PIXELS,
  thinSeverity,
  trapSeverity,
} from "./rules.ts";
import { readLayer } from "./runs.ts";
import { cupText, islandText, overhangText, thinText, trapText } from "./sentences.ts";
import { lengthOf, type ThinLimits, thinIn } from "./thin.ts";

/**
 * Looks through the layers of one model, or of several that are apart, from the platform on. The
 * outermost pixels of the grid must be free. Places are mm from the near left corner of the grid.
 *
 * pitch_mm  of the panel that prints it, if its pixels are others than those of the grid
 * memory    of a block of layers of 0.5 mm, whatever their number
 */
export function checkLayers(
  layers: Iterable<Layer>,
  grid: SliceGrid,
  { pitch_mm = Math.max(grid.pixel_width_mm, grid.pixel_height_mm) }: { pitch_mm?: number } = {},
): Printability {
  const check = new Check(grid, pitch_mm);
  for (const layer of layers) check.next(layer);
  return check.end();
}

const NO_MEASURES = { volume_ml: null, thickness_mm: null, begin_count: 1 };

class Check {
  readonly #grid: SliceGrid;
  readonly #limits: ThinLimits;
  readonly #block_layers: number;
  readonly #collector = new Collector();
  readonly #groups = new IslandGroups();
  readonly #islands: IslandTracker;
  readonly #pockets: PocketTracker;
  readonly #overhangs: OverhangTracker;
  readonly #walls: FeatureTracker;
  readonly #gaps: FeatureTracker;
  #layer: LayerState;
  #before: LayerState;
  #count = 0;

  constructor(grid: SliceGrid, pitch_mm: number) {
    const { height_px, pixel_width_mm, pixel_height_mm, layer_mm } = grid;
    const pixel = { pixel_width_mm, pixel_height_mm };
    this.#grid = grid;
    this.#block_layers = Math.max(1, Math.round(BLOCK_MM / layer_mm));
    const thickness_mm = THIN_PIXELS * pitch_mm;
    this.#limits = { thickness_mm, length_mm: THIN_LENGTH_MM, ...pixel };
    this.#layer = new LayerState(height_px);
    this.#before = new LayerState(height_px);
    this.#islands = new IslandTracker((island) => this.#addIsland(island));
    this.#pockets = new PocketTracker((pocket) => this.#addPocket(pocket));
    const block_mm = this.#block_layers * layer_mm;
    const across_mm = block_mm / Math.tan((OVERHANG_LIMIT_DEG * Math.PI) / 180);
    const carry = { across_mm, ...pixel };
    this.#overhangs = new OverhangTracker(height_px, this.#block_layers, carry, (feature) =>
      this.#addOverhang(feature),
    );
    const rows = Math.ceil((block_mm + thickness_mm) / pixel_height_mm);
    const columns = Math.ceil((block_mm + thickness_mm) / pixel_width_mm);
    const thinOf = (kind: "thin_wall" | "thin_gap") => {
      const reach = { rows, columns };
      return new FeatureTracker(height_px, reach, (feature) => this.#addThin(kind, feature));
    };
    this.#walls = thinOf("thin_wall");
    this.#gaps = thinOf("thin_gap");
  }

  next(from: Layer): void {
    const layer = this.#before;
    [this.#before, this.#layer] = [this.#layer, layer];
    layer.index = this.#count++;
    readLayer(from, layer.runs);
    layer.label();
    const held = this.#islands.next(layer, this.#before);
    this.#pockets.next(layer, this.#before);
    this.#overhangs.next(layer, held);
    if (layer.index % this.#block_layers !== this.#block_layers >> 1) return;
    const { walls, gaps } = thinIn(layer, this.#grid.width_px, this.#limits);
    this.#walls.next(walls);
    this.#gaps.next(gaps);
  }

  end(): Printability {
    this.#islands.end();
    this.#pockets.end();
    this.#overhangs.end(this.#count - 1);
    this.#walls.end();
    this.#gaps.end();
    const { pixel_width_mm, pixel_height_mm, layer_mm } = this.#grid;
    const { counts, severities } = this.#collector;
    const findings = this.#collector.findings();
    const looked = { layer_count: this.#count, pixel_width_mm, pixel_height_mm, layer_mm };
    return { ...looked, findings, counts, severities };
  }

  #addIsland({ first_index, last_index, region, most_px, ...island }: Island): void {
    const { layer_mm } = this.#grid;
    const joins = island.joined_index !== null;
    const span = this.#span(first_index, last_index);
    const measured = { area_mm2: this.#area(most_px), ...span };
    const severity = islandSeverity(measured, layer_mm, joins);
    const draft: Draft = {
      ...this.#place(region, first_index),
      ...{ ...NO_MEASURES, ...measured, kind: "island", severity, begin_count: island.begin_count },
      tell: (finding) => islandText(finding, joins),
    };
    if (severity === "minor" && this.#groups.join(draft)) return;
    this.#collector.add(draft);
  }

  #addPocket(pocket: Pocket): void {
    const { first_index, last_index, most_index, region, volume_px, most_px } = pocket;
    const volume_ml = (this.#area(volume_px) * this.#grid.layer_mm) / 1000;
    const area_mm2 = this.#area(most_px);
    const is_trap = pocket.closed && !pocket.on_platform;
    const is_ring = !pocket.closed && pocket.on_platform;
    const depth_mm = (last_index - first_index + 1) * this.#grid.layer_mm;
    const least = is_ring ? LEAST.ring : LEAST.cup;
    const is_large = area_mm2 >= least.area_mm2 && depth_mm >= least.depth_mm;
    if (is_trap ? volume_ml < LEAST.trap_ml : !is_large) return;
    const cup_severity = (is_ring ? ringSeverity : cupSeverity)(area_mm2);
    this.#collector.add({
      ...this.#place(region, most_index),
      ...NO_MEASURES,
      ...this.#span(first_index, last_index),
      kind: is_trap ? "resin_trap" : "cupping",
      severity: is_trap ? trapSeverity(volume_ml) : cup_severity,
      ...{ area_mm2, volume_ml },
      tell: (finding) => (is_trap ? trapText(finding) : cupText(finding, pocket)),
    });
  }

  #addOverhang({ first_index, last_index, area_px, region, region_index }: Feature): void {
    const area_mm2 = this.#area(area_px);
    if (area_mm2 < LEAST.overhang_mm2) return;
    this.#collector.add({
      ...this.#place(region, region_index),
      ...NO_MEASURES,
      ...this.#span(first_index, last_index),
      ...{ kind: "overhang", severity: overhangSeverity(area_mm2), area_mm2 },
      tell: (finding) => overhangText(finding, OVERHANG_LIMIT_DEG),
    });
  }

  #addThin(kind: "thin_wall" | "thin_gap", feature: Feature): void {
    const { first_index, last_index, area_px, region, region_index, weight } = feature;
    // What one block alone shows is a ridge, or the edge of a roof.
    const height_mm = (last_index - first_index) * this.#grid.layer_mm;
    const length_mm = Math.max(height_mm, lengthOf(region, this.#limits));
    if (height_mm === 0 || length_mm < THIN_LENGTH_MM) return;
    const thickness_mm = weight / area_px;
    const limit_mm = this.#limits.thickness_mm;
    const severity = thinSeverity(thickness_mm, { limit_mm, length_mm });
    this.#collector.add({
      ...this.#place(region, region_index),
      ...NO_MEASURES,
      ...this.#span(first_index, last_index),
      ...{ kind, severity, thickness_mm },
      area_mm2: this.#area(region.area_px),
      tell: (finding) => thinText(finding, length_mm, limit_mm),
    });
  }

  #area(pixels: number): number {
    return pixels * this.#grid.pixel_width_mm * this.#grid.pixel_height_mm;
  }

  #place({ x, y }: Region, place_layer_index: number) {
    const { pixel_width_mm, pixel_height_mm, height_px } = this.#grid;
    return { place_layer_index, x_mm: x * pixel_width_mm, y_mm: (height_px - y) * pixel_height_mm };
  }

  #span(first_index: number, last_index: number) {
    const z_mm = first_index * this.#grid.layer_mm;
    return { layer_index: first_index, layer_count: last_index - first_index + 1, z_mm };
  }
}
