/** The font that comes along, DejaVu Sans, for all that draws letters. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inflateSync } from "node:zlib";
import { create, type Font } from "fontkit";

const FILES = {
  regular: import.meta.resolve("@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff"),
  bold: import.meta.resolve("@fontsource/dejavu-sans/files/dejavu-sans-latin-700-normal.woff"),
};
const HEADER_SIZE = 12;
const ENTRY_SIZE = 16;

const unpacked: Partial<Record<keyof typeof FILES, Buffer>> = {};
let opened: Font | undefined;

/**
 * The bytes of a TrueType file. Each PDF opens it for itself: what an open font says of a letter
 * depends on what was asked of it before.
 */
export function shippedFontFile(weight: keyof typeof FILES): Buffer {
  unpacked[weight] ??= unpackWoff(readFileSync(fileURLToPath(FILES[weight])));
  return unpacked[weight];
}

/** The regular weight, open; both have the same letters. */
export function shippedFont(): Font {
  opened ??= create(shippedFontFile("regular")) as Font;
  return opened;
}

/**
 * The font within a WOFF 1.0 file. fontkit takes WOFF too, but unpacks the outlines of all letters
 * again for each: a traveler with Polish part numbers took 520 ms, and takes 50 so.
 */
function unpackWoff(woff: Buffer): Buffer {
  const table_count = woff.readUInt16BE(12);
  const header = Buffer.alloc(HEADER_SIZE + ENTRY_SIZE * table_count);
  header.writeUInt32BE(woff.readUInt32BE(4), 0);
  header.writeUInt16BE(table_count, 4);
  // The search fields of the header stay zero; fontkit does not read them, nor do PDFs have them.
  const pieces: Uint8Array[] = [header];
  let length = header.length;
  for (let i = 0; i < table_count; i++) {
    const entry = woff.subarray(44 + 20 * i);
    const [offset, packed_size, size] = [4, 8, 12].map((at) => entry.readUInt32BE(at));
    const packed = woff.subarray(offset, offset + packed_size);
    const table = packed_size < size ? inflateSync(packed) : packed;
    const at = HEADER_SIZE + ENTRY_SIZE * i;
    entry.copy(header, at, 0, 4);
    entry.copy(header, at + 4, 16, 20);
    header.writeUInt32BE(length, at + 8);
    header.writeUInt32BE(size, at + 12);
    pieces.push(table, Buffer.alloc(-size & 3));
    length += size + (-size & 3);
  }
  return Buffer.concat(pieces);
}
