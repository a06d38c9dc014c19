/** Where the directory of a ZIP file lies, and numbers read within bounds. */

import { GeometryError } from "../error.ts";

export const CENTRAL_SIGNATURE = 0x02014b50;

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
const LOCATOR_SIGNATURE = 0x07064b50;
const LOCATOR_BYTES = 20;
const END64_SIGNATURE = 0x06064b50;
const FULL_16 = 0xffff;
const FULL_32 = 0xffffffff;

export type CentralEnd = {
  at: number;
  entry_count: number;
  directory_at: number;
  directory_end: number;
};

/** Little-endian numbers up to `end`; what lies behind throws GeometryError "zip_damaged". */
export class Reader {
  readonly #view: DataView;

  constructor(bytes: Uint8Array, end: number) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, Math.min(end, bytes.length));
  }

  u16(at: number): number {
    if (!(at + 2 <= this.#view.byteLength)) throw this.damaged(at);
    return this.#view.getUint16(at, true);
  }

  u32(at: number): number {
    if (!(at + 4 <= this.#view.byteLength)) throw this.damaged(at);
    return this.#view.getUint32(at, true);
  }

  /** Exact up to 2^53, which no file reaches. */
  u64(at: number): number {
    return this.u32(at) + this.u32(at + 4) * 2 ** 32;
  }

  damaged(byte: number): GeometryError {
    return new GeometryError("zip_damaged", `The ZIP file is damaged at byte ${byte}.`, { byte });
  }
}

/** Finds the directory from the end of the file, as the format wants it. */
export function findCentralEnd(bytes: Uint8Array): CentralEnd {
  const reader = new Reader(bytes, bytes.length);
  const lowest = Math.max(0, bytes.length - END_BYTES - COMMENT_BYTES_MAX);
  for (let at = bytes.length - END_BYTES; at >= lowest; at--) {
    if (reader.u32(at) !== END_SIGNATURE) continue;
    if (at + END_BYTES + reader.u16(at + 20) !== bytes.length) continue;
    return checkEnd(reader, endAt(reader, at));
  }
  const detail = "The file begins as a ZIP file, but has no directory at its end: it is cut off.";
  throw new GeometryError("zip_damaged", detail);
}

type End = { at: number; disks: number[]; counts: number[]; size: number; directory_at: number };

function endAt(reader: Reader, at: number): End {
  const end: End = {
    at,
    disks: [reader.u16(at + 4), reader.u16(at + 6)],
    counts: [reader.u16(at + 8), reader.u16(at + 10)],
    size: reader.u32(at + 12),
    directory_at: reader.u32(at + 16),
  };
  const small = end.counts[1] !== FULL_16 && end.size !== FULL_32 && end.directory_at !== FULL_32;
  const locator_at = at - LOCATOR_BYTES;
  if (small || locator_at < 0 || reader.u32(locator_at) !== LOCATOR_SIGNATURE) return end;
  const end64_at = reader.u64(locator_at + 8);
  if (reader.u32(end64_at) !== END64_SIGNATURE) throw reader.damaged(end64_at);
  return {
    at: end64_at,
    disks: [reader.u32(end64_at + 16), reader.u32(end64_at + 20)],
    counts: [reader.u64(end64_at + 24), reader.u64(end64_at + 32)],
    size: reader.u64(end64_at + 40),
    directory_at: reader.u64(end64_at + 48),
  };
}

function checkEnd(reader: Reader, end: End): CentralEnd {
  const { at, disks, counts, size, directory_at } = end;
  if (disks.some((disk) => disk !== 0) || counts[0] !== counts[1]) {
    const detail = "The ZIP file is one of several volumes.";
    throw new GeometryError("zip_damaged", detail, { byte: at });
  }
  const directory_end = directory_at + size;
  if (directory_end > at) throw reader.damaged(at);
  return { at, entry_count: counts[1], directory_at, directory_end };
}
