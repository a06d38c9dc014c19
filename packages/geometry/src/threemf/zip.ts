/**
 * The directory of a ZIP file that nobody vouches for. Nothing is inflated before all entries have
 * been judged. Format: PKWARE APPNOTE 6.3.10.
 */

import { GeometryError } from "../error.ts";
import { CENTRAL_SIGNATURE, type CentralEnd, findCentralEnd, Reader } from "./zip-end.ts";

export type ZipEntry = {
  name: string;
  stored: boolean;
  crc32: number;
  /** As in the file; its length is not that of the content. */
  packed: Uint8Array;
  size_bytes: number;
};

const ENTRY_COUNT_MAX = 10_000;
const NAME_BYTES_MAX = 1024;
/** Real models shrink to a twentieth or so; only what is made to be large shrinks more. */
const RATIO_MAX = 100;
/** Smaller entries may shrink as they like. */
const RATIO_FREE_BYTES = 1 << 20;
const TOTAL_BYTES_MAX = 4e9;

const CENTRAL_BYTES = 46;
const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;
const ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000;
const UTF8_FLAG = 0x0800;
const ZIP64_FIELD = 0x0001;
const FULL_32 = 0xffffffff;
const UNIX_HOST = 3;
const UNIX_KIND_MASK = 0o170000;
const UNIX_SYMLINK = 0o120000;

/**
 * Gives the files by their names in lower case, folders left out.
 *
 * entry_count_max  files of more entries are refused
 *
 * throws  GeometryError "not_3mf", "zip_damaged", "zip_unsafe", "zip_too_large", "zip_encrypted",
 *         "zip_method_unknown"
 * cost    linear in the number of entries
 */
export function readZip(
  bytes: Uint8Array,
  entry_count_max = ENTRY_COUNT_MAX,
): Map<string, ZipEntry> {
  const end = findCentralEnd(bytes);
  if (end.entry_count > entry_count_max) {
    const detail = `holds ${end.entry_count} entries, at most ${entry_count_max} are read`;
    throw new GeometryError("zip_too_large", `The ZIP file ${detail}.`, { byte: end.at });
  }
  const files = new Map<string, ZipEntry>();
  const spans: Span[] = [];
  let at = end.directory_at;
  let total_bytes = 0;
  for (let number = 0; number < end.entry_count; number++) {
    const head = readCentralHead(bytes, at, end);
    at = head.next_at;
    checkName(head);
    total_bytes += checkSize(head);
    spans.push(spanOf(bytes, head, end));
    const key = head.name.toLowerCase();
    if (files.has(key)) throw unsafe(head, "is there twice");
    files.set(key, entryOf(bytes, head, spans[spans.length - 1]));
  }
  if (at !== end.directory_end) {
    const detail = "The directory of the ZIP file is longer than its entries.";
    throw new GeometryError("zip_damaged", detail, { byte: at });
  }
  if (total_bytes > TOTAL_BYTES_MAX) {
    const detail = `unpacks to ${total_bytes} bytes, at most ${TOTAL_BYTES_MAX} are read`;
    throw new GeometryError("zip_too_large", `The ZIP file ${detail}.`);
  }
  checkOverlaps(spans);
  for (const key of files.keys()) if (key.endsWith("/")) files.delete(key);
  return files;
}

type CentralHead = {
  at: number;
  next_at: number;
  name: string;
  method: number;
  crc32: number;
  packed_bytes: number;
  size_bytes: number;
  local_at: number;
};

function readCentralHead(bytes: Uint8Array, at: number, end: CentralEnd): CentralHead {
  const reader = new Reader(bytes, end.directory_end);
  if (reader.u32(at) !== CENTRAL_SIGNATURE) throw reader.damaged(at);
  const name_bytes = reader.u16(at + 28);
  const extra_bytes = reader.u16(at + 30);
  const extra_at = at + CENTRAL_BYTES + name_bytes;
  const next_at = extra_at + extra_bytes + reader.u16(at + 32);
  if (next_at > end.directory_end) throw reader.damaged(at);
  const head: CentralHead = {
    at,
    next_at,
    name: nameOf(bytes.subarray(at + CENTRAL_BYTES, extra_at), reader.u16(at + 8)),
    method: reader.u16(at + 10),
    crc32: reader.u32(at + 16),
    packed_bytes: reader.u32(at + 20),
    size_bytes: reader.u32(at + 24),
    local_at: reader.u32(at + 42),
  };
  const large = head.packed_bytes === FULL_32 || head.size_bytes === FULL_32;
  if (large || head.local_at === FULL_32) readZip64(reader, head, extra_at, extra_bytes);
  if (reader.u16(at + 8) & ENCRYPTED_FLAGS) {
    throw new GeometryError("zip_encrypted", `"${head.name}" is encrypted.`, { byte: at });
  }
  const host = reader.u16(at + 4) >> 8;
  const kind = (reader.u32(at + 38) >>> 16) & UNIX_KIND_MASK;
  if (host === UNIX_HOST && kind === UNIX_SYMLINK) throw unsafe(head, "is a symbolic link");
  return head;
}

/** Replaces the fields that 32 bits were too small for, in the order the format gives them. */
function readZip64(reader: Reader, head: CentralHead, extra_at: number, extra_bytes: number) {
  const extra_end = extra_at + extra_bytes;
  let at = extra_at;
  while (at + 4 <= extra_end && reader.u16(at) !== ZIP64_FIELD) at += 4 + reader.u16(at + 2);
  let field_at = at + 4;
  const field_end = Math.min(extra_end, at + 4 <= extra_end ? field_at + reader.u16(at + 2) : 0);
  const next = () => {
    field_at += 8;
    if (field_at > field_end) throw reader.damaged(head.at);
    return reader.u64(field_at - 8);
  };
  if (head.size_bytes === FULL_32) head.size_bytes = next();
  if (head.packed_bytes === FULL_32) head.packed_bytes = next();
  if (head.local_at === FULL_32) head.local_at = next();
}

function nameOf(bytes: Uint8Array, flags: number): string {
  if (bytes.length > NAME_BYTES_MAX) {
    const detail = `An entry of the ZIP file has a name of ${bytes.length} bytes.`;
    throw new GeometryError("zip_unsafe", detail);
  }
  return new TextDecoder(flags & UTF8_FLAG ? "utf-8" : "latin1").decode(bytes);
}

function checkName(head: CentralHead): void {
  const { name } = head;
  const printable = [...name].every((letter) => letter >= " " && letter !== "\x7f");
  if (name === "" || !printable) throw unsafe(head, "has no plain name");
  if (name.startsWith("/") || /[\\:]/.test(name) || name.split("/").includes("..")) {
    throw unsafe(head, "leads out of the file");
  }
}

/** Gives the size, having held it against that of the packed bytes. */
function checkSize(head: CentralHead): number {
  const { name, packed_bytes, size_bytes } = head;
  const size_max = Math.max(RATIO_FREE_BYTES, RATIO_MAX * packed_bytes);
  if (size_bytes <= size_max) return size_bytes;
  const figures = `${packed_bytes} bytes to ${size_bytes}, more than ${RATIO_MAX} to 1`;
  throw new GeometryError("zip_too_large", `"${name}" unpacks from ${figures}.`, { byte: head.at });
}

/** Bytes of the file that belong to one entry, its local header included. */
type Span = { start: number; data_at: number; end: number; head: CentralHead };

function spanOf(bytes: Uint8Array, head: CentralHead, end: CentralEnd): Span {
  const { local_at: start } = head;
  const reader = new Reader(bytes, end.directory_at);
  if (reader.u32(start) !== LOCAL_SIGNATURE) throw reader.damaged(start);
  const name_at = start + LOCAL_BYTES;
  const name_end = name_at + reader.u16(start + 26);
  const data_at = name_end + reader.u16(start + 28);
  const data_end = data_at + head.packed_bytes;
  if (data_end > end.directory_at) throw reader.damaged(start);
  const name = nameOf(bytes.subarray(name_at, name_end), reader.u16(start + 6));
  if (name !== head.name || reader.u16(start + 8) !== head.method) {
    throw unsafe(head, "is something else in the directory than in its place");
  }
  return { start, data_at, end: data_end, head };
}

function entryOf(bytes: Uint8Array, head: CentralHead, span: Span): ZipEntry {
  const { name, crc32, size_bytes, method } = head;
  if (method !== 0 && method !== 8) {
    const detail = `"${name}" is packed by method ${method}; 0 (stored) and 8 (deflate) are read`;
    throw new GeometryError("zip_method_unknown", `${detail}.`, { byte: head.at });
  }
  const packed = bytes.subarray(span.data_at, span.end);
  return { name, stored: method === 0, crc32, packed, size_bytes };
}

function checkOverlaps(spans: Span[]): void {
  const ordered = spans.toSorted((a, b) => a.start - b.start);
  for (let i = 1; i < ordered.length; i++) {
    if (ordered[i].start < ordered[i - 1].end) throw unsafe(ordered[i].head, "overlaps another");
  }
}

function unsafe({ name, at }: CentralHead, what: string): GeometryError {
  const shown = JSON.stringify(name.slice(0, 80));
  return new GeometryError("zip_unsafe", `The entry ${shown} of the ZIP file ${what}.`, {
    byte: at,
  });
}
