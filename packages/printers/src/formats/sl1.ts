/**
 * SL1 and SL1S files: a ZIP file of settings and one PNG a layer. Facts: docs/build-files.md. The
 * panel of these machines is mirrored from left to right; its picture stands upright, so a plate
 * for them is 68 mm wide and 121 mm deep.
 */
import type { Layer, SliceGrid } from "@vatline/geometry";
import {
  type BuildFile,
  type BuildFileFormat,
  type BuildFileHeader,
  countLayers,
  type FilePiece,
  LAYERS_MAX,
} from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { checkHeader } from "./header.ts";
import { decodeLayerPng, pngSize } from "./png/decode.ts";
import { openLayerPng, pictureToPng } from "./png/encode.ts";
import {
  jobNameOf,
  readConfig,
  readIni,
  readNumber,
  writeConfig,
  writeDisplay,
} from "./sl1/ini.ts";
import { fitThumbnail } from "./thumbnail.ts";
import { openZip, type ZipFiles } from "./zip-reader.ts";
import { ZipWriter } from "./zip-writer.ts";

const CONFIG = "config.ini";
const DISPLAY = "prusaslicer.ini";
const THUMBNAILS: [width_px: number, height_px: number][] = [
  [400, 400],
  [800, 480],
];
const INDEX_DIGITS = 5;
const TEXT_BYTES_MAX = 1 << 20;

export const SL1: BuildFileFormat = {
  name: "sl1",
  extensions: [".sl1", ".sl1s"],
  openPacker: (header) => openLayerPng(checkHeader(header)),
  assemble: assembleSl1,
  decode: decodeSl1,
};

async function* assembleSl1(
  header: BuildFileHeader,
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<FilePiece> {
  checkHeader(header);
  const zip = new ZipWriter();
  yield* zip.store(CONFIG, utf8(writeConfig(header)));
  yield* zip.store(DISPLAY, utf8(writeDisplay(header)));
  for (const [width_px, height_px] of header.thumbnails.length > 0 ? THUMBNAILS : []) {
    const picture = fitThumbnail(header.thumbnails, width_px, height_px);
    yield* zip.store(`thumbnail/thumbnail${width_px}x${height_px}.png`, pictureToPng(picture));
  }
  const job_name = jobNameOf(header);
  let layer_index = 0;
  for await (const png of countLayers(header, packed)) {
    const index = String(layer_index++).padStart(INDEX_DIGITS, "0");
    yield* zip.store(`${job_name}${index}.png`, png);
  }
  yield zip.end();
}

/** Layers are the PNGs whose names begin with `jobDir`, in the order of their names, as texts. */
function decodeSl1(bytes: Uint8Array): BuildFile {
  const zip = openZip(bytes, LAYERS_MAX + 100);
  const { job_dir, ...said } = readConfig(readIni(textOf(zip, CONFIG)));
  const names = zip.names.filter((name) => name.startsWith(job_dir) && name.endsWith(".png"));
  if (names.length === 0) {
    const detail = `The SL1 file has no layers: no PNG is named "${job_dir.slice(0, 80)}...".`;
    throw new BuildFileError("no_layers", detail);
  }
  names.sort((a, b) => (a < b ? -1 : 1));
  const header: BuildFileHeader = { ...said, layer_count: names.length, ...panelOf(zip, names[0]) };
  checkHeader(header);
  return { header, layers: { [Symbol.iterator]: () => decodeLayers(zip, names, header) } };
}

function* decodeLayers(zip: ZipFiles, names: string[], header: BuildFileHeader): Generator<Layer> {
  const { mirror_x, mirror_y, grid } = header;
  const { width_px, height_px } = grid;
  const panel = { width_px, height_px, mirror_x, mirror_y };
  for (const [layer_index, name] of names.entries()) {
    yield decodeLayerPng(zip.read(name), panel, layer_index);
  }
}

/** Pixels come from the pictures, their size and mirroring from what the slicer noted. */
function panelOf(zip: ZipFiles, first_layer: string) {
  const [width_px, height_px] = pngSize(zip.read(first_layer), 0);
  const display = readIni(textOf(zip, DISPLAY));
  const portrait = display.get("display_orientation") === "portrait";
  const across = readNumber(display, "display_width") / readNumber(display, "display_pixels_x");
  const down = readNumber(display, "display_height") / readNumber(display, "display_pixels_y");
  const [width_mm, height_mm] = portrait ? [down, across] : [across, down];
  const config = readIni(textOf(zip, CONFIG));
  const grid: SliceGrid = {
    width_px,
    height_px,
    pixel_width_mm: roundPitch(width_mm),
    pixel_height_mm: roundPitch(height_mm),
    layer_mm: readNumber(config, "layerHeight"),
  };
  return {
    grid,
    mirror_x: readNumber(display, "display_mirror_x", 1) === 1,
    mirror_y: readNumber(display, "display_mirror_y", 0) === 1,
  };
}

/** The length of a panel over its pixels is the pitch but for the last bits. */
function roundPitch(pitch_mm: number): number {
  return Number(pitch_mm.toPrecision(12));
}

function textOf(zip: ZipFiles, name: string): string {
  return new TextDecoder().decode(zip.read(name, TEXT_BYTES_MAX));
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
