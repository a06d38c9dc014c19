/** PrusaSlicer beside our slicer: both slice one mesh for one panel, and layers are compared. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  boundsOf,
  type Layer,
  layerCount,
  type Mesh,
  prepareSlices,
  type SliceGrid,
  sliceLayers,
  writeStl,
} from "@vatline/geometry";
import { SL1 } from "../sl1.ts";

const PROGRAM = "prusa-slicer";
/** Where a part ends that is drawn in greys. */
const HALF = 128;
/** Sides of pixels along an outline are longer than it by this, over all directions. */
const SIDES_PER_PX = 4 / Math.PI;

/** For the `skip` of a test: false where the slicer is there, else the reason. */
export const peer_slicer_missing =
  spawnSync(PROGRAM, ["--help"], { stdio: "ignore" }).status === 0
    ? false
    : "prusa-slicer is not installed";

/** What is measured of a layer, in pixels; an empty one has no box. */
export type LayerFigures = {
  area_px: number;
  outline_px: number;
  box: Box | undefined;
  /** Of pixels lit to three quarters or more, and of those lit to a quarter or more. */
  box_least: Box | undefined;
  box_most: Box | undefined;
};

/** Left, top, right, bottom; right and bottom are the first pixels outside. */
type Box = [number, number, number, number];

/** How two pictures of one layer differ. */
export type LayerDifference = {
  layer_index: number;
  ours: LayerFigures;
  theirs: LayerFigures;
  /** By how much the outline would have to be moved everywhere for equal areas. */
  shift_px: number;
  /** How far a side of our box is beyond what theirs may be; Infinity where one is empty. */
  box_px: number;
};

/** Sides of the pixels a mesh is compared by. */
const PIXEL_MM = 0.05;
const PIXEL_LARGE_MM = 0.1;
const LARGE_MM = 128;
const RIM_MM = 2;

/** A panel around the mesh: even numbers of pixels, so that its middle is a corner of four. */
export function gridAround(mesh: Mesh, layer_mm: number): SliceGrid {
  const { min, max } = boundsOf(mesh);
  const sides_mm = [max[0] - min[0], max[1] - min[1]];
  const pixel_mm = Math.max(...sides_mm) > LARGE_MM ? PIXEL_LARGE_MM : PIXEL_MM;
  const [width_px, height_px] = sides_mm.map((side_mm) => {
    return 2 * Math.ceil((side_mm / 2 + RIM_MM) / pixel_mm);
  });
  return { width_px, height_px, pixel_width_mm: pixel_mm, pixel_height_mm: pixel_mm, layer_mm };
}

/** Slices a mesh in the middle of the panel by our slicer, with all levels of grey. */
export function* ourLayers(mesh: Mesh, grid: SliceGrid): Generator<Layer> {
  const model = prepareSlices(mesh);
  const { min, max } = model.bounds;
  const depth_mm = grid.height_px * grid.pixel_height_mm;
  const x_mm = (grid.width_px * grid.pixel_width_mm - min[0] - max[0]) / 2;
  const y_mm = (depth_mm - min[1] - max[1]) / 2;
  const places = [{ model_index: 0, x_mm, y_mm, rotation_deg: 0 }];
  const indices = Array.from({ length: layerCount(max[2] - min[2], grid.layer_mm) }).keys();
  yield* sliceLayers({ models: [model], places, depth_mm }, grid, indices, { antialiasing: 255 });
}

/**
 * Compares the layers that both have: PrusaSlicer leaves out the last one where it would stand over
 * the top.
 */
export function compareLayers(ours: LayerFigures[], theirs: LayerFigures[]): LayerDifference[] {
  return ours.slice(0, theirs.length).map((our, layer_index) => {
    const their = theirs[layer_index];
    const outline_px = Math.max(1, our.outline_px, their.outline_px);
    return {
      layer_index,
      ours: our,
      theirs: their,
      shift_px: (our.area_px - their.area_px) / outline_px,
      box_px: boxDifference(our, their),
    };
  });
}

/**
 * Where an outline runs nearly along the rows, a trace of grey decides where half light ends: a
 * side may be anywhere between those of a quarter and of three quarters.
 */
function boxDifference(our: LayerFigures, their: LayerFigures): number {
  const [box, least, most] = [our.box, their.box_least ?? their.box, their.box_most];
  if (!box || !least || !most) return our.box_least || their.box_least ? Infinity : 0;
  const beyond = box.map((side, i) => {
    const [low, high] = [Math.min(least[i], most[i]), Math.max(least[i], most[i])];
    return Math.max(0, low - side, side - high);
  });
  return Math.max(...beyond);
}

/** Slices a mesh in the middle of the panel by PrusaSlicer, without supports and pad. */
export async function peerLayers(mesh: Mesh, grid: SliceGrid): Promise<Layer[]> {
  const folder = mkdtempSync(join(tmpdir(), "vatline-peer-"));
  try {
    writeFileSync(join(folder, "a.stl"), writeStl(mesh));
    writeFileSync(join(folder, "a.ini"), peerSettings(grid));
    const { width_px, height_px, pixel_width_mm, pixel_height_mm } = grid;
    const middle = `${(width_px * pixel_width_mm) / 2},${(height_px * pixel_height_mm) / 2}`;
    const files = ["-o", join(folder, "a.sl1"), join(folder, "a.stl")];
    const flags = ["--load", join(folder, "a.ini"), "--center", middle, "--export-sla"];
    await promisify(execFile)(PROGRAM, ["--loglevel", "0", ...flags, ...files]);
    return [...SL1.decode(readFileSync(join(folder, "a.sl1"))).layers];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All else is as it is by default: greys by area, gaps in outlines closed up to 0.049 mm. */
export function peerSettings(grid: SliceGrid): string {
  const width_mm = grid.width_px * grid.pixel_width_mm;
  const height_mm = grid.height_px * grid.pixel_height_mm;
  const lines = {
    printer_technology: "SLA",
    bed_shape: `0x0,${width_mm}x0,${width_mm}x${height_mm},0x${height_mm}`,
    display_width: width_mm,
    display_height: height_mm,
    display_pixels_x: grid.width_px,
    display_pixels_y: grid.height_px,
    display_orientation: "landscape",
    max_print_height: 1000,
    layer_height: grid.layer_mm,
    initial_layer_height: grid.layer_mm,
    supports_enable: 0,
    support_object_elevation: 0,
    pad_enable: 0,
    pad_around_object: 0,
  };
  return Object.entries(lines)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join("");
}

/** Measures a layer: areas by its greys, the outline by pixels that are at least half lit. */
export function measureLayer(layer: Layer): LayerFigures {
  const { row_ends, starts, ends, levels } = layer;
  let area_px = 0;
  let sides = 0;
  let above: [start: number, end: number][] = [];
  let run = 0;
  for (let row = 0; row <= row_ends.length; row++) {
    const spans: typeof above = [];
    for (; row < row_ends.length && run < row_ends[row]; run++) {
      area_px += ((ends[run] - starts[run]) * levels[run]) / 255;
      if (levels[run] < HALF) continue;
      const last = spans.at(-1);
      if (last?.[1] === starts[run]) last[1] = ends[run];
      else spans.push([starts[run], ends[run]]);
    }
    sides += 2 * spans.length + differing(above, spans);
    above = spans;
  }
  const [box, box_least, box_most] = [HALF, 192, 64].map((least) => boxOf(layer, least));
  return { area_px, outline_px: sides / SIDES_PER_PX, box, box_least, box_most };
}

/** The box of all pixels of a level or brighter. */
function boxOf({ row_ends, starts, ends, levels }: Layer, least: number): Box | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  let run = 0;
  for (const [row, end] of row_ends.entries()) {
    for (; run < end; run++) {
      if (levels[run] < least) continue;
      left = Math.min(left, starts[run]);
      right = Math.max(right, ends[run]);
      top = Math.min(top, row);
      bottom = row + 1;
    }
  }
  return right > 0 ? [left, top, right, bottom] : undefined;
}

/** Pixels that are in spans of one list alone. */
function differing(a: [number, number][], b: [number, number][]): number {
  const changes = [...a.flat(), ...b.flat()].sort((x, y) => x - y);
  let count = 0;
  // Each change enters or leaves one of the lists.
  for (let i = 0; i + 1 < changes.length; i += 2) count += changes[i + 1] - changes[i];
  return count;
}
