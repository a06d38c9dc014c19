/** The peer of the set "peer": PrusaSlicer's arranger, driven through its command line. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Plate } from "@vatline/geometry";

/** Long enough for every call of the set; a call that hangs counts as "does not fit". */
const CALL_MS_MAX = 400_000;

/** The version that answers, or nothing where there is no PrusaSlicer. */
export function slicerVersion(): string | undefined {
  try {
    return /PrusaSlicer-([\d.]+)/.exec(
      execFileSync("prusa-slicer", ["--help"], { encoding: "utf8" }),
    )?.[1];
  } catch {
    return undefined;
  }
}

/** The most copies of a model that it places on one plate, `gap_mm` apart. */
export function copiesOnPlate(path: string, plate: Plate, gap_mm: number): number {
  const fits = (count: number) =>
    arranges(plate, gap_mm, "o.3mf", ["--duplicate", `${count}`, "--export-3mf", path]);
  return longest(fits, 1000);
}

/**
 * The plates it needs for the models, in the given order: the longest prefix that fits, again and
 * again. `turn_deg` turns every model, for those that do not fit as they are.
 */
export function platesFor(
  paths: string[],
  plate: Plate,
  gap_mm: number,
  turn_deg: number,
): number[] {
  const turn = turn_deg === 0 ? [] : ["--rotate", `${turn_deg}`];
  const plates: number[] = [];
  for (let at = 0; at < paths.length; at += plates[plates.length - 1]) {
    const fits = (count: number) => {
      const files = paths.slice(at, at + count);
      // It turns what it merges only where it is told so first.
      return arranges(plate, gap_mm, "o.gcode", [...turn, "--merge", "--export-gcode", ...files]);
    };
    const count = longest(fits, paths.length - at);
    if (count === 0) throw new Error(`${paths[at]} does not fit the plate.`);
    plates.push(count);
  }
  return plates;
}

/** The greatest count up to `most` that fits, found by doubling and halving. */
function longest(fits: (count: number) => boolean, most: number): number {
  let fitting = 0;
  let failing = most + 1;
  for (let count = 1; count < failing; count *= 2) {
    if (fits(count)) fitting = count;
    else failing = count;
  }
  while (failing - fitting > 1) {
    const middle = (fitting + failing) >> 1;
    if (fits(middle)) fitting = middle;
    else failing = middle;
  }
  return fitting;
}

/** Whether one call arranges all of its models within the plate and writes the file asked for. */
function arranges(plate: Plate, gap_mm: number, file: string, action: string[]): boolean {
  const folder = mkdtempSync(join(tmpdir(), "vatline-peer-"));
  try {
    const profile = join(folder, "profile.ini");
    const output = join(folder, file);
    writeFileSync(profile, profileOf(plate, gap_mm));
    const args = ["--loglevel", "0", "--load", profile, "-o", output, ...action];
    const { stdout, stderr } = spawnSync("prusa-slicer", args, {
      encoding: "utf8",
      timeout: CALL_MS_MAX,
    });
    const refused = /could not fit|outside of the print volume/i.test(`${stdout}${stderr}`);
    return !refused && existsSync(output);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** As coarse as it may be: only the arrangement is looked at. */
function profileOf({ width_mm, depth_mm }: Plate, gap_mm: number): string {
  return `printer_technology = FFF
bed_shape = 0x0,${width_mm}x0,${width_mm}x${depth_mm},0x${depth_mm}
duplicate_distance = ${gap_mm}
complete_objects = 0
max_print_height = 300
nozzle_diameter = 5
layer_height = 3
first_layer_height = 3
fill_density = 0
skirts = 0
perimeters = 1
top_solid_layers = 0
bottom_solid_layers = 0
gcode_flavor = marlin
extrusion_width = 5
`;
}
