/** Which layers a slice video shows, how fast, and in what picture. */
import type { SliceGrid } from "@vatline/geometry";

const FRAMES_MAX = 450;
const RATE_MAX_HZ = 15;
/** Builds of few layers are shown slowly enough to be seen: for about so long. */
const SHORTEST_S = 4;

/** The box that a plate fills with its longer side. */
const PLATE_BOX_PX = { width: 960, height: 560 };
/** Leaves room for the caption of a narrow plate. */
const WIDTH_MIN_PX = 480;
const CAPTION_PX = 40;
/** Video is coded in blocks of so many pixels. */
const BLOCK_PX = 16;

/** Indices of the layers shown, ascending, evenly chosen: the first, the last, at most 450. */
export function shownLayers(layer_count: number): number[] {
  const count = Math.min(layer_count, FRAMES_MAX);
  const step = count > 1 ? (layer_count - 1) / (count - 1) : 0;
  return Array.from({ length: count }, (_, frame) => Math.round(frame * step));
}

/** Frames a second: at most 15, so that a video lasts 30 s or less. */
export function frameRate(frame_count: number): number {
  return Math.min(RATE_MAX_HZ, Math.max(1, Math.round(frame_count / SHORTEST_S)));
}

/** Where plate and caption lie in the picture, pixels from the top left. */
export interface VideoFrame {
  width_px: number;
  height_px: number;
  plate: { left_px: number; width_px: number; height_px: number };
  caption: { top_px: number; height_px: number };
}

/** The picture for a panel, whose aspect the plate keeps. */
export function frameFor({
  width_px,
  height_px,
  pixel_width_mm,
  pixel_height_mm,
}: SliceGrid): VideoFrame {
  const width_mm = width_px * pixel_width_mm;
  const height_mm = height_px * pixel_height_mm;
  const scale = Math.min(PLATE_BOX_PX.width / width_mm, PLATE_BOX_PX.height / height_mm);
  const plate_width = Math.max(1, Math.round(width_mm * scale));
  const plate_height = Math.max(1, Math.round(height_mm * scale));
  const width = wholeBlocks(Math.max(WIDTH_MIN_PX, plate_width));
  const height = wholeBlocks(plate_height + CAPTION_PX);
  return {
    width_px: width,
    height_px: height,
    plate: { left_px: (width - plate_width) >> 1, width_px: plate_width, height_px: plate_height },
    caption: { top_px: plate_height, height_px: height - plate_height },
  };
}

const wholeBlocks = (size_px: number) => Math.ceil(size_px / BLOCK_PX) * BLOCK_PX;
