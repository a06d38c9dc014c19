/**
 * The one interface to files that resin printers print from. A format packs layers one by one, on
 * any thread, and puts what was packed together as it comes; nothing waits for the last layer.
 */
import type { Layer, SliceGrid } from "@vatline/geometry";
import { BuildFileError } from "./build-file-error.ts";

/** A small picture of the build: rows from the top, three bytes (red, green, blue) a pixel. */
export interface Thumbnail {
  width_px: number;
  height_px: number;
  rgb: Uint8Array;
}

/**
 * What a build file says beside its layers. A format keeps what it has a field for; of the rest,
 * decode gives "", 0 or false. docs/build-files.md has the table.
 */
export interface BuildFileHeader {
  name: string;
  /** As the maker writes it: machines refuse the file of another model. */
  printer_model: string;
  resin_name: string;
  print_profile: string;
  /** ISO 8601 UTC in whole seconds. It is data: nothing here reads a clock. */
  made_at: string;
  grid: SliceGrid;
  /** How the panel shows pictures: left and right, or top and bottom, are changed in the file. */
  mirror_x: boolean;
  mirror_y: boolean;
  layer_count: number;
  exposure_s: number;
  bottom_exposure_s: number;
  bottom_layer_count: number;
  /** Layers after the bottom ones whose exposure falls evenly to `exposure_s`. */
  transition_layer_count: number;
  /** Rest of the resin before a layer is exposed. */
  wait_s: number;
  lift_mm: number;
  lift_speed_mm_min: number;
  bottom_lift_mm: number;
  bottom_lift_speed_mm_min: number;
  retract_speed_mm_min: number;
  resin_volume_ml: number;
  print_time_s: number;
  /** The largest is scaled to the sizes that a format has; most formats write black for none. */
  thumbnails: Thumbnail[];
}

/** A part of a file and where it belongs. Pieces may overwrite what came before. */
export interface FilePiece {
  at_byte: number;
  bytes: Uint8Array;
}

/** A file that was read. Layers are decoded when they are asked for, each time anew. */
export interface BuildFile {
  header: BuildFileHeader;
  /** As many as the header says; each step may throw BuildFileError. */
  layers: Iterable<Layer>;
}

/** Packs one layer of a build, by its index from 0. Keeps memory between calls, but no state. */
export type LayerPacker = (layer: Layer, layer_index: number) => Uint8Array;

/** A format of build files. All verbs throw BuildFileError alone. */
export interface BuildFileFormat {
  name: string;
  /** Endings of file names with the dot; the first is the one to write. */
  extensions: readonly string[];
  /** Refuses headers that the format cannot hold. Open one packer for each thread. */
  openPacker(header: BuildFileHeader): LayerPacker;
  /** Makes the file of layers packed for the same header, which must come in order. */
  assemble(
    header: BuildFileHeader,
    packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  ): AsyncGenerator<FilePiece>;
  /** Checks all but the pictures at once, and each picture when it is asked for. */
  decode(bytes: Uint8Array): BuildFile;
}

/** Panels grow, but none shows more pixels than this; a layer is decoded in memory. */
export const PIXELS_MAX = 2 ** 27;
/** 100 m at 1 mm, or 1 m at 10 um. */
export const LAYERS_MAX = 100_000;

/**
 * Encodes a build on this thread: pieces of the file, in order but for what a format can only
 * write at the end. The same header and layers give the same bytes.
 *
 * throws  BuildFileError "header_invalid", "layer_invalid", "layer_count_wrong", "file_too_large"
 * memory  one layer, and a few dozen bytes a layer for tables
 */
export function encodeBuildFile(
  format: BuildFileFormat,
  header: BuildFileHeader,
  layers: Iterable<Layer> | AsyncIterable<Layer>,
): AsyncGenerator<FilePiece> {
  const packLayer = format.openPacker(header);
  const packAll = async function* () {
    let layer_index = 0;
    for await (const layer of layers) yield packLayer(layer, layer_index++);
  };
  return format.assemble(header, packAll());
}

/** Joins the pieces of a file in memory. */
export async function joinPieces(pieces: AsyncIterable<FilePiece>): Promise<Uint8Array> {
  const all: FilePiece[] = [];
  for await (const piece of pieces) all.push(piece);
  const size = all.reduce((end, { at_byte, bytes }) => Math.max(end, at_byte + bytes.length), 0);
  const file = new Uint8Array(size);
  for (const { at_byte, bytes } of all) file.set(bytes, at_byte);
  return file;
}

/** Counts packed layers on their way into a file; throws "layer_count_wrong". */
export async function* countLayers(
  { layer_count }: BuildFileHeader,
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let count = 0;
  for await (const bytes of packed) {
    if (++count > layer_count) break;
    yield bytes;
  }
  if (count === layer_count) return;
  const came = count > layer_count ? "more" : count;
  const detail = `The header names ${layer_count} layers, but ${came} came.`;
  throw new BuildFileError("layer_count_wrong", detail, { layer: count });
}
