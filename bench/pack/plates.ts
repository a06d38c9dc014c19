/** Set "plates": strips of the literature, many times over, on plates twice as long as wide. */
import type { Packing, PackOptions, Plate } from "@vatline/geometry";
import { nesting_data_missing } from "../nesting/data.ts";
import { itemsOf } from "../nesting/instance.ts";
import { readStrip } from "../nesting/strip-file.ts";
import { type Flags, isWanted } from "./flags.ts";
import { fillsOf, rateOf, runPack } from "./run.ts";
import { openTable } from "./table.ts";

/** How often each strip's items are wanted: so often that the record layout fills 11 plates. */
const COPIES: Record<string, number> = {
  albano: 11,
  blaz1: 12,
  dagli: 22,
  fu: 25,
  jakobs1: 73,
  jakobs2: 64,
  mao: 31,
  marques: 28,
  shapes0: 15,
  shapes1: 16,
  shirts: 14,
  swim: 21,
  trousers: 7,
};
/** Plates that the best strip known would fill, cut every two widths. */
const RECORD_PLATES = 11;

/** Each strip is read as 100 mm across: the packer's plate is then 200 x 100 mm. */
const DEPTH_MM = 100;

/** Prints a line for each instance and seed, and the sums; returns how many rules were broken. */
export function benchPlates(flags: Flags): number {
  if (nesting_data_missing) throw new Error(nesting_data_missing);
  const print = openTable([
    ["instance", 10],
    "items",
    "bound",
    "record",
    "first",
    "plates",
    "     s",
    " moves",
    "moves/s",
    "fill %",
  ]);
  const plate: Plate = { width_mm: 2 * DEPTH_MM, depth_mm: DEPTH_MM, height_mm: 10 };
  const excess: number[] = [];
  let faults = 0;
  for (const [name, copies] of Object.entries(COPIES)) {
    if (!isWanted(flags, name)) continue;
    const strip = readStrip(name);
    const scale = DEPTH_MM / strip.height;
    const demands = strip.demands.map((demand) => ({
      ...demand,
      outline: demand.outline.map((ring) => ring.map((value) => value * scale)),
    }));
    const items = itemsOf(demands, copies);
    for (const seed of flags.seeds) {
      const options: PackOptions = { seed, gap_mm: 0, margin_mm: 0, rotations: "none" };
      const first = runPack(name, items, plate, { ...options, moves_max: 0 });
      const run = runPack(
        name,
        items,
        plate,
        { ...options, moves_max: flags.moves },
        flags.seconds,
      );
      faults += first.faults + run.faults;
      excess.push(platesOf(run.packing) - RECORD_PLATES);
      print(
        name,
        items.length,
        run.packing.bound_plates,
        RECORD_PLATES,
        platesOf(first.packing),
        platesOf(run.packing),
        run.seconds.toFixed(1),
        run.packing.moves,
        rateOf(run),
        fillsOf(run.packing),
      );
    }
  }
  const share = (most: number) => `${excess.filter((plates) => plates <= most).length}`;
  console.log(`${share(0)} of ${excess.length} with the record's plates, ${share(1)} within one`);
  return faults;
}

/** Plates used; none may be left out. */
function platesOf(packing: Packing): number {
  return packing.left_out.length > 0 ? Number.POSITIVE_INFINITY : packing.plates.length;
}
