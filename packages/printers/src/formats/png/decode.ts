/** PNG files of layers that nobody vouches for: 8 bit grey, not interlaced (ISO/IEC 15948). */
import { crc32, inflateSync } from "node:zlib";
import type { Layer } from "@vatline/geometry";
import { BuildFileError } from "../build-file-error.ts";
import { LayerBuilder, type Panel } from "../layer-builder.ts";

const SIGNATURE = "\x89PNG\r\n\x1a\n";
const HEADER_TYPE = "IHDR";
const HEADER_BYTES = 13;
const CHUNK_HEAD_BYTES = 8;
const CHUNK_BYTES = 12;
/** 8 bit, grey, deflate, the one set of filters, not interlaced. */
const LAYER_KIND = [8, 0, 0, 0, 0];

/** Width and height from the head of a PNG file; throws BuildFileError "png_damaged". */
export function pngSize(file: Uint8Array, layer_index: number): [number, number] {
  const fail = failer(layer_index);
  const view = viewOf(file);
  if (file.length < SIGNATURE.length + CHUNK_BYTES + HEADER_BYTES) throw fail("is cut off");
  if (latin1(file, 0, SIGNATURE.length) !== SIGNATURE) throw fail("does not begin as one");
  const named = latin1(file, 12, 16) === HEADER_TYPE && view.getUint32(8) === HEADER_BYTES;
  if (!named) throw fail("does not begin with its size");
  return [view.getUint32(16), view.getUint32(20)];
}

/**
 * Reads a layer of exactly the size of the panel.
 *
 * throws  BuildFileError "png_damaged", "png_kind_unknown", "layer_size_wrong"
 * memory  the pixels once, and twice the packed bytes
 */
export function decodeLayerPng(file: Uint8Array, panel: Panel, layer_index: number): Layer {
  const fail = failer(layer_index);
  const [width_px, height_px] = pngSize(file, layer_index);
  if (width_px !== panel.width_px || height_px !== panel.height_px) {
    const sizes = `${width_px} x ${height_px} pixels, not ${panel.width_px} x ${panel.height_px}`;
    throw new BuildFileError("layer_size_wrong", `Layer ${layer_index} has ${sizes}.`, {
      layer: layer_index,
    });
  }
  if (LAYER_KIND.some((value, i) => file[24 + i] !== value)) {
    const detail = `Layer ${layer_index} is no PNG of 8 bit grey that is not interlaced.`;
    throw new BuildFileError("png_kind_unknown", detail, { layer: layer_index });
  }
  const bytes = inflate(joinData(file, fail), (width_px + 1) * height_px, fail);
  const builder = new LayerBuilder(panel, layer_index);
  for (let y = 0; y < height_px; y++) {
    const row = bytes.subarray(y * (width_px + 1) + 1, (y + 1) * (width_px + 1));
    const above = y === 0 ? undefined : bytes.subarray((y - 1) * (width_px + 1) + 1);
    unfilter(bytes[y * (width_px + 1)], row, above, fail);
    addRow(builder, row);
  }
  return builder.finish();
}

type Fail = (what: string, cause?: unknown) => BuildFileError;

function failer(layer_index: number): Fail {
  return (what, cause) => {
    const detail = `The PNG of layer ${layer_index} ${what}.`;
    return Object.assign(new BuildFileError("png_damaged", detail, { layer: layer_index }), {
      cause,
    });
  };
}

/** All IDAT chunks as one. Other chunks are passed over, but their checksums must be right. */
function joinData(file: Uint8Array, fail: Fail): Uint8Array {
  const view = viewOf(file);
  const pieces: Uint8Array[] = [];
  for (let at = SIGNATURE.length; ; ) {
    if (at + CHUNK_BYTES > file.length) throw fail("has no end");
    const content_at = at + CHUNK_HEAD_BYTES;
    const end = content_at + view.getUint32(at);
    if (end + 4 > file.length) throw fail(`is cut off in the chunk at byte ${at}`);
    if (crc32(file.subarray(at + 4, end)) !== view.getUint32(end)) {
      throw fail(`does not match its checksum in the chunk at byte ${at}`);
    }
    const type = latin1(file, at + 4, content_at);
    if (type === "IDAT") pieces.push(file.subarray(content_at, end));
    if (type === "IEND") return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
    at = end + 4;
  }
}

function inflate(packed: Uint8Array, size_bytes: number, fail: Fail): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = inflateSync(packed, { maxOutputLength: size_bytes });
  } catch (error) {
    throw fail("cannot be unpacked to the pixels it names", error);
  }
  if (bytes.length !== size_bytes) throw fail("has fewer pixels than it names");
  return bytes;
}

/** Undoes the filter of a row in its place. */
function unfilter(filter: number, row: Uint8Array, above: Uint8Array | undefined, fail: Fail) {
  if (filter === 0) return;
  if (filter > 4) throw fail(`has a row with filter ${filter}`);
  if (filter === 2) {
    if (above) for (let x = 0; x < row.length; x++) row[x] += above[x];
    return;
  }
  let [left, up_left] = [0, 0];
  for (let x = 0; x < row.length; x++) {
    const up = above ? above[x] : 0;
    if (filter === 1) row[x] += left;
    else if (filter === 3) row[x] += (left + up) >> 1;
    else row[x] += paeth(left, up, up_left);
    left = row[x];
    up_left = up;
  }
}

/** Of left, above and above left, the one nearest to left + above - above left. */
function paeth(left: number, up: number, up_left: number): number {
  const to_left = Math.abs(up - up_left);
  const to_up = Math.abs(left - up_left);
  const to_up_left = Math.abs(left + up - 2 * up_left);
  if (to_left <= to_up && to_left <= to_up_left) return left;
  return to_up <= to_up_left ? up : up_left;
}

function addRow(builder: LayerBuilder, row: Uint8Array): void {
  let start = 0;
  for (let x = 1; x <= row.length; x++) {
    if (x < row.length && row[x] === row[start]) continue;
    builder.add(row[start], x - start);
    start = x;
  }
}

function viewOf(file: Uint8Array): DataView {
  return new DataView(file.buffer, file.byteOffset, file.byteLength);
}

function latin1(file: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...file.subarray(start, end));
}
