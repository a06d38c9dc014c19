/**
 * Measures the packer on the job set of bench/README.md, beside recorded figures of its peers.
 *
 *   node bench/pack.ts [--moves=8000] [--seeds=1] [case ...]
 *
 * Finds the models in VATLINE_TEST_DATA, or in ../shared/data beside the repository. Every answer
 * is checked by validatePacking; exit code 1 if any rule is broken.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  footprint,
  type PackItem,
  type Packing,
  type PackOptions,
  type Plate,
  pack,
  readStl,
  validatePacking,
} from "@vatline/geometry";

const DATA = process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../shared/data");
const SMALL: Plate = { width_mm: 189, depth_mm: 118, height_mm: 326 };
const LARGE: Plate = { width_mm: 400, depth_mm: 250, height_mm: 460 };

/** A job: plates for all models, or copies of one model on one plate. */
type Case = {
  name: string;
  models: string[];
  plate: Plate;
  copies?: true;
  peer: number | undefined;
};

const arches = family("arch");
const midsoles = family("midsole");
const earpieces = family("earpiece");

/** `peer`: PrusaSlicer 2.5 on the same plate with 2 mm gap; next fit in the jobs of many plates. */
const CASES: Case[] = [
  { name: "24 arches", models: arches, plate: SMALL, peer: 6 },
  { name: "24 arches, large plate", models: arches, plate: LARGE, peer: 2 },
  { name: "12 midsoles", models: midsoles, plate: LARGE, peer: 5 },
  { name: "120 earpieces", models: repeat(earpieces, 120), plate: SMALL, peer: 3 },
  { name: "1000 earpieces", models: repeat(earpieces, 1000), plate: SMALL, peer: undefined },
  copies("arch", "synthetic/arch-00.stl", 9, 4),
  copies("cable chain", "real/js_UM2CableChain_BedEnd.STL", 10, 4),
  copies("wrench", "real/jn_15mm-wrench.stl", 11, 6),
  copies("bracket", "real/jn_dampadj-base-3.stl", 22, 12),
  copies("teapot", "real/tm_teapot.stl", 14, 7),
  copies("attachment", "real/mx_TopAttachment.stl", 90, 60),
  copies("earpiece", "synthetic/earpiece-00.stl", 66, 54),
];

const { values, positionals } = parseArgs({
  options: {
    moves: { type: "string", default: "8000" },
    seeds: { type: "string", default: "1" },
  },
  allowPositionals: true,
});
process.exitCode = existsSync(join(DATA, "stl")) ? await main() : complain();

async function main(): Promise<number> {
  const outlines = new Map<string, { outline: PackItem["outline"]; height_mm: number }>();
  let faults = 0;
  console.log(line(["case", "peer", "bound", "first", "ms", "improved", "ms", "moves", "fill %"]));
  for (const one of CASES) {
    if (positionals.length > 0 && !positionals.some((text) => one.name.includes(text))) continue;
    for (const model of new Set(one.models)) {
      if (outlines.has(model)) continue;
      outlines.set(model, await footprint(readStl(readFileSync(join(DATA, "stl", model))).mesh));
    }
    const items = one.models.map((model, at) => {
      const known = outlines.get(model);
      return {
        id: `${model}#${at}`,
        outline: known?.outline ?? [],
        height_mm: known?.height_mm ?? 0,
      };
    });
    for (let seed = 1; seed <= Number(values.seeds); seed++) faults += measure(one, items, seed);
  }
  return faults > 0 ? 1 : 0;
}

/** Packs twice, without and with improvement; prints a line; returns the rules broken. */
function measure(one: Case, items: PackItem[], seed: number): number {
  const options: PackOptions = { seed, gap_mm: 2, margin_mm: 0, rotations: "any" };
  if (one.copies) options.plates_max = 1;
  const first = timed(items, one.plate, { ...options, moves_max: 0 });
  const improved = timed(items, one.plate, { ...options, moves_max: Number(values.moves) });
  const fills = improved.packing.plates.map((plate) => Math.round(100 * plate.utilisation));
  console.log(
    line([
      one.name,
      one.copies ? `${one.peer} pcs` : `${one.peer ?? "-"}`,
      one.copies ? "" : `${first.packing.bound_plates}`,
      result(one, first.packing),
      `${first.ms}`,
      result(one, improved.packing),
      `${improved.ms}`,
      `${improved.packing.moves}`,
      fills.length > 6 ? `${fills.slice(0, 3).join(" ")} .. ${fills.at(-1)}` : fills.join(" "),
    ]),
  );
  const violations = [first, improved].flatMap(({ packing }) =>
    validatePacking(items, one.plate, options, packing),
  );
  for (const { detail } of violations) console.error(`${one.name}, seed ${seed}: ${detail}`);
  return violations.length;
}

function timed(items: PackItem[], plate: Plate, options: PackOptions) {
  // Processor time, which other load on the machine sways less than the wall clock.
  const start = process.cpuUsage();
  const packing = pack(items, plate, options);
  const { user, system } = process.cpuUsage(start);
  return { packing, ms: Math.round((user + system) / 1000) };
}

function result(one: Case, packing: Packing): string {
  return one.copies
    ? `${packing.plates[0]?.placements.length ?? 0} pcs`
    : `${packing.plates.length}`;
}

function line(cells: string[]): string {
  const [name, ...figures] = cells;
  const widths = [8, 6, 7, 6, 9, 7, 7, 4];
  return [name.padEnd(24), ...figures.map((text, at) => text.padStart(widths[at]))].join(" ");
}

function family(prefix: string): string[] {
  const folder = join(DATA, "stl/synthetic");
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return files.filter((file) => file.startsWith(prefix)).map((file) => `synthetic/${file}`);
}

function repeat(models: string[], count: number): string[] {
  return models.length > 0
    ? Array.from({ length: count }, (_, at) => models[at % models.length])
    : [];
}

/** More copies than fit on one plate, so that the plate is the limit. */
function copies(name: string, model: string, count: number, peer: number): Case {
  return {
    name: `copies: ${name}`,
    models: repeat([model], count),
    plate: SMALL,
    copies: true,
    peer,
  };
}

function complain(): number {
  console.error(`No models in ${DATA}/stl: set VATLINE_TEST_DATA to the data folder.`);
  return 1;
}
