/**
 * GOO files: a header of fixed length, then layer after layer, numbers with the highest byte first.
 * Facts: docs/build-files.md.
 */
import type { Layer } from "@vatline/geometry";
import {
  type BuildFile,
  type BuildFileFormat,
  type BuildFileHeader,
  countLayers,
  type FilePiece,
  type LayerPacker,
} from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { exposureOf, isBottom } from "./exposure.ts";
import { GOO_MAGIC, readGooHeader, writeGooHeader } from "./goo/header.ts";
import { packedBytesMax, packRuns, unpackRuns } from "./goo/runs.ts";
import { checkHeader } from "./header.ts";
import { fillSpans, newSpans } from "./spans.ts";

const DEFINITION_BYTES = 66;
const LINE_END = [0x0d, 0x0a] as const;
/** Begins the pixels of a layer. */
const DATA_MARK = 0x55;
const FULL_LIGHT = 255;
const FILE_END = Uint8Array.of(0, 0, 0, ...GOO_MAGIC);

export const GOO: BuildFileFormat = {
  name: "goo",
  extensions: [".goo"],
  openPacker: openGooPacker,
  assemble: assembleGoo,
  decode: decodeGoo,
};

function openGooPacker(header: BuildFileHeader): LayerPacker {
  checkHeader(header);
  const spans = newSpans();
  let scratch = new Uint8Array(0);
  return (layer, layer_index) => {
    fillSpans(spans, layer, header, false);
    const size_max = packedBytesMax(spans);
    if (scratch.length < size_max) scratch = new Uint8Array(2 * size_max);
    const packed = scratch.subarray(0, packRuns(spans, scratch, 0));
    const out = new ByteWriter(DEFINITION_BYTES + 4 + 1 + packed.length + 1 + 2, "big");
    writeDefinition(out, header, layer_index);
    out
      .u32(packed.length + 2)
      .u8(DATA_MARK)
      .raw(packed);
    return out.u8(checksumOf(packed), ...LINE_END).bytes;
  };
}

/** All bits of the sum of the bytes turned over. */
function checksumOf(packed: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < packed.length; at++) sum += packed[at];
  return ~sum & 0xff;
}

function writeDefinition(out: ByteWriter, header: BuildFileHeader, layer_index: number): void {
  const bottom = isBottom(header, layer_index);
  const lift_mm = bottom ? header.bottom_lift_mm : header.lift_mm;
  const lift_speed = bottom ? header.bottom_lift_speed_mm_min : header.lift_speed_mm_min;
  const z_mm = (layer_index + 1) * header.grid.layer_mm;
  out.u16(0).f32(0, z_mm, exposureOf(header, layer_index), 0, 0, 0, header.wait_s);
  out.f32(lift_mm, lift_speed, 0, 0, lift_mm, header.retract_speed_mm_min, 0, 0);
  out.u16(FULL_LIGHT).u8(...LINE_END);
}

async function* assembleGoo(
  header: BuildFileHeader,
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<FilePiece> {
  let at_byte = 0;
  const piece = (bytes: Uint8Array): FilePiece => {
    at_byte += bytes.length;
    return { at_byte: at_byte - bytes.length, bytes };
  };
  yield piece(writeGooHeader(checkHeader(header)));
  for await (const layer of countLayers(header, packed)) yield piece(layer);
  yield piece(FILE_END);
}

function decodeGoo(bytes: Uint8Array): BuildFile {
  const { header, grey_max, layers_at } = readGooHeader(bytes);
  const spots = findLayers(bytes, layers_at, header.layer_count);
  return { header, layers: { [Symbol.iterator]: () => decodeLayers(spots, header, grey_max) } };
}

/** Walks over all layers without unpacking them; gives the pixels of each with their checksum. */
function findLayers(bytes: Uint8Array, layers_at: number, layer_count: number): Uint8Array[] {
  const reader = new ByteReader(bytes, "big", layers_at);
  const damaged = (what: string, layer: number) => {
    const detail = `The GOO file, layer ${layer}: ${what} before byte ${reader.at_byte}.`;
    return new BuildFileError("layer_damaged", detail, { byte: reader.at_byte, layer });
  };
  const expect = (values: Iterable<number>, what: string, layer: number) => {
    for (const value of values) if (reader.u8() !== value) throw damaged(`no ${what}`, layer);
  };
  const spots: Uint8Array[] = [];
  for (let layer = 0; layer < layer_count; layer++) {
    reader.skip(DEFINITION_BYTES - LINE_END.length);
    expect(LINE_END, "end of the definition", layer);
    const size_bytes = reader.u32();
    if (size_bytes < 2) throw damaged(`${size_bytes} bytes of pixels`, layer);
    expect([DATA_MARK], "mark of the pixels", layer);
    spots.push(reader.raw(size_bytes - 1));
    expect(LINE_END, "end of the pixels", layer);
  }
  expect(FILE_END, "end of the file", layer_count);
  return spots;
}

function* decodeLayers(
  spots: Uint8Array[],
  header: BuildFileHeader,
  grey_max: number,
): Generator<Layer> {
  const { mirror_x, mirror_y, grid } = header;
  const panel = { width_px: grid.width_px, height_px: grid.height_px, mirror_x, mirror_y };
  for (const [layer_index, spot] of spots.entries()) {
    const packed = spot.subarray(0, -1);
    if (checksumOf(packed) !== spot[packed.length]) {
      const detail = `Layer ${layer_index} of the GOO file does not match its checksum.`;
      throw new BuildFileError("layer_damaged", detail, { layer: layer_index });
    }
    yield unpackRuns(packed, panel, layer_index, grey_max);
  }
}
