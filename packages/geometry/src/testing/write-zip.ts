/** ZIP files for tests, true ones and ones that lie. */

import { deflateSync } from "fflate";

/** What an entry may say of itself beside the truth. */
export type ZipLie = {
  stored?: boolean;
  method?: number;
  flags?: number;
  size_bytes?: number;
  packed_bytes?: number;
  crc32?: number;
  local_name?: string;
  /** Points into another entry. */
  local_at?: number;
  /** Unix mode in the directory. */
  mode?: number;
  /** Gives the sizes and the place in 64 bits. */
  zip64?: boolean;
};
export type ZipItem = { name: string; content: Uint8Array | string } & ZipLie;

/** Writes the items in order; `entry_count` and `zip64` are what the end of the file says. */
export function writeZip(
  items: ZipItem[],
  end: { entry_count?: number; zip64?: boolean; comment?: string } = {},
): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  const heads: Uint8Array[] = [];
  let at = 0;
  const add = (list: Uint8Array[], bytes: Uint8Array) => {
    list.push(bytes);
    if (list === pieces) at += bytes.length;
  };
  for (const item of items) {
    const content = bytesOf(item.content);
    const packed = item.stored ? content : deflateSync(content);
    const said = {
      flags: item.flags ?? 0,
      method: item.method ?? (item.stored ? 0 : 8),
      crc32: item.crc32 ?? crcOf(content),
      packed_bytes: item.packed_bytes ?? packed.length,
      size_bytes: item.size_bytes ?? content.length,
      local_at: item.local_at ?? at,
    };
    const local_name = bytesOf(item.local_name ?? item.name);
    const shared = [u16(said.flags), u16(said.method), u32(0), u32(said.crc32)];
    const sizes = [u32(said.packed_bytes), u32(said.size_bytes)];
    add(
      pieces,
      join(u32(0x04034b50), u16(20), ...shared, ...sizes, u16(local_name.length), u16(0)),
    );
    add(pieces, join(local_name, packed));
    const name = bytesOf(item.name);
    const extra = item.zip64
      ? join(u16(1), u16(24), u64(said.size_bytes), u64(said.packed_bytes), u64(said.local_at))
      : new Uint8Array(0);
    const [full_32, local_at] = [0xffffffff, item.zip64 ? 0xffffffff : said.local_at];
    add(heads, join(u32(0x02014b50), u16(0x0314), u16(20), ...shared));
    add(heads, join(...(item.zip64 ? [u32(full_32), u32(full_32)] : sizes)));
    add(heads, join(u16(name.length), u16(extra.length), u16(0), u16(0), u16(0)));
    add(heads, join(u32((item.mode ?? 0o100644) * 65_536), u32(local_at), name, extra));
  }
  const directory = join(...heads);
  const count = end.entry_count ?? items.length;
  return join(...pieces, directory, endOf({ count, at, size: directory.length, ...end }));
}

function endOf(end: {
  count: number;
  at: number;
  size: number;
  zip64?: boolean;
  comment?: string;
}): Uint8Array {
  const { count, at, size, zip64, comment = "" } = end;
  const text = bytesOf(comment);
  const end64 = zip64
    ? join(
        ...[u32(0x06064b50), u64(44), u16(45), u16(45), u32(0), u32(0)],
        ...[u64(count), u64(count), u64(size), u64(at)],
        ...[u32(0x07064b50), u32(0), u64(at + size), u32(1)],
      )
    : new Uint8Array(0);
  const short = zip64 ? [0xffff, 0xffffffff, 0xffffffff] : [count & 0xffff, size, at];
  const counts = join(u16(short[0]), u16(short[0]), u32(short[1]), u32(short[2]));
  return join(end64, u32(0x06054b50), u32(0), counts, u16(text.length), text);
}

function bytesOf(content: Uint8Array | string): Uint8Array {
  return typeof content === "string" ? new TextEncoder().encode(content) : content;
}

/** Bit by bit, unlike the code that it is held against. */
function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

function join(...pieces: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    joined.set(piece, at);
    at += piece.length;
  }
  return joined;
}

function u16(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8);
}

function u32(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

function u64(value: number): Uint8Array {
  return join(u32(value >>> 0), u32(Math.floor(value / 2 ** 32)));
}
