/** The header of a GOO file, 195,477 bytes of which nearly all are two pictures. */
import type { BuildFileHeader, Thumbnail } from "../build-file.ts";
import { BuildFileError } from "../build-file-error.ts";
import { ByteReader, ByteWriter } from "../bytes.ts";
import { checkHeader, emptyHeader } from "../header.ts";
import { packRgb565, unpackRgb565 } from "../rgb565.ts";
import { fitThumbnail } from "../thumbnail.ts";

const GOO_HEADER_BYTES = 195_477;
export const GOO_MAGIC = Uint8Array.of(7, 0, 0, 0, 0x44, 0x4c, 0x50, 0);

const VERSION = "V3.0";
const LINE_END = [0x0d, 0x0a] as const;
const PICTURE_SIDES_PX = [116, 290];
const MM3_PER_ML = 1000;
/** The panel is dark for a stated time, not until the plate stands still. */
const STATIC_WAIT = 1;
const FULL_LIGHT = 255;
const ANTIALIASED = 8;

export function writeGooHeader(header: BuildFileHeader): Uint8Array {
  const { grid, layer_count, thumbnails } = header;
  const out = new ByteWriter(GOO_HEADER_BYTES, "big");
  out.raw(new TextEncoder().encode(VERSION)).raw(GOO_MAGIC);
  out.text("Vatline", 32).text("", 24).text(timeOf(header.made_at), 24);
  out.text(header.printer_model, 32).text(header.print_profile, 32).text(header.resin_name, 32);
  out.u16(ANTIALIASED, 0, 0);
  for (const side_px of PICTURE_SIDES_PX) {
    out.words(packRgb565(fitThumbnail(thumbnails, side_px, side_px))).u8(...LINE_END);
  }
  out.u32(layer_count).u16(grid.width_px, grid.height_px);
  out.u8(Number(header.mirror_x), Number(header.mirror_y));
  out.f32(grid.width_px * grid.pixel_width_mm, grid.height_px * grid.pixel_height_mm);
  out.f32(layer_count * grid.layer_mm, grid.layer_mm, header.exposure_s);
  out.u8(STATIC_WAIT).f32(0, 0, 0, header.wait_s, 0, 0, header.wait_s);
  out.f32(header.bottom_exposure_s).u32(header.bottom_layer_count);
  writeMoves(out, header);
  out.u16(FULL_LIGHT, FULL_LIGHT).u8(0).u32(Math.round(header.print_time_s));
  out
    .f32(header.resin_volume_ml * MM3_PER_ML, 0, 0)
    .zeros(8)
    .u32(GOO_HEADER_BYTES);
  return out.u8(1).u16(header.transition_layer_count).bytes;
}

/** Distance and speed of the bottom's lift, the lift, and both ways back; no second stages. */
function writeMoves(out: ByteWriter, header: BuildFileHeader): void {
  const { lift_mm, bottom_lift_mm, retract_speed_mm_min } = header;
  out.f32(bottom_lift_mm, header.bottom_lift_speed_mm_min, lift_mm, header.lift_speed_mm_min);
  out.f32(bottom_lift_mm, retract_speed_mm_min, lift_mm, retract_speed_mm_min);
  out.f32(...new Float32Array(8));
}

/**
 * Reads and judges the header.
 *
 * throws  BuildFileError "not_goo", "file_cut_off", "header_invalid"
 */
export function readGooHeader(bytes: Uint8Array): {
  header: BuildFileHeader;
  grey_max: number;
  layers_at: number;
} {
  const reader = new ByteReader(bytes, "big");
  if (bytes.length < 12 || GOO_MAGIC.some((byte, i) => bytes[4 + i] !== byte)) {
    throw new BuildFileError("not_goo", "The file does not begin as a GOO file.", { byte: 4 });
  }
  reader.skip(68);
  const header = emptyHeader();
  header.made_at = momentOf(reader.text(24));
  header.printer_model = reader.text(32);
  header.print_profile = reader.text(32);
  header.resin_name = reader.text(32);
  reader.skip(6);
  header.thumbnails = PICTURE_SIDES_PX.map((side_px) => readPicture(reader, side_px));
  readPanel(reader, header);
  readTimes(reader, header);
  readMoves(reader, header);
  reader.skip(5);
  header.print_time_s = reader.u32();
  header.resin_volume_ml = reader.f32() / MM3_PER_ML;
  const layers_at = reader.skip(16).u32();
  const grey_max = reader.u8() === 0 ? 15 : 255;
  header.transition_layer_count = reader.u16();
  if (layers_at < GOO_HEADER_BYTES) {
    const detail = `The GOO file has its layers at byte ${layers_at}, within the header.`;
    throw new BuildFileError("header_invalid", detail, { byte: 195_470 });
  }
  return { header: checkHeader(header), grey_max, layers_at };
}

function readPicture(reader: ByteReader, side_px: number): Thumbnail {
  const words = reader.words(side_px * side_px);
  reader.skip(LINE_END.length);
  return unpackRgb565(words, side_px, side_px);
}

function readPanel(reader: ByteReader, header: BuildFileHeader): void {
  header.layer_count = reader.u32();
  const [width_px, height_px] = [reader.u16(), reader.u16()];
  header.mirror_x = reader.u8() !== 0;
  header.mirror_y = reader.u8() !== 0;
  const [width_mm, height_mm] = [reader.f32(), reader.f32()];
  reader.skip(4);
  const pixel_width_mm = pitchOf(width_mm, width_px);
  const pixel_height_mm = pitchOf(height_mm, height_px);
  header.grid = { width_px, height_px, pixel_width_mm, pixel_height_mm, layer_mm: reader.f32() };
}

/** To a millionth of a mm, which 32 bits keep of a panel's length. */
function pitchOf(length_mm: number, count: number): number {
  return Math.round((length_mm / count) * 1e6) / 1e6;
}

function readTimes(reader: ByteReader, header: BuildFileHeader): void {
  header.exposure_s = reader.f32();
  reader.skip(1 + 6 * 4);
  header.wait_s = reader.f32();
  header.bottom_exposure_s = reader.f32();
  header.bottom_layer_count = reader.u32();
}

function readMoves(reader: ByteReader, header: BuildFileHeader): void {
  header.bottom_lift_mm = reader.f32();
  header.bottom_lift_speed_mm_min = reader.f32();
  header.lift_mm = reader.f32();
  header.lift_speed_mm_min = reader.f32();
  reader.skip(12);
  header.retract_speed_mm_min = reader.f32();
  reader.skip(32);
}

/** "2026-01-05T08:00:00Z" as "2026-01-05 08:00:00". */
function timeOf(made_at: string): string {
  return made_at.slice(0, 19).replace("T", " ");
}

function momentOf(time: string): string {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)$/.exec(time);
  return parts === null ? "" : `${parts[1]}T${parts[2]}Z`;
}
