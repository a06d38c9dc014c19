import { makeRandom } from "../random.ts";
import type { PackItem, Packing, PackOptions, Placement, Plate } from "../types.ts";
import type { Board } from "./engine/board.ts";
import { normalise } from "./problem/angles.ts";
import { boundPlates } from "./problem/bound.ts";
import { type Job, makeJob } from "./problem/job.ts";
import { firstAnswer } from "./search/greedy.ts";
import { improve } from "./search/improve.ts";
import { betterAsJigsaw } from "./search/jigsaw.ts";
import type { State } from "./search/state.ts";
import { TUNABLES } from "./tunables.ts";

/**
 * Packs items onto as few plates as it can find, each at least the gap from the others.
 *
 * items    at most 5000, ids unique; an item that cannot be packed is left out with a reason
 * plate    all plates are alike
 * options  see PackOptions; a move tries one part on one plate, mostly 0.2 to 1 ms
 * returns  plates in the order in which they should be printed: lowest rank first, then fullest;
 *          with equal arguments the same bytes, on every machine
 * throws   GeometryError "pack_request_invalid" for options that make no sense
 * cost     first answer: 0.1-0.5 s for 100 parts, a few seconds for 1000; see bench/pack.ts
 */
export function pack(items: PackItem[], plate: Plate, options: PackOptions): Packing {
  const { job, leftOut } = makeJob(items, plate, options);
  const random = makeRandom(options.seed).derive("improve");
  const { jigsaw_first } = TUNABLES;
  const first = betterAsJigsaw(job, firstAnswer(job), jigsaw_first, random.derive("first"));
  const { state, moves } = improve(job, first.state, options.moves_max ?? 0, random);
  for (const at of state.out) {
    leftOut.push({
      id: items[job.entries[at].item].id,
      code: "plates_used_up",
      reason: `No place was found for it on the ${job.platesMax} plates allowed.`,
    });
  }
  const position = new Map(items.map((item, at) => [item.id, at]));
  const orderOf = (id: string) => position.get(id) ?? 0;
  const shapes = job.entries.map((entry) => entry.shape);
  const bound = boundPlates(shapes, job.frame);
  return {
    plates: inPrintOrder(job, state).map((board) => ({
      placements: placementsOf(job, board, items, options.margin_mm),
      utilisation: shadowOf(board) / (plate.width_mm * plate.depth_mm),
    })),
    left_out: leftOut.sort((a, b) => orderOf(a.id) - orderOf(b.id)),
    bound_plates: Math.min(bound, job.platesMax),
    seed: options.seed,
    moves,
  };
}

/** Lowest rank first, then fullest, then by the first item: the emptiest plate comes last. */
function inPrintOrder(job: Job, state: State): Board[] {
  const rank = (board: Board) => least(board.placed.map((part) => job.entries[part.item].rank));
  const item = (board: Board) => least(board.placed.map((part) => job.entries[part.item].item));
  return [...state.boards].sort(
    (a, b) => rank(a) - rank(b) || shadowOf(b) - shadowOf(a) || item(a) - item(b),
  );
}

function placementsOf(job: Job, board: Board, items: PackItem[], margin: number): Placement[] {
  const parts = [...board.placed].sort(
    (a, b) => job.entries[a.item].item - job.entries[b.item].item,
  );
  return parts.map(({ item, variant, x, y }) => ({
    id: items[job.entries[item].item].id,
    x_mm: margin + x - variant.left,
    y_mm: margin + y - variant.front,
    rotation_deg: normalise(variant.angle_deg),
  }));
}

function shadowOf(board: Board): number {
  return board.placed.reduce((sum, part) => sum + part.variant.shape.area, 0);
}

function least(values: number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
