/** Set "jobs": the shops' jobs, first answer beside improved answer. */
import type { Packing } from "@vatline/geometry";
import { type Flags, isWanted } from "./flags.ts";
import { itemsFor, listModelJobs, type ModelJob, models_missing, OPTIONS } from "./models.ts";
import { fillsOf, rateOf, runPack } from "./run.ts";
import { openTable } from "./table.ts";

/** Prints a line for each job and seed; returns how many rules were broken. */
export async function benchJobs(flags: Flags): Promise<number> {
  if (models_missing) throw new Error(models_missing);
  const print = openTable([
    ["job", 24],
    "bound",
    ["first", 6],
    "    s",
    "improved",
    "    s",
    " moves",
    "moves/s",
    "fill %",
  ]);
  let faults = 0;
  for (const job of listModelJobs()) {
    if (!isWanted(flags, job.name)) continue;
    const items = await itemsFor(job);
    for (const seed of flags.seeds) {
      const options = { ...OPTIONS, seed, ...(job.copies ? { plates_max: 1 } : {}) };
      const first = runPack(job.name, items, job.plate, { ...options, moves_max: 0 });
      const improving = { ...options, moves_max: flags.moves };
      const improved = runPack(job.name, items, job.plate, improving, flags.seconds);
      faults += first.faults + improved.faults;
      print(
        job.name,
        job.copies ? "" : first.packing.bound_plates,
        resultOf(job, first.packing),
        first.seconds.toFixed(2),
        resultOf(job, improved.packing),
        improved.seconds.toFixed(2),
        improved.packing.moves,
        rateOf(improved),
        fillsOf(improved.packing),
      );
    }
  }
  return faults;
}

/** Plates of a job, or pieces on the one plate. */
function resultOf(job: ModelJob, packing: Packing): string {
  return job.copies
    ? `${packing.plates[0]?.placements.length ?? 0} pcs`
    : `${packing.plates.length}`;
}
