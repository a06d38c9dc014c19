/** The records at the head of a CTB file, version 3, and their places in the file. */
import type { BuildFileHeader } from "../build-file.ts";
import { BuildFileError } from "../build-file-error.ts";
import { asciiOf, ByteReader, ByteWriter } from "../bytes.ts";
import { checkHeader, emptyHeader } from "../header.ts";
import { fitThumbnail } from "../thumbnail.ts";
import { packPreview, readPreview } from "./preview.ts";

const MAGIC = 0x12fd0086;
const VERSION = 3;
/** The older one differs by what it leaves out. */
const VERSIONS_READ = [2, 3];

const HEADER_BYTES = 112;
const PARAMETERS_BYTES = 60;
const SLICER_BYTES = 76;
const NAME_BYTES_MAX = 256;
/** One picture a layer: other numbers stand for a scheme of older files. */
const LEVEL_SETS = 1;
const FULL_LIGHT = 255;
const ANTIALIASED = 8;
const SLICER_FLAGS = 0x0f;
/** The version of the program whose files these are like: 1.6.3. */
const SOFTWARE_VERSION = 0x01060300;

/** Time without light between two layers: the way up and down, then the rest. */
export function darkSeconds(header: BuildFileHeader, bottom: boolean): number {
  return moveSeconds(header, bottom) + header.wait_s;
}

function moveSeconds(header: BuildFileHeader, bottom: boolean): number {
  const lift_mm = bottom ? header.bottom_lift_mm : header.lift_mm;
  const lift_speed = bottom ? header.bottom_lift_speed_mm_min : header.lift_speed_mm_min;
  return (
    minutesFor(lift_mm, lift_speed) * 60 + minutesFor(lift_mm, header.retract_speed_mm_min) * 60
  );
}

function minutesFor(distance_mm: number, speed_mm_min: number): number {
  return speed_mm_min === 0 ? 0 : distance_mm / speed_mm_min;
}

/** Throws BuildFileError "header_invalid" for what no file, or no CTB file, can hold. */
export function checkCtbHeader(header: BuildFileHeader): BuildFileHeader {
  if (!header.mirror_y) return checkHeader(header);
  throw headerInvalid("cannot say that its panel changes top and bottom (mirror_y)");
}

/** All that stands before the table of layers, whose place is the length of this. */
export function writeCtbHead(header: BuildFileHeader): Uint8Array {
  const large = packPreview(fitThumbnail(header.thumbnails, 400, 300), HEADER_BYTES);
  const small_at = HEADER_BYTES + large.length;
  const small = packPreview(fitThumbnail(header.thumbnails, 200, 125), small_at);
  const parameters_at = small_at + small.length;
  const slicer_at = parameters_at + PARAMETERS_BYTES;
  const name_at = slicer_at + SLICER_BYTES;
  const name = asciiOf(header.printer_model).subarray(0, NAME_BYTES_MAX);
  const table_at = name_at + name.length;
  const out = new ByteWriter(table_at, "little");
  writeHeader(out, header, { small_at, table_at, parameters_at, slicer_at });
  out.raw(large).raw(small);
  writeParameters(out, header);
  out
    .zeros(7 * 4)
    .u32(name_at, name.length)
    .u8(SLICER_FLAGS, 0, 0, 0);
  out.u32(minutesOf(header.made_at), ANTIALIASED, SOFTWARE_VERSION).zeros(8);
  return out.u32(header.transition_layer_count).zeros(12).raw(name).bytes;
}

type Places = Record<"small_at" | "table_at" | "parameters_at" | "slicer_at", number>;

function writeHeader(out: ByteWriter, header: BuildFileHeader, places: Places): void {
  const { grid, layer_count } = header;
  const height_mm = layer_count * grid.layer_mm;
  out.u32(MAGIC, VERSION);
  out.f32(grid.width_px * grid.pixel_width_mm, grid.height_px * grid.pixel_height_mm, height_mm);
  out.zeros(8).f32(height_mm, grid.layer_mm, header.exposure_s, header.bottom_exposure_s);
  out.f32(darkSeconds(header, false)).u32(header.bottom_layer_count);
  out.u32(grid.width_px, grid.height_px, HEADER_BYTES, places.table_at, layer_count);
  out.u32(places.small_at, Math.round(header.print_time_s), Number(header.mirror_x));
  out.u32(places.parameters_at, PARAMETERS_BYTES, LEVEL_SETS).u16(FULL_LIGHT, FULL_LIGHT);
  out.u32(0, places.slicer_at, SLICER_BYTES);
}

function writeParameters(out: ByteWriter, header: BuildFileHeader): void {
  out.f32(header.bottom_lift_mm, header.bottom_lift_speed_mm_min);
  out.f32(header.lift_mm, header.lift_speed_mm_min, header.retract_speed_mm_min);
  out.f32(header.resin_volume_ml, 0, 0, darkSeconds(header, true), darkSeconds(header, false));
  out.u32(header.bottom_layer_count).zeros(16);
}

/**
 * Reads and judges all but the layers.
 *
 * throws  BuildFileError "not_ctb", "version_unknown", "file_cut_off", "header_invalid",
 *         "preview_damaged"
 */
export function readCtbHead(bytes: Uint8Array): {
  header: BuildFileHeader;
  table_at: number;
  key: number;
} {
  const reader = new ByteReader(bytes, "little");
  if (bytes.length < 8 || reader.u32() !== MAGIC) {
    throw new BuildFileError("not_ctb", "The file does not begin as a CTB file of version 2 or 3.");
  }
  const version = reader.u32();
  if (!VERSIONS_READ.includes(version)) {
    const detail = `The CTB file is of version ${version}; 2 and 3 are read.`;
    throw new BuildFileError("version_unknown", detail, { byte: 4 });
  }
  const header = emptyHeader();
  const [width_mm, height_mm] = [reader.f32(), reader.f32()];
  const layer_mm = reader.skip(16).f32();
  header.exposure_s = reader.f32();
  header.bottom_exposure_s = reader.f32();
  const dark_s = reader.f32();
  header.bottom_layer_count = reader.u32();
  const [width_px, height_px] = [reader.u32(), reader.u32()];
  const [pixel_width_mm, pixel_height_mm] = [width_mm / width_px, height_mm / height_px].map(
    (pitch_mm) => Math.round(pitch_mm * 1e6) / 1e6,
  );
  header.grid = { width_px, height_px, pixel_width_mm, pixel_height_mm, layer_mm };
  const large_at = reader.u32();
  const table_at = reader.u32();
  header.layer_count = reader.u32();
  const small_at = reader.u32();
  header.print_time_s = reader.u32();
  header.mirror_x = reader.u32() !== 0;
  const parameters_at = reader.u32();
  const level_sets = reader.skip(4).u32();
  if (level_sets > 1) throw headerInvalid(`has ${level_sets} pictures for each layer`);
  const key = reader.skip(4).u32();
  readParameters(bytes, parameters_at, header);
  readSlicer(bytes, reader.u32(), header);
  header.wait_s = Math.max(0, Math.round((dark_s - moveSeconds(header, false)) * 1000) / 1000);
  header.thumbnails = [large_at, small_at].filter(Boolean).map((at) => readPreview(bytes, at));
  return { header: checkHeader(header), table_at, key };
}

function readParameters(bytes: Uint8Array, at: number, header: BuildFileHeader): void {
  const reader = new ByteReader(bytes, "little", at);
  header.bottom_lift_mm = reader.f32();
  header.bottom_lift_speed_mm_min = reader.f32();
  header.lift_mm = reader.f32();
  header.lift_speed_mm_min = reader.f32();
  header.retract_speed_mm_min = reader.f32();
  header.resin_volume_ml = reader.f32();
}

function readSlicer(bytes: Uint8Array, at: number, header: BuildFileHeader): void {
  const reader = new ByteReader(bytes, "little", at).skip(7 * 4);
  const [name_at, name_bytes] = [reader.u32(), reader.u32()];
  if (name_bytes > NAME_BYTES_MAX) throw headerInvalid(`names a machine in ${name_bytes} bytes`);
  header.printer_model = new ByteReader(bytes, "little", name_at).text(name_bytes);
  header.made_at = momentOf(reader.skip(4).u32());
  header.transition_layer_count = reader.skip(16).u32();
}

function headerInvalid(what: string): BuildFileError {
  return new BuildFileError("header_invalid", `The CTB file ${what}.`);
}

const MINUTE_MS = 60_000;

/** Whole minutes since 1970; 0 for what is no moment. */
function minutesOf(made_at: string): number {
  const minutes = Math.floor(Date.parse(made_at) / MINUTE_MS);
  return Number.isNaN(minutes) ? 0 : Math.max(0, minutes);
}

function momentOf(minutes: number): string {
  return minutes === 0 ? "" : `${new Date(minutes * MINUTE_MS).toISOString().slice(0, 19)}Z`;
}
