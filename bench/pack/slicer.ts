/** The peer of the set "peer": PrusaSlicer's arranger, driven through its command line. */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Outline, Plate, Ring } from "@vatline/geometry";
import { convexHullOf } from "../../packages/geometry/src/polygon/hull.ts";

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

/**
 * The most copies of a model that it places on one plate, `gap_mm` apart, all turned by `turn_deg`.
 *
 * It arranges convex hulls, and reads and slices what it arranges: so it is given slabs of these
 * hulls, which come out on the same plates as the models in a hundredth of the time.
 */
export function copiesOnPlate(
  outline: Outline,
  plate: Plate,
  gap_mm: number,
  turn_deg: number,
): number {
  return withSlabs([outline], ([path]) => {
    const turn = turnBy(turn_deg);
    const fits = (count: number) =>
      arranges(plate, gap_mm, "o.3mf", [...turn, "--duplicate", `${count}`, "--export-3mf", path]);
    return longest(fits, 1000);
  });
}

/** It turns what it arranges only where it is told so first. */
const turnBy = (turn_deg: number) => (turn_deg === 0 ? [] : ["--rotate", `${turn_deg}`]);

/** Copies of one model; `area_mm2` is that of its shadow. */
export type Kind = { outline: Outline; count: number; area_mm2: number };

/**
 * The plates it needs, first fit as in its window: each plate takes of each kind, in the given
 * order, as many as it has room for. `turn_deg` turns every model, for those that do not fit as
 * they are.
 */
export function platesFor(kinds: Kind[], plate: Plate, gap_mm: number, turn_deg: number): number[] {
  const outlines = kinds.map(({ outline }) => outline);
  return withSlabs(outlines, (paths) => {
    const left = kinds.map((kind, at) => ({ ...kind, path: paths[at] }));
    return firstFit(left, plate, gap_mm, turn_deg);
  });
}

function withSlabs<T>(outlines: Outline[], use: (paths: string[]) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "vatline-slabs-"));
  try {
    const paths = outlines.map((outline, at) => {
      const path = join(folder, `${at}.stl`);
      writeFileSync(path, slabOf(convexHullOf(outline)));
      return path;
    });
    return use(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function firstFit(
  left: (Kind & { path: string })[],
  plate: Plate,
  gap_mm: number,
  turn_deg: number,
): number[] {
  const turn = turnBy(turn_deg);
  const plates: number[] = [];
  while (left.some(({ count }) => count > 0)) {
    const files: string[] = [];
    let room_mm2 = plate.width_mm * plate.depth_mm;
    for (const kind of left) {
      const { path, area_mm2 } = kind;
      const fits = (count: number) => {
        const all = [...files, ...Array.from({ length: count }, () => path)];
        return arranges(plate, gap_mm, "o.gcode", [...turn, "--merge", "--export-gcode", ...all]);
      };
      const count = longest(fits, Math.min(kind.count, Math.floor(room_mm2 / area_mm2)));
      for (let copy = 0; copy < count; copy++) files.push(path);
      room_mm2 -= count * area_mm2;
      kind.count -= count;
    }
    if (files.length === 0) throw new Error("It places none of the models that are left.");
    plates.push(files.length);
  }
  return plates;
}

/** An STL file of a convex ring, 3 mm high. */
function slabOf(ring: Ring): string {
  const points = Array.from({ length: ring.length / 2 }, (_, at) => [
    ring[2 * at],
    ring[2 * at + 1],
  ]);
  const facets: number[][][] = [];
  for (const [at, a] of points.entries()) {
    const b = points[(at + 1) % points.length];
    const corners = [
      [...a, 0],
      [...b, 0],
      [...b, 3],
      [...a, 3],
    ];
    facets.push([corners[0], corners[1], corners[2]], [corners[0], corners[2], corners[3]]);
    if (at === 0 || at === points.length - 1) continue;
    const fan = [points[0], a, b];
    facets.push(
      fan.map((point) => [...point, 3]),
      fan.reverse().map((point) => [...point, 0]),
    );
  }
  const texts = facets.map((facet) => {
    const loop = facet.map((corner) => `vertex ${corner.join(" ")}`).join("\n");
    return `facet normal 0 0 0\nouter loop\n${loop}\nendloop\nendfacet`;
  });
  return `solid slab\n${texts.join("\n")}\nendsolid slab\n`;
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
