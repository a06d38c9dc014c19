/** A layer about a finding: what it lights, what lies beneath, and what does not. */
import {
  type Layer,
  prepareSlices,
  readModel,
  type SliceGrid,
  type SliceTask,
  sliceLayers,
} from "@vatline/geometry";
import type { Canvas, Colour } from "../documents/canvas.ts";

/** What a worker needs to show a finding. */
export type Closeup = {
  /** Of the finding. */
  number: number;
  model: Uint8Array;
  /** In the window, whose near left corner is at 0, 0. */
  stand: { x_mm: number; y_mm: number; rotation_deg: number };
  window_mm: number;
  layer_mm: number;
  shown_index: number;
  /** What is not above this layer is shown as bare; -1 for the platform. */
  beneath_index: number;
};

const VOID: Colour = [248, 249, 251];
/** Of the layer beneath only. */
const BENEATH: Colour = [214, 220, 229];
const CARRIED: Colour = [120, 150, 190];
/** With nothing beneath. */
const BARE: Colour = [222, 90, 70];
const MARK: Colour = [20, 26, 36];
const FRAME: Colour = [150, 160, 175];
/** Draws the layer, and a cross at the place of the finding. */
export function drawCloseup(
  canvas: Canvas,
  { model, stand, window_mm, layer_mm, shown_index, beneath_index }: Closeup,
  { left, top, side_px }: { left: number; top: number; side_px: number },
): void {
  const pixel_mm = window_mm / side_px;
  const grid: SliceGrid = {
    width_px: side_px,
    height_px: side_px,
    pixel_width_mm: pixel_mm,
    pixel_height_mm: pixel_mm,
    layer_mm,
  };
  const models = [prepareSlices(readModel(model).mesh)];
  const places = [{ ...stand, model_index: 0 }];
  const task: SliceTask = { models, places, depth_mm: window_mm };
  const indices = beneath_index < 0 ? [shown_index] : [beneath_index, shown_index];
  const layers = Array.from(sliceLayers(task, grid, indices), (layer) => lit(layer, side_px));
  const now = layers[layers.length - 1];
  // The platform is beneath the first layer.
  const before = beneath_index < 0 ? now : layers[0];
  for (let at = 0; at < side_px * side_px; at++) {
    const solid = before[at] ? CARRIED : BARE;
    const colour = now[at] ? solid : before[at] ? BENEATH : VOID;
    canvas.rgb.set(
      colour,
      3 * ((top + Math.floor(at / side_px)) * canvas.width_px + left + (at % side_px)),
    );
  }
  drawFrame(canvas, left, top, side_px);
}

function lit({ row_ends, starts, ends }: Layer, width_px: number): Uint8Array {
  const pixels = new Uint8Array(width_px * row_ends.length);
  for (let row = 0, run = 0; row < row_ends.length; row++) {
    for (; run < row_ends[row]; run++) {
      pixels.fill(1, row * width_px + starts[run], row * width_px + ends[run]);
    }
  }
  return pixels;
}

/** A frame, and a cross in the middle, open where the place is. */
function drawFrame(canvas: Canvas, left: number, top: number, side_px: number): void {
  const [right, bottom] = [left + side_px, top + side_px];
  canvas.stroke([[left, top, right, top, right, bottom, left, bottom]], 1.5, FRAME);
  const [x, y] = [left + side_px / 2, top + side_px / 2];
  for (const [dx, dy] of [
    [1, 0],
    [-1, 0],
    [0, 1],
    [0, -1],
  ]) {
    const [x0, y0, x1, y1] = [x + 6 * dx, y + 6 * dy, x + 18 * dx, y + 18 * dy];
    canvas.fill([[x0 - dy, y0 - dx, x1 - dy, y1 - dx, x1 + dy, y1 + dx, x0 + dy, y0 + dx]], MARK);
  }
}
