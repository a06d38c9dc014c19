/** Set "strips": strips of the literature beside the densities that others have published. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { nesting_data_missing } from "../nesting/data.ts";
import { PUBLISHED, type Published } from "../nesting/published.ts";
import { type Flags, isWanted } from "./flags.ts";
import { runStrip, type StripCase, type StripRun } from "./strip-run.ts";
import { openTable } from "./table.ts";

/**
 * Prints a line for each instance, the mean of all seeds, as soon as it is complete; returns how
 * many rules were broken. A goal is met by the mean.
 */
export async function benchStrips(flags: Flags): Promise<number> {
  if (nesting_data_missing) throw new Error(nesting_data_missing);
  const names = [...PUBLISHED.keys()].filter((name) => isWanted(flags, name));
  const known = readRuns(flags.out);
  const print = openTable([
    ["instance", 9],
    "record",
    "sparrow",
    "   Q1",
    " ROMA",
    "  GCS",
    "  FLD",
    "  ELS",
    "   PS",
    " ours",
    "worst",
    " best",
    "seeds",
    " goal",
    " diff",
    "    ",
    "moves/s",
    "places/s",
  ]);
  const cases = names.flatMap((instance) => {
    return flags.seeds.map((seed): StripCase => {
      return { instance, seed, seconds_max: flags.seconds, moves_max: flags.moves };
    });
  });
  const runs: StripRun[] = [];
  const verdicts: boolean[] = [];
  await spread(cases, flags.threads, async (wanted) => {
    const run = known.get(keyOf(wanted)) ?? (await makeRun(wanted, flags));
    runs.push(run);
    for (const fault of run.faults) console.error(`${run.instance}, seed ${run.seed}: ${fault}`);
    const same = runs.filter(({ instance }) => instance === run.instance);
    const published = PUBLISHED.get(run.instance);
    if (!published || same.length < flags.seeds.length) return;
    const { goal, mean } = judge(published, same, flags.seconds);
    if (!Number.isNaN(goal)) verdicts.push(mean >= goal);
    print(run.instance, ...cellsOf(published, same, flags.seconds));
  });
  if (verdicts.length > 0) {
    console.log(`${verdicts.filter((isMet) => isMet).length} of ${verdicts.length} goals met`);
  }
  return runs.reduce((sum, { faults }) => sum + faults.length, 0);
}

/** Works on as many cases at once as there are threads, in order. */
async function spread(
  cases: StripCase[],
  threads: number,
  work: (wanted: StripCase) => Promise<void>,
): Promise<void> {
  const left = cases[Symbol.iterator]();
  const hand = async () => {
    for (const wanted of left) await work(wanted);
  };
  await Promise.all(Array.from({ length: threads }, hand));
}

async function makeRun(wanted: StripCase, { threads, out }: Flags): Promise<StripRun> {
  const run = threads > 1 ? await runInThread(wanted) : runStrip(wanted);
  if (out) appendFileSync(out, `${JSON.stringify(run)}\n`);
  return run;
}

function runInThread(wanted: StripCase): Promise<StripRun> {
  return new Promise((resolve, reject) => {
    const file = new URL("./strip-run.ts", import.meta.url);
    const worker = new Worker(file, { workerData: wanted });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

/** The runs of a file, one JSON a line; none where there is no such file yet. */
function readRuns(file: string | undefined): Map<string, StripRun> {
  if (!file || !existsSync(file)) return new Map();
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const runs: StripRun[] = lines.map((line) => JSON.parse(line));
  return new Map(runs.map((run) => [keyOf(run), run]));
}

function keyOf({ instance, seed, seconds_max, moves_max }: StripCase): string {
  return [instance, seed, seconds_max, moves_max].join();
}

function judge(
  { goals }: Published,
  runs: StripRun[],
  seconds: number,
): { goal: number; mean: number } {
  const goal = goals[seconds < 60 ? 0 : seconds < 600 ? 1 : 2];
  return { goal, mean: sumOf(runs, "density") / runs.length };
}

function cellsOf(published: Published, runs: StripRun[], seconds: number): (string | number)[] {
  const { record, sparrow, q1, roma, gcs, fld, els, ps } = published;
  const { goal, mean } = judge(published, runs, seconds);
  const densities = runs.map(({ density }) => density);
  const spent = sumOf(runs, "seconds");
  return [
    ...[record, sparrow, q1, roma, gcs, fld, els, ps].map((value) => value?.toFixed(2) ?? "-"),
    mean.toFixed(2),
    Math.min(...densities).toFixed(2),
    Math.max(...densities).toFixed(2),
    runs.length,
    ...(Number.isNaN(goal)
      ? ["-", "-", ""]
      : [goal.toFixed(1), (mean - goal).toFixed(2), mean >= goal ? "PASS" : "MISS"]),
    Math.round(sumOf(runs, "moves") / spent),
    Math.round(sumOf(runs, "places") / spent),
  ];
}

function sumOf(runs: StripRun[], field: "density" | "seconds" | "moves" | "places"): number {
  return runs.reduce((sum, run) => sum + run[field], 0);
}
