/** A build from above, as small pictures in build files show it. */
import { type SliceGrid, type SliceTask, sliceLayers } from "@vatline/geometry";
import type { Thumbnail } from "@vatline/printers";
import { drawLayer } from "../video/plate-pixels.ts";

/** The largest that a format has; others are scaled from it. */
const WIDTH_PX = 800;
const HEIGHT_PX = 480;
/** Steps of brightness from the platform to the top. */
const LAYERS_MAX = 24;
const DARKEST = 70;
const BRIGHTEST = 255;

/** What is higher is brighter; the plate is as large as fits, on black. */
export function topView(task: SliceTask, grid: SliceGrid, layer_count: number): Thumbnail {
  const width_mm = grid.width_px * grid.pixel_width_mm;
  const height_mm = grid.height_px * grid.pixel_height_mm;
  const scale = Math.min(WIDTH_PX / width_mm, HEIGHT_PX / height_mm);
  const width_px = Math.max(1, Math.floor(width_mm * scale));
  const height_px = Math.max(1, Math.floor(height_mm * scale));
  const left = (WIDTH_PX - width_px) >> 1;
  const top = (HEIGHT_PX - height_px) >> 1;
  const rgb = new Uint8Array(3 * WIDTH_PX * HEIGHT_PX);
  const pixels = new Uint8Array(width_px * height_px);
  const canvas = { pixels, stride_px: width_px, left_px: 0 };
  const shown = Math.min(LAYERS_MAX, layer_count);
  const indices = Array.from({ length: shown }, (_, i) => Math.floor((i * layer_count) / shown));
  let step = 0;
  for (const layer of sliceLayers(task, grid, indices)) {
    drawLayer(layer, grid, { width_px, height_px }, canvas, { dark: 0, lit: 1 });
    const tone = DARKEST + ((BRIGHTEST - DARKEST) * ++step) / shown;
    for (let y = 0; y < height_px; y++) {
      const to = 3 * ((top + y) * WIDTH_PX + left);
      for (let x = 0; x < width_px; x++) {
        if (pixels[y * width_px + x] === 0) continue;
        rgb[to + 3 * x] = rgb[to + 3 * x + 1] = rgb[to + 3 * x + 2] = tone;
      }
    }
  }
  return { width_px: WIDTH_PX, height_px: HEIGHT_PX, rgb };
}
