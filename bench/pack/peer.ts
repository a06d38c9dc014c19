/** Set "peer": the shops' jobs, packed here and by PrusaSlicer in the same run. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { outlineAreaOf, type PackItem, pack } from "@vatline/geometry";
import { type Flags, isWanted } from "./flags.ts";
import {
  itemsFor,
  listMixedJobs,
  listModelJobs,
  listRealJobs,
  type ModelJob,
  models_missing,
  OPTIONS,
} from "./models.ts";
import { rateOf, runPack } from "./run.ts";
import { copiesOnPlate, type Kind, platesFor, slicerVersion } from "./slicer.ts";
import { openTable } from "./table.ts";

/** A shop's order of equal parts: what a job of copies counts for in the sum of plates. */
const COPIES = 100;
/** Too many for a slicer that arranges one plate a call. */
const PEER_ITEMS_MAX = 200;

/** What a job comes to, in plates; rules that were broken. */
type Result = { ours: number; theirs: number; bound: number; faults: number };

/**
 * Prints a line for each job: plates, or copies on one plate, the ratio of plates (below 1:
 * fewer here), and the plates that no packing can beat; after each set, and at the end, the share
 * of plates saved. Returns how many rules were broken.
 */
export async function benchPeer(flags: Flags): Promise<number> {
  if (models_missing) throw new Error(models_missing);
  const version = slicerVersion();
  if (!version) throw new Error("There is no prusa-slicer to compare with.");
  const print = openTable([
    ["job", 32],
    ["peer", 7],
    "     s",
    ["ours", 7],
    "     s",
    " moves",
    "moves/s",
    "first s",
    ["plates ours / peer", 20],
    "bound",
  ]);
  const sets = {
    "shops' jobs": listModelJobs(),
    "mixed orders": await listMixedJobs(),
    "copies of real parts": await listRealJobs(),
  };
  const asked: Asked = { flags, version, known: readResults(flags.out), print };
  const results: Result[] = [];
  const lines: string[] = [];
  for (const [name, jobs] of Object.entries(sets)) {
    const found: Result[] = [];
    for (const job of jobs) {
      if (!isWanted(flags, job.name) || job.models.length > PEER_ITEMS_MAX) continue;
      found.push(...(await compare(job, asked)));
    }
    if (found.length > 0) lines.push(`${name}: ${summaryOf(found)}`);
    results.push(...found);
  }
  if (lines.length > 1) lines.push(`all: ${summaryOf(results)}`);
  console.log(`PrusaSlicer ${version}; an order of copies is ${COPIES}`);
  for (const line of lines) console.log(line);
  return sumOf(results, "faults");
}

function summaryOf(results: Result[]): string {
  const theirs = sumOf(results, "theirs");
  const [ours, bound] = [sumOf(results, "ours"), sumOf(results, "bound")];
  const savedBy = (plates: number) => `${(100 * (1 - plates / theirs)).toFixed(1)} % fewer`;
  const atBound = results.filter((result) => result.ours === result.bound).length;
  const saved = `${ours} plates for ${theirs}, ${savedBy(ours)}`;
  return `${saved}; at the bound ${atBound} of ${results.length}, which is ${savedBy(bound)}`;
}

const sumOf = (results: Result[], field: keyof Result) =>
  results.reduce((sum, result) => sum + result[field], 0);

type Asked = {
  flags: Flags;
  version: string;
  known: Map<string, PeerResult>;
  print: ReturnType<typeof openTable>;
};

/** Packs a job with each seed beside the peer. */
async function compare(job: ModelJob, { flags, version, known, print }: Asked): Promise<Result[]> {
  const items = await itemsFor(job);
  const bound = boundOf(job, items);
  const { theirs, seconds: peerSeconds } =
    known.get(keyOf(job, version)) ?? askPeer(job, items, version, flags);
  const platesOf = (result: number) => (job.copies ? Math.ceil(COPIES / result) : result);
  const unit = job.copies ? " pcs" : "";
  return flags.seeds.map((seed) => {
    const options = { ...OPTIONS, seed, ...(job.copies ? { plates_max: 1 } : {}) };
    const improving = { ...options, moves_max: flags.moves };
    const first = runPack(job.name, items, job.plate, { ...options, moves_max: 0 });
    const run = runPack(job.name, items, job.plate, improving, flags.seconds);
    const { plates, moves } = run.packing;
    const ours = job.copies ? plates[0].placements.length : plates.length;
    const inPlates = { ours: platesOf(ours), theirs: platesOf(theirs) };
    print(
      job.name,
      `${theirs}${unit}`,
      peerSeconds.toFixed(1),
      `${ours}${unit}`,
      run.seconds.toFixed(1),
      moves,
      rateOf(run),
      first.seconds.toFixed(2),
      ratioOf(inPlates.ours, inPlates.theirs),
      bound,
    );
    return { ...inPlates, bound, faults: first.faults + run.faults };
  });
}

/** Plates that no packing can beat: of a job, or of a shop's order of copies. */
function boundOf({ copies, plate }: ModelJob, items: PackItem[]): number {
  const order = Array.from({ length: COPIES }, (_, at) => ({ ...items[0], id: `${at}` }));
  const hasty = { ...OPTIONS, seed: 1, shouldStop: () => true };
  return pack(copies ? order : items, plate, hasty).bound_plates;
}

function ratioOf(ours: number, theirs: number): string {
  return `${ours} / ${theirs} = ${(ours / theirs).toFixed(2)}`;
}

/** Copies on one plate, or plates, and the wall time that it took. */
type PeerResult = { key: string; theirs: number; seconds: number };

function askPeer(job: ModelJob, items: PackItem[], version: string, { out }: Flags): PeerResult {
  const start = performance.now();
  const theirs = peerResult(job, items);
  const seconds = (performance.now() - start) / 1000;
  const result = { key: keyOf(job, version), theirs, seconds };
  if (out) appendFileSync(out, `${JSON.stringify(result)}\n`);
  return result;
}

/** What the peer answered before, one JSON a line; its runs are slow, and always come out alike. */
function readResults(file: string | undefined): Map<string, PeerResult> {
  if (!file || !existsSync(file)) return new Map();
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const results: PeerResult[] = lines.map((line) => JSON.parse(line));
  return new Map(results.map((result) => [result.key, result]));
}

/** All that its answer depends on. */
function keyOf({ models, plate, copies }: ModelJob, version: string): string {
  const { width_mm, depth_mm } = plate;
  const what = copies ? [...new Set(models)] : models;
  return [version, width_mm, depth_mm, OPTIONS.gap_mm, copies ? "copies" : "", ...what].join();
}

/** A job whose parts fit only turned is turned for the peer. */
function peerResult(job: ModelJob, items: PackItem[]): number {
  const depthMost = Math.max(...items.map((item) => boxOf(item).depth));
  const turn_deg = depthMost > job.plate.depth_mm ? 90 : 0;
  if (job.copies) return copiesOnPlate(items[0].outline, job.plate, OPTIONS.gap_mm, turn_deg);
  const byModel = Map.groupBy(items, (_, at) => job.models[at]);
  const kinds = Array.from(byModel.values(), (same): Kind & { box_mm2: number } => {
    const { outline } = same[0];
    const { width, depth } = boxOf(same[0]);
    const area_mm2 = outlineAreaOf(outline);
    return { outline, count: same.length, area_mm2, box_mm2: width * depth };
  });
  kinds.sort((a, b) => b.box_mm2 - a.box_mm2);
  return platesFor(kinds, job.plate, OPTIONS.gap_mm, turn_deg).length;
}

function boxOf({ outline }: PackItem): { width: number; depth: number } {
  const xs = outline.flatMap((ring) => Array.from(ring.filter((_, at) => at % 2 === 0)));
  const ys = outline.flatMap((ring) => Array.from(ring.filter((_, at) => at % 2 === 1)));
  return {
    width: Math.max(...xs) - Math.min(...xs),
    depth: Math.max(...ys) - Math.min(...ys),
  };
}
