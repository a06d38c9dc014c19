/** Layers as PNG files (ISO/IEC 15948), straight from their runs. */
import { crc32 } from "node:zlib";
import type { Layer } from "@vatline/geometry";
import { zlibSync } from "fflate";
import type { BuildFileHeader, Thumbnail } from "../build-file.ts";
import { fillSpans } from "../spans.ts";
import { SpanDeflater } from "./deflate-spans.ts";

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const HEADER_BYTES = 13;
/** Around the content of a chunk: its length and type, and its checksum. */
const CHUNK_HEAD_BYTES = 8;
const CHECKSUM_BYTES = 4;
const CHUNK_BYTES = CHUNK_HEAD_BYTES + CHECKSUM_BYTES;
const DATA_AT = SIGNATURE.length + CHUNK_BYTES + HEADER_BYTES;

/** Kind of pixels, as the format numbers them. */
const GREY = 0;
const RGB = 2;

/**
 * Opens an encoder of layers: 8 bit grey, one IDAT chunk. Give it layers of one grid; every call
 * makes a file of its own.
 *
 * throws  BuildFileError "layer_invalid"
 * cost    linear in runs and rows, not in pixels; figures in bench/README.md
 */
export function openLayerPng(
  frame: Pick<BuildFileHeader, "grid" | "mirror_x" | "mirror_y">,
): (layer: Layer) => Uint8Array {
  const deflater = new SpanDeflater();
  return (layer) => {
    fillSpans(deflater.spans, layer, frame, true);
    const stream_bytes = deflater.plan();
    const { width_px, height_px } = frame.grid;
    const file = newFile(width_px, height_px, GREY, stream_bytes);
    deflater.write(file, DATA_AT + CHUNK_HEAD_BYTES);
    closeFile(file, stream_bytes);
    return file;
  };
}

/** A picture as PNG, 8 bit RGB. The same on every machine, which node:zlib does not promise. */
export function pictureToPng({ width_px, height_px, rgb }: Thumbnail): Uint8Array {
  const row_bytes = 3 * width_px;
  const rows = new Uint8Array((1 + row_bytes) * height_px);
  for (let y = 0; y < height_px; y++) {
    rows.set(rgb.subarray(y * row_bytes, (y + 1) * row_bytes), y * (1 + row_bytes) + 1);
  }
  const stream = zlibSync(rows);
  const file = newFile(width_px, height_px, RGB, stream.length);
  file.set(stream, DATA_AT + CHUNK_HEAD_BYTES);
  closeFile(file, stream.length);
  return file;
}

/** Makes a PNG file with room for its one stream of pixels. */
function newFile(width_px: number, height_px: number, kind: number, stream_bytes: number) {
  const file = new Uint8Array(DATA_AT + CHUNK_BYTES + stream_bytes + CHUNK_BYTES);
  file.set(SIGNATURE);
  const header = new DataView(new ArrayBuffer(HEADER_BYTES));
  header.setUint32(0, width_px);
  header.setUint32(4, height_px);
  header.setUint8(8, 8);
  header.setUint8(9, kind);
  const at = SIGNATURE.length;
  file.set(new Uint8Array(header.buffer), at + CHUNK_HEAD_BYTES);
  closeChunk(file, at, "IHDR", HEADER_BYTES);
  return file;
}

/** Writes all that stands around the stream, once it is in its place. */
function closeFile(file: Uint8Array, stream_bytes: number): void {
  closeChunk(file, DATA_AT, "IDAT", stream_bytes);
  closeChunk(file, file.length - CHUNK_BYTES, "IEND", 0);
}

function closeChunk(file: Uint8Array, at: number, type: string, content_bytes: number): void {
  const view = new DataView(file.buffer, file.byteOffset + at);
  view.setUint32(0, content_bytes);
  for (let i = 0; i < 4; i++) view.setUint8(4 + i, type.charCodeAt(i));
  const summed = file.subarray(at + 4, at + CHUNK_HEAD_BYTES + content_bytes);
  view.setUint32(CHUNK_HEAD_BYTES + content_bytes, crc32(summed));
}
