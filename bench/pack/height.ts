/**
 * Set "height": parts that may reach over each other against shadows, and plates of like heights
 * against plates of any.
 */
import { readFileSync } from "node:fs";
import {
  type Affine,
  bandsOf,
  footprint,
  type PackItem,
  type Packing,
  readStl,
  transformMesh,
} from "@vatline/geometry";
import { type Flags, isWanted } from "./flags.ts";
import {
  itemsFor,
  listModelJobs,
  type ModelJob,
  models_missing,
  OPTIONS,
  pathOf,
} from "./models.ts";
import { runPack } from "./run.ts";
import { openTable } from "./table.ts";

/** How models are turned about x before they stand on the plate, one after the other. */
type Stance = { name: string; turns_deg: number[] };

const STANCES: Stance[] = [
  { name: "as they lie", turns_deg: [0] },
  { name: "tilted by 30", turns_deg: [30] },
  { name: "tilted by 45", turns_deg: [45] },
  { name: "tilted by 60", turns_deg: [60] },
  { name: "every other upside down", turns_deg: [0, 180] },
];

/** Prints a line for each job, stance and seed; returns how many rules were broken. */
export async function benchHeight(flags: Flags): Promise<number> {
  if (models_missing) throw new Error(models_missing);
  const jobs = listModelJobs().filter(({ copies }) => !copies);
  const overhang = await benchOverhang(flags, jobs);
  console.log();
  return overhang + (await benchGrouping(flags, jobs));
}

async function benchOverhang(flags: Flags, jobs: ModelJob[]): Promise<number> {
  const print = openTable([
    ["job", 24],
    ["stance", 23],
    ["seed", 4],
    ["shadows", 16],
    ["by height", 16],
    ["gain %", 6],
    ["    s", 6],
    ["    s", 6],
  ]);
  let faults = 0;
  for (const job of jobs) {
    if (!isWanted(flags, job.name) || job.models.length > 200) continue;
    for (const stance of STANCES) {
      const items = await bandedItems(job, stance);
      for (const seed of flags.seeds) {
        const run = (height_aware: boolean) =>
          runPack(
            `${job.name}, ${stance.name}`,
            items,
            job.plate,
            { ...OPTIONS, seed, moves_max: flags.moves, height_aware },
            flags.seconds,
          );
        const [flat, aware] = [run(false), run(true)];
        faults += flat.faults + aware.faults;
        const gain = 100 * (perPlate(aware.packing) / perPlate(flat.packing) - 1);
        print(
          job.name,
          stance.name,
          seed,
          countsOf(flat.packing),
          countsOf(aware.packing),
          gain.toFixed(1),
          flat.seconds.toFixed(1),
          aware.seconds.toFixed(1),
        );
      }
    }
  }
  return faults;
}

/** All jobs together on one kind of plate, since heights must differ for groups to be worth it. */
async function benchGrouping(flags: Flags, jobs: ModelJob[]): Promise<number> {
  const mixed = jobs.filter(({ name }) => ["24 arches", "120 earpieces"].includes(name));
  const items = (await Promise.all(mixed.map(itemsFor))).flat();
  const { plate } = mixed[0];
  const print = openTable([["arches and earpieces", 24], "plates", "sum of heights, mm", "    s"]);
  let faults = 0;
  for (const seed of flags.seeds) {
    for (const time of [undefined, { plate_s: 0, height_s_per_mm: 1 }]) {
      const options = { ...OPTIONS, seed, moves_max: flags.moves, ...(time && { time }) };
      const name = `${time ? "by height" : "any"}, seed ${seed}`;
      const run = runPack(name, items, plate, options, flags.seconds);
      faults += run.faults;
      const heights = run.packing.plates.map(({ height_mm }) => height_mm);
      const sum = heights.reduce((total, height) => total + height, 0);
      print(name, heights.length, sum.toFixed(1), run.seconds.toFixed(1));
    }
  }
  return faults;
}

async function bandedItems({ models }: ModelJob, { turns_deg }: Stance): Promise<PackItem[]> {
  const known = new Map<string, Omit<PackItem, "id">>();
  const items: PackItem[] = [];
  const different = [...new Set(models)];
  for (const [at, model] of models.entries()) {
    // Each model in each of its stances, whatever the number of models.
    const pass = Math.floor(at / different.length) + different.indexOf(model);
    const turn_deg = turns_deg[pass % turns_deg.length];
    const key = `${model} ${turn_deg}`;
    const made = known.get(key) ?? (await bandedShape(model, turn_deg));
    known.set(key, made);
    items.push({ id: `${key}#${at}`, ...made });
  }
  return items;
}

async function bandedShape(model: string, turn_deg: number): Promise<Omit<PackItem, "id">> {
  const { mesh } = readStl(readFileSync(pathOf(model)));
  const turned = turn_deg === 0 ? mesh : transformMesh(mesh, turnAboutX(turn_deg));
  const shadow = await footprint(turned);
  const { outline, height_mm } = shadow;
  return { outline, height_mm, bands: await bandsOf(turned, shadow) };
}

function turnAboutX(turn_deg: number): Affine {
  const turn = (turn_deg * Math.PI) / 180;
  const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
  return [1, 0, 0, 0, 0, cos, -sin, 0, 0, sin, cos, 0];
}

/** Parts on a plate; the one with fewest counts only where it is the only one. */
function perPlate({ plates }: Packing): number {
  const counts = plates.map(({ placements }) => placements.length).sort((a, b) => b - a);
  const full = counts.length < 2 ? counts : counts.slice(0, -1);
  return full.reduce((sum, count) => sum + count, 0) / full.length;
}

const countsOf = ({ plates }: Packing) =>
  plates.map(({ placements }) => placements.length).join(" ");
