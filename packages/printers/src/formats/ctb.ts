/**
 * CTB files of version 3: records that point to each other, numbers with the lowest byte first.
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
import { checkCtbHeader, darkSeconds, readCtbHead, writeCtbHead } from "./ctb/header.ts";
import { decipher, packedBytesMax, packRuns, unpackRuns } from "./ctb/runs.ts";
import { exposureOf, isBottom } from "./exposure.ts";
import { fillSpans, newSpans } from "./spans.ts";

const ROW_BYTES = 36;
/** Stands before the pixels of each layer, and begins with its row of the table. */
const LAYER_HEAD_BYTES = 84;
/** Places have 32 bits; what stands behind is on a further page, which few machines read. */
const FILE_BYTES_MAX = 0xffffffff;
const FULL_LIGHT = 255;

export const CTB: BuildFileFormat = {
  name: "ctb",
  extensions: [".ctb"],
  openPacker: openCtbPacker,
  assemble: assembleCtb,
  decode: decodeCtb,
};

function openCtbPacker(header: BuildFileHeader): LayerPacker {
  checkCtbHeader(header);
  const spans = newSpans();
  let scratch = new Uint8Array(0);
  return (layer) => {
    fillSpans(spans, layer, header, false);
    const size_max = packedBytesMax(spans);
    if (scratch.length < size_max) scratch = new Uint8Array(2 * size_max);
    return scratch.slice(0, packRuns(spans, scratch, 0));
  };
}

/** The table stands before the layers, and its rows are known only after them. */
async function* assembleCtb(
  header: BuildFileHeader,
  packed: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<FilePiece> {
  const head = writeCtbHead(checkCtbHeader(header));
  const table = new ByteWriter(ROW_BYTES * header.layer_count, "little");
  yield { at_byte: 0, bytes: head };
  yield { at_byte: head.length, bytes: new Uint8Array(table.bytes.length) };
  let at_byte = head.length + table.bytes.length;
  let layer_index = 0;
  for await (const bytes of countLayers(header, packed)) {
    const row = rowOf(header, layer_index, at_byte + LAYER_HEAD_BYTES, bytes.length);
    table.raw(row);
    yield { at_byte, bytes: layerHead(header, layer_index++, row, bytes.length) };
    yield { at_byte: at_byte + LAYER_HEAD_BYTES, bytes };
    at_byte += LAYER_HEAD_BYTES + bytes.length;
    if (at_byte > FILE_BYTES_MAX) {
      const detail = `The file would have more than ${FILE_BYTES_MAX} bytes.`;
      throw new BuildFileError("file_too_large", detail, { layer: layer_index });
    }
  }
  yield { at_byte: head.length, bytes: table.bytes };
}

function rowOf(header: BuildFileHeader, layer_index: number, data_at: number, data_bytes: number) {
  const dark_s = darkSeconds(header, isBottom(header, layer_index));
  const out = new ByteWriter(ROW_BYTES, "little");
  out.f32((layer_index + 1) * header.grid.layer_mm, exposureOf(header, layer_index), dark_s);
  return out.u32(data_at, data_bytes, 0, LAYER_HEAD_BYTES).bytes;
}

function layerHead(
  header: BuildFileHeader,
  layer_index: number,
  row: Uint8Array,
  data_bytes: number,
): Uint8Array {
  const bottom = isBottom(header, layer_index);
  const out = new ByteWriter(LAYER_HEAD_BYTES, "little").raw(row);
  out.u32(LAYER_HEAD_BYTES + data_bytes);
  out.f32(bottom ? header.bottom_lift_mm : header.lift_mm);
  out.f32(bottom ? header.bottom_lift_speed_mm_min : header.lift_speed_mm_min);
  return out.f32(0, 0, header.retract_speed_mm_min, 0, 0, 0, 0, 0, FULL_LIGHT).bytes;
}

function decodeCtb(bytes: Uint8Array): BuildFile {
  const { header, table_at, key } = readCtbHead(bytes);
  const spots = findLayers(bytes, table_at, header.layer_count);
  return { header, layers: { [Symbol.iterator]: () => decodeLayers(spots, header, key) } };
}

/** The pixels of all layers, not unpacked. All together they are no longer than the file. */
function findLayers(bytes: Uint8Array, table_at: number, layer_count: number): Uint8Array[] {
  const table = new ByteReader(bytes, "little", table_at);
  const spots: Uint8Array[] = [];
  let total_bytes = 0;
  for (let layer = 0; layer < layer_count; layer++) {
    const [data_at, data_bytes, page] = [table.skip(12).u32(), table.u32(), table.u32()];
    table.skip(12);
    total_bytes += data_bytes;
    if (page !== 0 || total_bytes > bytes.length) {
      const what = page !== 0 ? `lies on page ${page}` : "lies over others";
      const detail = `Layer ${layer} of the CTB file ${what}.`;
      throw new BuildFileError("layer_damaged", detail, { byte: table.at_byte, layer });
    }
    spots.push(new ByteReader(bytes, "little", data_at).raw(data_bytes));
  }
  return spots;
}

function* decodeLayers(
  spots: Uint8Array[],
  header: BuildFileHeader,
  key: number,
): Generator<Layer> {
  const { mirror_x, mirror_y, grid } = header;
  const panel = { width_px: grid.width_px, height_px: grid.height_px, mirror_x, mirror_y };
  for (const [layer_index, spot] of spots.entries()) {
    yield unpackRuns(decipher(spot, key, layer_index), panel, layer_index);
  }
}
