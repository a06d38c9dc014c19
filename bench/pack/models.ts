/** The shops' jobs: models of the test data on small and large plates, 2 mm apart. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  footprint,
  outlineAreaOf,
  type PackItem,
  type PackOptions,
  type Plate,
  pack,
  readStl,
} from "@vatline/geometry";
import { makeRandom, type Random, shuffle } from "../../packages/geometry/src/random.ts";

const DATA = process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../shared/data");
const SMALL: Plate = { width_mm: 189, depth_mm: 118, height_mm: 326 };
const LARGE: Plate = { width_mm: 400, depth_mm: 250, height_mm: 460 };

export const models_missing = existsSync(join(DATA, "stl"))
  ? undefined
  : `No models in ${DATA}/stl: set VATLINE_TEST_DATA to the data folder.`;

export const OPTIONS: Omit<PackOptions, "seed"> = { gap_mm: 2, margin_mm: 0, rotations: "any" };

/** A job: plates for all models, or copies of one model on one plate. */
export type ModelJob = { name: string; models: string[]; plate: Plate; copies?: true };

/** All jobs of the models; empty where the data is missing. */
export function listModelJobs(): ModelJob[] {
  if (models_missing) return [];
  const arches = family("arch");
  const earpieces = family("earpiece");
  return [
    { name: "24 arches", models: arches, plate: SMALL },
    { name: "24 arches, large plate", models: arches, plate: LARGE },
    { name: "12 midsoles", models: family("midsole"), plate: LARGE },
    { name: "120 earpieces", models: repeat(earpieces, 120), plate: SMALL },
    { name: "1000 earpieces", models: repeat(earpieces, 1000), plate: SMALL },
    copies("arch", "synthetic/arch-00.stl", 9),
    copies("arch, large plate", "synthetic/arch-00.stl", 50, LARGE),
    copies("midsole, large plate", "synthetic/midsole-00.stl", 7, LARGE),
    copies("cable chain", "real/js_UM2CableChain_BedEnd.STL", 10),
    copies("wrench", "real/jn_15mm-wrench.stl", 11),
    copies("bracket", "real/jn_dampadj-base-3.stl", 22),
    copies("teapot", "real/tm_teapot.stl", 14),
    copies("attachment", "real/mx_TopAttachment.stl", 90),
    copies("earpiece", "synthetic/earpiece-00.stl", 66),
  ];
}

/** More copies than that of one part take a slicer that arranges one plate a call too long. */
const COPIES_MAX = 150;

/** Copies of every real part that a small plate has room for, up to COPIES_MAX of them. */
export async function listRealJobs(): Promise<ModelJob[]> {
  const jobs: ModelJob[] = [];
  for (const file of readdirSync(join(DATA, "stl/real")).sort()) {
    const model = `real/${file}`;
    const [item] = await itemsFor({ name: file, models: [model], plate: SMALL });
    const area_mm2 = SMALL.width_mm * SMALL.depth_mm;
    const count = Math.floor(area_mm2 / Math.abs(outlineAreaOf(item.outline))) + 1;
    const rules = { ...OPTIONS, seed: 1 };
    const fits = pack([item], SMALL, rules).left_out.length === 0;
    const name = `real: ${file.replace(/\.stl$/i, "")}`;
    if (fits && count <= COPIES_MAX) jobs.push({ ...copies("", model, count), name });
  }
  return jobs;
}

/** Mixed jobs: one to four orders at once, each of several kinds of parts, as a shop has them. */
const MIXED_JOBS = 8;
const MIXED_ORDERS = 4;
const MIXED_KINDS = { least: 4, most: 9 };
const MIXED_COUNTS = [1, 2, 3, 4, 6, 8, 12];
/** What is smaller is a file in inches or metres, which a slicer takes for mm. */
const ACROSS_LEAST_MM = 10;

/**
 * Draws from all real parts that a small plate takes, an arch and an earpiece of each seed; none
 * is left out for what it comes to. A kind takes up half of a plate at most, or is one part.
 */
export async function listMixedJobs(): Promise<ModelJob[]> {
  const fitting: { model: string; area_mm2: number }[] = [];
  for (const file of readdirSync(join(DATA, "stl/real")).sort()) {
    const model = `real/${file}`;
    const [item] = await itemsFor({ name: file, models: [model], plate: SMALL });
    const area_mm2 = Math.abs(outlineAreaOf(item.outline));
    const fits = pack([item], SMALL, { ...OPTIONS, seed: 1 }).left_out.length === 0;
    if (fits && area_mm2 >= ACROSS_LEAST_MM ** 2) fitting.push({ model, area_mm2 });
  }
  const drawOrder = (random: Random): string[] => {
    const families = ["arch", "earpiece"].map((prefix) => {
      const members = family(prefix);
      return { model: members[random.below(members.length)], area_mm2: 1000 };
    });
    const { least, most } = MIXED_KINDS;
    const kinds = shuffle([...fitting, ...families], random);
    return kinds.slice(0, least + random.below(most - least + 1)).flatMap(({ model, area_mm2 }) => {
      const wanted = MIXED_COUNTS[random.below(MIXED_COUNTS.length)];
      const room = Math.floor((SMALL.width_mm * SMALL.depth_mm) / 2 / area_mm2);
      return repeat([model], Math.max(1, Math.min(wanted, room)));
    });
  };
  return Array.from({ length: MIXED_JOBS }, (_, at): ModelJob => {
    const random = makeRandom(at + 1).derive("mixed");
    const orders = Array.from({ length: 1 + (at % MIXED_ORDERS) }, () => drawOrder(random));
    const models = orders.flat();
    return { name: `mixed ${at + 1}: ${models.length} parts`, models, plate: SMALL };
  });
}

/** Where a model's file is. */
export function pathOf(model: string): string {
  return join(DATA, "stl", model);
}

const shadows = new Map<string, Pick<PackItem, "outline" | "height_mm">>();

/** The items of a job; the shadow of each model is made once. */
export async function itemsFor(job: ModelJob): Promise<PackItem[]> {
  const items: PackItem[] = [];
  for (const [at, model] of job.models.entries()) {
    const shadow =
      shadows.get(model) ?? (await footprint(readStl(readFileSync(pathOf(model))).mesh));
    shadows.set(model, shadow);
    items.push({ id: `${model}#${at}`, outline: shadow.outline, height_mm: shadow.height_mm });
  }
  return items;
}

function family(prefix: string): string[] {
  return readdirSync(join(DATA, "stl/synthetic"))
    .sort()
    .filter((file) => file.startsWith(prefix))
    .map((file) => `synthetic/${file}`);
}

function repeat(models: string[], count: number): string[] {
  return Array.from({ length: count }, (_, at) => models[at % models.length]);
}

/** More copies than fit on one plate, so that the plate is the limit. */
function copies(name: string, model: string, count: number, plate = SMALL): ModelJob {
  return { name: `copies: ${name}`, models: repeat([model], count), plate, copies: true };
}
