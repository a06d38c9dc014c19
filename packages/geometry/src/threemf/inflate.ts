/** The content of a ZIP entry, chunk by chunk, held against what the directory says of it. */

import { Inflate } from "fflate";
import { GeometryError } from "../error.ts";
import type { ZipEntry } from "./zip.ts";

/** A deflated byte becomes at most 1,032: a chunk of these stays within some MB. */
const PACKED_CHUNK_BYTES = 4096;
const STORED_CHUNK_BYTES = 65_536;

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/**
 * Hands the content of an entry to `take`, which must not keep the chunks.
 *
 * throws  GeometryError "zip_damaged" where size or checksum are not those of the directory; what
 *         `take` throws goes through
 * memory  some MB, whatever the size
 */
export function readEntry(entry: ZipEntry, take: (chunk: Uint8Array) => void): void {
  const { name, packed, stored, size_bytes } = entry;
  const damaged = (what: string, cause?: unknown) =>
    Object.assign(new GeometryError("zip_damaged", `"${name}" in the ZIP file ${what}.`), {
      cause,
    });
  let crc = 0xffffffff;
  let seen_bytes = 0;
  const takeChecked = (chunk: Uint8Array) => {
    seen_bytes += chunk.length;
    if (seen_bytes > size_bytes) throw damaged(`is longer than the ${size_bytes} bytes it names`);
    for (const byte of chunk) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
    if (chunk.length > 0) take(chunk);
  };
  const unpack = stored ? takeChecked : inflaterOf(takeChecked, damaged);
  const step = stored ? STORED_CHUNK_BYTES : PACKED_CHUNK_BYTES;
  for (let at = 0; at < packed.length; at += step) {
    unpack(packed.subarray(at, at + step), at + step >= packed.length);
  }
  if (seen_bytes < size_bytes) throw damaged(`ends after ${seen_bytes} of ${size_bytes} bytes`);
  if (~crc >>> 0 !== entry.crc32) throw damaged("does not match its checksum");
}

/** Tells errors of the packed bytes from those of who takes the unpacked ones. */
function inflaterOf(
  take: (chunk: Uint8Array) => void,
  damaged: (what: string, cause: unknown) => GeometryError,
): (chunk: Uint8Array, last: boolean) => void {
  let unpacked: Uint8Array[] = [];
  const inflate = new Inflate((chunk) => unpacked.push(chunk));
  return (chunk, last) => {
    try {
      inflate.push(chunk, last);
    } catch (error) {
      throw damaged("cannot be unpacked", error);
    }
    for (const piece of unpacked) take(piece);
    unpacked = [];
  };
}
