/** PrusaSlicer beside our slicer: both slice one mesh for one panel, and layers are compared. */
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Layer, type Mesh, type SliceGrid, writeStl } from "@vatline/geometry";
import { SL1 } from "../sl1.ts";

const PROGRAM = "prusa-slicer";
/** Half lit: where a part ends that is drawn in greys. */
const LIT_MIN = 128;
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
  box: [left: number, top: number, right: number, bottom: number] | undefined;
};

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

/** Measures a layer: areas by its greys, the rest by pixels that are at least half lit. */
export function measureLayer({ row_ends, starts, ends, levels }: Layer): LayerFigures {
  let area_px = 0;
  let sides = 0;
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  let above: [start: number, end: number][] = [];
  let run = 0;
  for (let row = 0; row <= row_ends.length; row++) {
    const spans: typeof above = [];
    for (; row < row_ends.length && run < row_ends[row]; run++) {
      area_px += ((ends[run] - starts[run]) * levels[run]) / 255;
      if (levels[run] < LIT_MIN) continue;
      const last = spans.at(-1);
      if (last?.[1] === starts[run]) last[1] = ends[run];
      else spans.push([starts[run], ends[run]]);
    }
    if (spans.length > 0) {
      left = Math.min(left, spans[0][0]);
      right = Math.max(right, spans[spans.length - 1][1]);
      top = Math.min(top, row);
      bottom = row + 1;
    }
    sides += 2 * spans.length + differing(above, spans);
    above = spans;
  }
  const box: LayerFigures["box"] = right > 0 ? [left, top, right, bottom] : undefined;
  return { area_px, outline_px: sides / SIDES_PER_PX, box };
}

/** Pixels that are in spans of one list alone. */
function differing(a: [number, number][], b: [number, number][]): number {
  const changes = [...a.flat(), ...b.flat()].sort((x, y) => x - y);
  let count = 0;
  // Each change enters or leaves one of the lists.
  for (let i = 0; i + 1 < changes.length; i += 2) count += changes[i + 1] - changes[i];
  return count;
}
