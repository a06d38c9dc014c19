/** Set "bins": Terashima's jigsaws, whose least number of bins is known. */
import type { PackOptions, Plate } from "@vatline/geometry";
import { nesting_data_missing } from "../nesting/data.ts";
import { itemsOf } from "../nesting/instance.ts";
import { listBins, readBins } from "../nesting/terashima-file.ts";
import { type Flags, isWanted } from "./flags.ts";
import { runPack } from "./run.ts";
import { openTable } from "./table.ts";

/** Bins are read as 100 mm wide; the pieces fill them without a gap and lie as they are given. */
const WIDTH_MM = 100;
const OPTIONS: Omit<PackOptions, "seed"> = { gap_mm: 0, margin_mm: 0, rotations: "none" };

type Sum = { runs: number; atOptimum: number; withinOne: number; excess: number; relative: number };

/** Prints a line for each family of instances and for each set; returns rules broken. */
export function benchBins(flags: Flags): number {
  if (nesting_data_missing) throw new Error(nesting_data_missing);
  const print = openTable([
    ["family", 13],
    "runs",
    "bins",
    "pieces",
    "at optimum %",
    "at most +1 %",
    "mean excess",
    "  s",
    " moves",
  ]);
  let faults = 0;
  for (const set of [1, 2] as const) {
    const whole = emptySum();
    for (const [family, names] of familiesOf(listBins(set), flags)) {
      const sum = emptySum();
      let seconds = 0;
      let moves = 0;
      let pieces = 0;
      let optimum = 0;
      for (const name of names) {
        const bins = readBins(name, "none");
        const scale = WIDTH_MM / bins.width;
        const demands = bins.demands.map((demand) => ({
          ...demand,
          outline: demand.outline.map((ring) => ring.map((value) => value * scale)),
        }));
        const items = itemsOf(demands);
        const plate: Plate = { width_mm: WIDTH_MM, depth_mm: scale * bins.depth, height_mm: 10 };
        pieces = items.length;
        optimum = bins.optimum;
        for (const seed of flags.seeds) {
          const options = { ...OPTIONS, seed, moves_max: flags.moves };
          const run = runPack(name, items, plate, options, flags.seconds);
          faults += run.faults;
          seconds += run.seconds;
          moves += run.packing.moves;
          for (const into of [sum, whole]) count(into, run.packing.plates.length, bins.optimum);
        }
      }
      print(
        family,
        sum.runs,
        optimum,
        pieces,
        ...figuresOf(sum),
        (seconds / sum.runs).toFixed(1),
        Math.round(moves / sum.runs),
      );
    }
    if (whole.runs > 0) print(`terashima${set}`, whole.runs, "", "", ...figuresOf(whole));
  }
  return faults;
}

/** The wanted instances, every n-th of each family. */
function familiesOf(names: string[], flags: Flags): Map<string, string[]> {
  const families = new Map<string, string[]>();
  for (const name of names) {
    if (!isWanted(flags, name)) continue;
    const family = name.slice(0, "terashima1/TA".length);
    families.set(family, [...(families.get(family) ?? []), name]);
  }
  for (const [family, list] of families) {
    families.set(
      family,
      list.filter((_, at) => at % flags.every === 0),
    );
  }
  return families;
}

function emptySum(): Sum {
  return { runs: 0, atOptimum: 0, withinOne: 0, excess: 0, relative: 0 };
}

function count(sum: Sum, plates: number, optimum: number): void {
  sum.runs++;
  if (plates <= optimum) sum.atOptimum++;
  if (plates <= optimum + 1) sum.withinOne++;
  sum.excess += plates - optimum;
}

function figuresOf({ runs, atOptimum, withinOne, excess }: Sum): string[] {
  return [
    ((100 * atOptimum) / runs).toFixed(0),
    ((100 * withinOne) / runs).toFixed(0),
    (excess / runs).toFixed(2),
  ];
}
