/** The pictures of a CTB file: 5 bits a colour, and runs of equal pixels. */
import type { Thumbnail } from "../build-file.ts";
import { BuildFileError } from "../build-file-error.ts";
import { ByteReader, ByteWriter } from "../bytes.ts";
import { packRgb565, unpackRgb565 } from "../rgb565.ts";

/** The bit of green that says that a run follows. */
const RUN_MARK = 0x20;
/** Stands over the count of further pixels. */
const COUNT_MARK = 0x3000;
const COUNT_MAX = 0xffe;
const HEAD_BYTES = 32;
const PIXELS_MAX = 2 ** 22;

/** The picture as it stands in the file from byte `at`: its head and its pixels. */
export function packPreview(picture: Thumbnail, at: number): Uint8Array {
  const words = packRgb565(picture).map((word) => word & ~RUN_MARK);
  const packed: number[] = [];
  for (let i = 0; i < words.length; ) {
    let more = 0;
    while (more < COUNT_MAX && words[i + more + 1] === words[i]) more++;
    if (more === 0) packed.push(words[i]);
    else packed.push(words[i] | RUN_MARK, COUNT_MARK | more);
    i += more + 1;
  }
  const out = new ByteWriter(HEAD_BYTES + 2 * packed.length, "little");
  out.u32(picture.width_px, picture.height_px, at + HEAD_BYTES, 2 * packed.length);
  return out.zeros(16).words(packed).bytes;
}

/** Reads the picture whose head is at that byte; throws "preview_damaged", "file_cut_off". */
export function readPreview(bytes: Uint8Array, at: number): Thumbnail {
  const damaged = (what: string) => {
    const detail = `The picture at byte ${at} of the CTB file ${what}.`;
    return new BuildFileError("preview_damaged", detail, { byte: at });
  };
  const head = new ByteReader(bytes, "little", at);
  const [width_px, height_px, data_at, data_bytes] = [
    head.u32(),
    head.u32(),
    head.u32(),
    head.u32(),
  ];
  const count = width_px * height_px;
  if (count < 1 || count > PIXELS_MAX) throw damaged(`has ${width_px} x ${height_px} pixels`);
  const data = new ByteReader(new ByteReader(bytes, "little", data_at).raw(data_bytes), "little");
  const words = new Uint16Array(count);
  for (let i = 0; i < count; ) {
    const word = data.u16();
    const more = word & RUN_MARK ? data.u16() & 0xfff : 0;
    if (i + more >= count) throw damaged("has more pixels than it names");
    // Green keeps its 5 bits alone, the lowest repeated.
    const green = (word >> 6) & 31;
    words.fill((word & ~0x7e0) | (green << 6) | ((green >> 4) << 5), i, i + more + 1);
    i += more + 1;
  }
  return unpackRgb565(words, width_px, height_px);
}
