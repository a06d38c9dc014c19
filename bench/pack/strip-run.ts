/** One measured and checked run of a strip; as the main file of a thread, the run it is given. */
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { outlineAreaOf, packStrip, type StripOptions, validatePacking } from "@vatline/geometry";
import { itemsOf } from "../nesting/instance.ts";
import { readStrip } from "../nesting/strip-file.ts";

/** What a run is made of: with `moves` alone as its bound it repeats to the byte. */
export type StripCase = { instance: string; seed: number; seconds_max: number; moves_max: number };

export type StripRun = StripCase & {
  /** Percent of the strip, as published: area of the items by height and length. */
  density: number;
  /** Processor time of the search. */
  seconds: number;
  moves: number;
  places: number;
  /** Rules that the layout breaks. */
  faults: string[];
};

/** Each strip is read as 250 mm across, so that the checker's 1e-3 mm are 4e-6 of it. */
const HEIGHT_MM = 250;

if (!isMainThread && parentPort) parentPort.postMessage(runStrip(workerData));

export function runStrip(wanted: StripCase): StripRun {
  const strip = readStrip(wanted.instance);
  const scale = HEIGHT_MM / strip.height;
  const demands = strip.demands.map((demand) => ({
    ...demand,
    outline: demand.outline.map((ring) => ring.map((value) => value * scale)),
  }));
  const items = itemsOf(demands);
  const start = process.threadCpuUsage();
  const options: StripOptions = {
    seed: wanted.seed,
    gap: 0,
    rotations: "none",
    moves_max: wanted.moves_max,
    shouldStop: () => secondsSince(start) >= wanted.seconds_max,
    spent: () => secondsSince(start) / wanted.seconds_max,
  };
  const { length, placements, moves, places } = packStrip(items, HEIGHT_MM, options);
  const seconds = secondsSince(start);
  const violations = validatePacking(
    items,
    { width_mm: length, depth_mm: HEIGHT_MM, height_mm: 1 },
    { seed: 0, gap_mm: 0, margin_mm: 0, rotations: "none" },
    { plates: [{ placements }], left_out: [] },
  );
  const area = items.reduce((sum, { outline }) => sum + outlineAreaOf(outline), 0);
  return {
    ...wanted,
    density: (100 * area) / (HEIGHT_MM * length),
    seconds,
    moves,
    places,
    faults: violations.map(({ detail }) => detail),
  };
}

/** Processor time of this thread: other load sways it less than the wall clock. */
function secondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / 1e6;
}
