/** What holds for the header of a build file in every format. */
import { type BuildFileHeader, LAYERS_MAX, PIXELS_MAX } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";

/** A layer keeps pixels in 16 bits. */
const SIDE_PX_MAX = 0xffff;
const LAYER_MM_MIN = 0.001;
const NUMBER_MAX = 1e9;

/** A header that says nothing; formats fill in what they find. */
export function emptyHeader(): BuildFileHeader {
  return {
    name: "",
    printer_model: "",
    resin_name: "",
    print_profile: "",
    made_at: "",
    grid: { width_px: 0, height_px: 0, pixel_width_mm: 0, pixel_height_mm: 0, layer_mm: 0 },
    mirror_x: false,
    mirror_y: false,
    layer_count: 0,
    exposure_s: 0,
    bottom_exposure_s: 0,
    bottom_layer_count: 0,
    transition_layer_count: 0,
    wait_s: 0,
    lift_mm: 0,
    lift_speed_mm_min: 0,
    bottom_lift_mm: 0,
    bottom_lift_speed_mm_min: 0,
    retract_speed_mm_min: 0,
    resin_volume_ml: 0,
    print_time_s: 0,
    thumbnails: [],
  };
}

/** Throws BuildFileError "header_invalid" that names the field at fault. Gives the header. */
export function checkHeader(header: BuildFileHeader): BuildFileHeader {
  const { grid, layer_count } = header;
  const { width_px, height_px } = grid;
  checkWhole("width_px", width_px, 1, SIDE_PX_MAX);
  checkWhole("height_px", height_px, 1, SIDE_PX_MAX);
  if (width_px * height_px > PIXELS_MAX) {
    throw invalid("the panel", `has ${width_px * height_px} pixels, at most ${PIXELS_MAX} do`);
  }
  checkNumber("pixel_width_mm", grid.pixel_width_mm, LAYER_MM_MIN);
  checkNumber("pixel_height_mm", grid.pixel_height_mm, LAYER_MM_MIN);
  checkNumber("layer_mm", grid.layer_mm, LAYER_MM_MIN);
  checkWhole("layer_count", layer_count, 1, LAYERS_MAX);
  checkWhole("bottom_layer_count", header.bottom_layer_count, 0, LAYERS_MAX);
  checkWhole("transition_layer_count", header.transition_layer_count, 0, 0xffff);
  checkNumber("exposure_s", header.exposure_s);
  checkNumber("bottom_exposure_s", header.bottom_exposure_s);
  checkNumber("wait_s", header.wait_s);
  checkNumber("lift_mm", header.lift_mm);
  checkNumber("lift_speed_mm_min", header.lift_speed_mm_min);
  checkNumber("bottom_lift_mm", header.bottom_lift_mm);
  checkNumber("bottom_lift_speed_mm_min", header.bottom_lift_speed_mm_min);
  checkNumber("retract_speed_mm_min", header.retract_speed_mm_min);
  checkNumber("resin_volume_ml", header.resin_volume_ml);
  checkNumber("print_time_s", header.print_time_s);
  for (const { width_px, height_px, rgb } of header.thumbnails) {
    checkWhole("thumbnail width_px", width_px, 1, SIDE_PX_MAX);
    checkWhole("thumbnail height_px", height_px, 1, SIDE_PX_MAX);
    if (rgb.length !== 3 * width_px * height_px) throw invalid("a thumbnail", "lacks pixels");
  }
  return header;
}

function checkWhole(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(name, `is ${value}; whole numbers from ${least} to ${most} are possible`);
}

function checkNumber(name: string, value: number, least = 0): void {
  if (value >= least && value <= NUMBER_MAX) return;
  throw invalid(name, `is ${value}; numbers from ${least} to ${NUMBER_MAX} are possible`);
}

function invalid(name: string, what: string): BuildFileError {
  return new BuildFileError("header_invalid", `The header of the build file: ${name} ${what}.`);
}
