/** The printability of one model as it lies in its file. */
import type { SliceGrid } from "../slice/layer.ts";
import { sliceLayers } from "../slice/layers.ts";
import { layerCount, type Sliceable } from "../slice/sliceable.ts";
import { checkLayers } from "./check-layers.ts";
import { round } from "./collect.ts";
import type { Printability } from "./finding.ts";

/** How a model is printed: thickness of layers, and size of the panel's pixels. */
export type PrintSettings = { layer_mm: number; pitch_mm: number };

/** What is found of open surfaces may be of their gaps. */
export type ModelPrintability = Printability & { watertight: boolean };

/** Rows of pixels in all layers together: those of the largest plate at 0.05 mm, and some more. */
const ROWS_MAX = 6_000_000;
const SIDE_PX_MAX = 20_000;
/** Free pixels on each side. */
const RIM_PX = 2;

/**
 * Looks at a model with pixels of the panel's size; where those would be too many, with the next
 * multiple of it. Places are in the model's coordinates.
 *
 * throws  GeometryError "not_sliceable"
 * cost    about a quarter of a microsecond for each run, beside slicing: see bench/README.md
 */
export function checkModel(model: Sliceable, settings: PrintSettings): ModelPrintability {
  const { layer_mm, pitch_mm } = settings;
  const [x_min, y_min, z_min] = model.bounds.min;
  const [width_mm, depth_mm, height_mm] = model.bounds.max.map((far, axis) => {
    return far - model.bounds.min[axis];
  });
  const layer_count = layerCount(height_mm, layer_mm);
  const multiple = pixelMultiple({ width_mm, depth_mm, layer_count }, pitch_mm);
  const pixel_mm = multiple * pitch_mm;
  const sideOf = (mm: number) => Math.ceil(mm / pixel_mm) + 2 * RIM_PX;
  const grid: SliceGrid = {
    width_px: sideOf(width_mm),
    height_px: sideOf(depth_mm),
    pixel_width_mm: pixel_mm,
    pixel_height_mm: pixel_mm,
    layer_mm,
  };
  const rim_mm = RIM_PX * pixel_mm;
  const place = { x_mm: rim_mm - x_min, y_mm: rim_mm - y_min, rotation_deg: 0, model_index: 0 };
  const task = { models: [model], places: [place], depth_mm: grid.height_px * pixel_mm };
  const layers = sliceLayers(task, grid, Array.from({ length: layer_count }).keys());
  const report = checkLayers(layers, grid, { pitch_mm });
  const findings = report.findings.map((finding) => ({
    ...finding,
    x_mm: round(finding.x_mm - place.x_mm, 3),
    y_mm: round(finding.y_mm - place.y_mm, 3),
    z_mm: round(finding.z_mm + z_min, 6),
  }));
  return { ...report, findings, watertight: model.torn.lowest.length === 0 };
}

type Size = { width_mm: number; depth_mm: number; layer_count: number };

function pixelMultiple({ width_mm, depth_mm, layer_count }: Size, pitch_mm: number): number {
  const side_px = Math.max(width_mm, depth_mm) / pitch_mm;
  const rows = (depth_mm / pitch_mm) * layer_count;
  return Math.max(1, Math.ceil(side_px / SIDE_PX_MAX), Math.ceil(rows / ROWS_MAX));
}
