/** Set "anytime": what more work brings, from the first answer on. */
import { type Flags, isWanted } from "./flags.ts";
import { itemsFor, listModelJobs, models_missing, OPTIONS } from "./models.ts";
import { runPack } from "./run.ts";
import { openTable } from "./table.ts";

/** The least budget after the first answer, moves; each is twice the one before. */
const MOVES_LEAST = 250;

/**
 * Prints a line for each budget of each job, every one a run of its own, so that each figure can
 * be had again by its moves; returns how many rules were broken.
 */
export async function benchAnytime(flags: Flags): Promise<number> {
  if (models_missing) throw new Error(models_missing);
  const print = openTable([["job", 24], " moves", "    s", "plates", "pieces", "last fill %"]);
  let faults = 0;
  for (const job of listModelJobs()) {
    if (!isWanted(flags, job.name)) continue;
    const items = await itemsFor(job);
    for (const seed of flags.seeds) {
      for (const moves_max of budgets(flags.moves)) {
        const options = { ...OPTIONS, seed, moves_max, ...(job.copies ? { plates_max: 1 } : {}) };
        const run = runPack(job.name, items, job.plate, options, flags.seconds);
        const { plates, moves, left_out } = run.packing;
        faults += run.faults;
        const last = plates.at(-1)?.utilisation ?? 0;
        print(
          job.name,
          moves,
          run.seconds.toFixed(2),
          plates.length,
          items.length - left_out.length,
          (100 * last).toFixed(1),
        );
        if (moves < moves_max) break;
      }
    }
  }
  return faults;
}

function budgets(most: number): number[] {
  const list = [0];
  for (let moves = MOVES_LEAST; moves < most; moves *= 2) list.push(moves);
  return [...list, most];
}
