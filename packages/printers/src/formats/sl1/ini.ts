/** The two small texts of an SL1 file: lines of `key = value`. */
import type { BuildFileHeader } from "../build-file.ts";
import { BuildFileError } from "../build-file-error.ts";
import { emptyHeader } from "../header.ts";

const TEXT_CHARACTERS_MAX = 255;

/** What may not begin with the name of the layers, or the printer takes it for one of them. */
const OTHER_FILES = ["config.ini", "prusaslicer.ini", "mask.png", "thumbnail/"];

/** The part of the name that layers can be called by: letters, digits, and . _ - */
export function jobNameOf({ name }: BuildFileHeader): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^\w.-]+/g, "_")
    .slice(0, 100);
  const taken = OTHER_FILES.some((other) => other.startsWith(plain.toLowerCase()));
  return taken || plain.startsWith(".") ? `build_${plain}` : plain;
}

/** Writes config.ini, which the printer reads. */
export function writeConfig(header: BuildFileHeader): string {
  const fade_count = header.transition_layer_count;
  return iniText({
    action: "print",
    expTime: header.exposure_s,
    expTimeFirst: header.bottom_exposure_s,
    expUserProfile: 0,
    fileCreationTimestamp: timestampOf(header.made_at),
    hollow: 0,
    jobDir: jobNameOf(header),
    layerHeight: header.grid.layer_mm,
    materialName: header.resin_name,
    numFade: fade_count,
    numFast: header.layer_count,
    numSlow: 0,
    printProfile: header.print_profile,
    printTime: header.print_time_s,
    printerModel: header.printer_model,
    printerProfile: header.printer_model,
    printerVariant: "default",
    prusaSlicerVersion: "Vatline",
    usedMaterial: header.resin_volume_ml,
  });
}

/** Writes prusaslicer.ini, which printers pass over: it tells programs the size of the panel. */
export function writeDisplay({ grid, mirror_x, mirror_y }: BuildFileHeader): string {
  return iniText({
    display_height: grid.height_px * grid.pixel_height_mm,
    display_mirror_x: Number(mirror_x),
    display_mirror_y: Number(mirror_y),
    display_orientation: "landscape",
    display_pixels_x: grid.width_px,
    display_pixels_y: grid.height_px,
    display_width: grid.width_px * grid.pixel_width_mm,
    layer_height: grid.layer_mm,
    printer_technology: "SLA",
  });
}

function iniText(values: Record<string, string | number>): string {
  const lines = Object.entries(values).map(([key, value]) => `${key} = ${plainText(value)}\n`);
  return lines.join("");
}

/** One line without control characters. */
function plainText(value: string | number): string {
  const text = String(value).replace(/\p{Cc}+/gu, " ");
  return text.trim().slice(0, TEXT_CHARACTERS_MAX);
}

/** "2026-01-05T08:00:00Z" as "2026-01-05 at 08:00:00 UTC"; what is no moment is left out. */
function timestampOf(made_at: string): string {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)/.exec(made_at);
  return parts === null ? "" : `${parts[1]} at ${parts[2]} UTC`;
}

/** Reads the lines of a text; the last of equal keys holds, lines without `=` are passed over. */
export function readIni(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split("\n")) {
    const at = line.indexOf("=");
    if (at > 0) values.set(line.slice(0, at).trim(), line.slice(at + 1).trim());
  }
  return values;
}

/** The header as far as config.ini tells it; throws BuildFileError "config_invalid". */
export function readConfig(config: Map<string, string>): BuildFileHeader & { job_dir: string } {
  const job_dir = config.get("jobDir") ?? "";
  if (job_dir === "") throw configInvalid("jobDir", "is missing");
  const made_at = /^(\d{4}-\d\d-\d\d) at (\d\d:\d\d:\d\d) UTC$/.exec(
    config.get("fileCreationTimestamp") ?? "",
  );
  return {
    ...emptyHeader(),
    job_dir,
    name: job_dir,
    printer_model: config.get("printerModel") ?? "",
    resin_name: config.get("materialName") ?? "",
    print_profile: config.get("printProfile") ?? "",
    made_at: made_at === null ? "" : `${made_at[1]}T${made_at[2]}Z`,
    exposure_s: readNumber(config, "expTime"),
    bottom_exposure_s: readNumber(config, "expTimeFirst"),
    transition_layer_count: readNumber(config, "numFade", 0),
    resin_volume_ml: readNumber(config, "usedMaterial", 0),
    print_time_s: readNumber(config, "printTime", 0),
  };
}

/** A number of a text; throws BuildFileError "config_invalid" where none stands. */
export function readNumber(values: Map<string, string>, key: string, otherwise?: number): number {
  const text = values.get(key);
  if (text === undefined && otherwise !== undefined) return otherwise;
  const value = text === undefined || text === "" ? Number.NaN : Number(text);
  if (value >= 0 && value < 1e12) return value;
  throw configInvalid(key, text === undefined ? "is missing" : `is "${text.slice(0, 40)}"`);
}

function configInvalid(key: string, what: string): BuildFileError {
  return new BuildFileError("config_invalid", `"${key}" ${what} in the SL1 file's settings.`);
}
