/** A film of a build, layer by layer as it will be exposed. */
import type { Layer, SliceGrid } from "@vatline/geometry";
import { drawCaption } from "./caption.ts";
import { encodePictures } from "./encode.ts";
import { frameFor, frameRate, shownLayers, type VideoFrame } from "./frames.ts";
import { writeMp4 } from "./mp4.ts";
import { drawLayer } from "./plate-pixels.ts";

/** Luma, 16 to 235: around the plate, of the plate, and of what is lit or written. */
const AROUND = 44;
const PLATE = { dark: 20, lit: 235 };
const TEXT = 190;
/** No colour. */
const CHROMA = 128;

export type Sliced = { grid: SliceGrid; layer_count: number };

/**
 * Makes an H.264 MP4 of the layers that shownLayers names, which are to come in that order. The
 * same layers give the same bytes.
 *
 * shape   plate from above, far edge at the top; below it layer number and height
 * length  30 s at most
 * cost    about 5 ms a frame
 */
export async function sliceVideo(
  layers: Iterable<Layer> | AsyncIterable<Layer>,
  { grid, layer_count }: Sliced,
): Promise<Uint8Array> {
  const shown = shownLayers(layer_count);
  const frame = frameFor(grid);
  const { width_px, height_px } = frame;
  const size = { width_px, height_px, frame_rate: frameRate(shown.length) };
  const video = await encodePictures(picturesOf(layers, { grid, layer_count, shown, frame }), size);
  const came = video.samples.length;
  if (came === shown.length) return writeMp4(video);
  throw new Error(`The video shows ${shown.length} layers, but ${came} came.`);
}

/** The picture is one and the same object, drawn anew for each layer. */
async function* picturesOf(
  layers: Iterable<Layer> | AsyncIterable<Layer>,
  { grid, layer_count, shown, frame }: Sliced & { shown: number[]; frame: VideoFrame },
): AsyncGenerator<Uint8Array> {
  const { width_px, height_px, plate, caption } = frame;
  const picture = new Uint8Array((width_px * height_px * 3) / 2).fill(CHROMA);
  const luma = picture.subarray(0, width_px * height_px);
  const canvas = { pixels: luma, stride_px: width_px, left_px: plate.left_px };
  const strip = { pixels: luma, width_px, ...caption };
  let count = 0;
  for await (const layer of layers) {
    luma.fill(AROUND);
    drawLayer(layer, grid, plate, canvas, PLATE);
    const numbers = { layer_index: shown[count++], layer_count, layer_mm: grid.layer_mm };
    drawCaption(strip, numbers, TEXT);
    yield picture;
  }
}
