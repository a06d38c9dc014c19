/** Set "users": jobs that users of another packer sent to its makers. */
import type { Plate } from "@vatline/geometry";
import { nesting_data_missing } from "../nesting/data.ts";
import { itemsOf } from "../nesting/instance.ts";
import { listUserJobs, readUserJob, type UserJob } from "../nesting/users-file.ts";
import { type Flags, isWanted } from "./flags.ts";
import { fillsOf, runPack } from "./run.ts";
import { openTable } from "./table.ts";

/** The packer's largest request. */
const ITEMS_MAX = 10_000;

/** Prints a line for each job, and why others were passed over; returns rules broken. */
export function benchUsers(flags: Flags): number {
  if (nesting_data_missing) throw new Error(nesting_data_missing);
  const print = openTable([
    ["job", 34],
    "items",
    "bins",
    "bound",
    "plates",
    "left",
    "    s",
    " moves",
    "fill %",
  ]);
  const skipped = new Map<string, number>();
  let faults = 0;
  for (const path of listUserJobs()) {
    if (!isWanted(flags, path)) continue;
    const job = readUserJob(path);
    const reason = typeof job === "string" ? job : reasonToSkip(job);
    if (reason || typeof job === "string") {
      skipped.set(`${reason}`, (skipped.get(`${reason}`) ?? 0) + 1);
      continue;
    }
    for (const seed of flags.seeds) faults += measure(job, seed, flags, print);
  }
  for (const [reason, count] of skipped) console.log(`passed over: ${count} (${reason})`);
  return faults;
}

function reasonToSkip({ demands }: UserJob): string | undefined {
  const count = demands.reduce((sum, demand) => sum + demand.count, 0);
  return count > ITEMS_MAX ? `more than ${ITEMS_MAX} items` : undefined;
}

/** Packs a job enlarged or reduced to a plate 200 mm long. */
function measure(
  job: UserJob,
  seed: number,
  flags: Flags,
  print: (...cells: (string | number)[]) => void,
): number {
  const scale = 200 / Math.max(job.width, job.depth);
  const demands = job.demands.map((demand) => ({
    ...demand,
    outline: demand.outline.map((ring) => ring.map((value) => value * scale)),
  }));
  const items = itemsOf(demands);
  const plate: Plate = {
    width_mm: scale * job.width,
    depth_mm: scale * job.depth,
    height_mm: 10,
  };
  const options = {
    seed,
    gap_mm: scale * job.gap,
    margin_mm: scale * job.margin,
    rotations: "none" as const,
    moves_max: flags.moves,
  };
  const { packing, seconds, faults } = runPack(job.name, items, plate, options, flags.seconds);
  print(
    job.name,
    items.length,
    Number.isFinite(job.bins) ? job.bins : "-",
    packing.bound_plates,
    packing.plates.length,
    packing.left_out.length,
    seconds.toFixed(2),
    packing.moves,
    fillsOf(packing),
  );
  return faults;
}
