/** Set "maps": how fast the positions of a part on a plate are searched, the innermost loop. */
import { pack } from "@vatline/geometry";
import { addPart, makeBoard } from "../../packages/geometry/src/pack/engine/board.ts";
import { findSpot } from "../../packages/geometry/src/pack/engine/scan.ts";
import { variantOf } from "../../packages/geometry/src/pack/engine/shape.ts";
import { makeJob } from "../../packages/geometry/src/pack/problem/job.ts";
import { type Flags, isWanted } from "./flags.ts";
import {
  itemsFor,
  listModelJobs,
  type ModelJob,
  models_missing,
  OPTIONS as RULES,
} from "./models.ts";
import { openTable } from "./table.ts";

const OPTIONS = { ...RULES, seed: 1 };
const AIM = { x: 1, y: 1 };
/** Processor time that a figure is taken over, s. */
const SECONDS = 1;

/**
 * Prints for each job the collision maps made in a second of processor time: all positions of a
 * part at one turn on the fullest plate of the first answer, and how many of them had one that is
 * free. Breaks no rule: returns 0.
 */
export async function benchMaps(flags: Flags): Promise<number> {
  if (models_missing) throw new Error(models_missing);
  const print = openTable([["job", 24], "positions", "maps/s", "M positions/s", "free %"]);
  for (const job of listModelJobs()) {
    if (isWanted(flags, job.name)) await measure(job, print);
  }
  return 0;
}

async function measure(job: ModelJob, print: (...cells: (string | number)[]) => void) {
  const items = await itemsFor(job);
  const { job: stated } = makeJob(items, job.plate, OPTIONS);
  const { frame, entries, bare } = stated;
  const [fullest] = pack(items, job.plate, OPTIONS).plates.sort(
    (a, b) => b.utilisation - a.utilisation,
  );
  const full = makeBoard(frame, bare);
  const byId = new Map(entries.map((entry) => [items[entry.item].id, entry]));
  for (const { id, x_mm, y_mm, rotation_deg } of fullest.placements) {
    const shape = byId.get(id)?.shape;
    if (!shape) continue;
    const variant = variantOf(shape, rotation_deg, frame);
    const place = { x: x_mm + variant.left, y: y_mm + variant.front };
    addPart(full, frame, { item: 0, variant, ...place, how: "first_fit" });
  }
  const variants = entries
    .slice(0, 24)
    .flatMap(({ shape, angles }) => angles.map((angle) => variantOf(shape, angle, frame)));
  const positions = variants.reduce((sum, { width, depth }) => {
    const [columns, rows] = [frame.width - width, frame.depth - depth];
    return sum + Math.floor(columns / frame.cell + 1) * Math.floor(rows / frame.cell + 1);
  }, 0);
  const start = process.cpuUsage();
  let [maps, free, seconds] = [0, 0, 0];
  while (seconds < SECONDS) {
    for (const variant of variants) {
      const spot = findSpot(full, frame, variant, AIM, Number.POSITIVE_INFINITY, false);
      maps++;
      if (spot) free++;
    }
    const { user, system } = process.cpuUsage(start);
    seconds = (user + system) / 1e6;
  }
  print(
    job.name,
    Math.round(positions / variants.length),
    Math.round(maps / seconds),
    Math.round(((maps / seconds) * (positions / variants.length)) / 1e6),
    Math.round((100 * free) / maps),
  );
}
