import { makeRandom } from "../random.ts";
import type {
  LeftOut,
  PackedPart,
  PackedPlate,
  PackItem,
  Packing,
  PackOptions,
  Plate,
} from "../types.ts";
import type { Board } from "./engine/board.ts";
import { leansOf } from "./engine/leans.ts";
import { normalise } from "./problem/angles.ts";
import { boundPlates } from "./problem/bound.ts";
import { type Job, makeJob } from "./problem/job.ts";
import { leaveOutForPlates } from "./problem/reasons.ts";
import { firstAnswer } from "./search/first.ts";
import { bringForward, fillOf, inPrintOrder } from "./search/forward.ts";
import { platesEnough, sureRankOf } from "./search/greedy.ts";
import { improve } from "./search/improve.ts";
import { betterOfShadows } from "./search/shadows.ts";
import { heightOf, isUnbeatable, newBoards, type State } from "./search/state.ts";
import { TUNABLES } from "./tunables.ts";

/**
 * Packs items onto as few plates as it can find, each at least the gap from the others.
 *
 * items    at most 10,000, ids unique; an item that cannot be packed is left out with a reason
 * plate    all plates are alike
 * options  see PackOptions; a move tries one part on one plate, mostly 0.2 to 1 ms
 * returns  open plates that took something, then new plates in the order in which they should be
 *          printed, see inPrintOrder; with equal arguments the same bytes, on every machine
 * ranks    no part stands on a later plate, or is left out, because parts of higher ranks took its
 *          room. Answers are compared rank by rank: where the number of new plates that carry a
 *          rank or a lower one differs from the first answer for these ranks alone (on cells of
 *          the same size), it is less at the first rank that differs, or the plates more carry
 *          what made room for a lower rank
 * throws   GeometryError "pack_request_invalid" for options that make no sense
 * cost     first answer: 0.1-0.5 s for 100 parts, 1-2 s for 1000, 11 s for 10,000
 */
export function pack(items: PackItem[], plate: Plate, options: PackOptions): Packing {
  let isTold = false;
  const shouldStop = () => {
    isTold ||= options.shouldStop?.() ?? false;
    return isTold;
  };
  const { job, leftOut } = makeJob(items, plate, { ...options, shouldStop });
  job.sureRank = sureRankOf(job);
  const area_mm2 = plate.width_mm * plate.depth_mm;
  const onBetter = reporter(options, leftOut.length, area_mm2);
  const random = makeRandom(options.seed).derive("improve");
  const shadows = options.height_aware ? packShadows(items, plate, options, shouldStop) : undefined;
  const spent = Math.ceil((shadows?.moves ?? 0) * TUNABLES.shadows_cost);
  const alone = firstAnswer(job, random.derive("first"));
  const { margin_mm, moves_max = 0 } = options;
  const first = shadows ? betterOfShadows(job, alone, shadows, items, margin_mm) : alone;
  onBetter(first, spent);
  const later = (state: State, made: number) => onBetter(state, spent + made);
  const improved = improve(job, first, moves_max - spent, random, later);
  const state = bringForward(job, improved.state);
  const isBest = isUnbeatable(job, state);
  leftOut.push(...leftOutOf(job, state, items));
  const position = new Map(items.map((item, at) => [item.id, at]));
  const orderOf = (id: string) => position.get(id) ?? 0;
  return {
    plates: inPrintOrder(job, state).map((board) => platedOf(job, board, items, options, area_mm2)),
    left_out: leftOut.sort((a, b) => orderOf(a.id) - orderOf(b.id)),
    bound_plates: Math.min(boundPlates(job), job.platesMax),
    stopped: isBest ? "bound" : isTold ? "told" : "moves",
    seed: options.seed,
    moves: spent + improved.moves,
  };
}

/** What a search by height begins with: to reach over others is not always worth its cost. */
function packShadows(
  items: PackItem[],
  plate: Plate,
  options: PackOptions,
  shouldStop: () => boolean,
): Packing {
  const { onProgress: _, ...others } = options;
  return pack(items, plate, { ...others, height_aware: false, shouldStop });
}

function leftOutOf(job: Job, { out }: State, items: PackItem[]): LeftOut[] {
  if (out.length === 0) return [];
  const enough = platesEnough(job);
  return out.map((at) => {
    const { item, rank } = job.entries[at];
    return leaveOutForPlates(items[item].id, job.platesMax, enough.get(rank) ?? 0);
  });
}

/** Tells of better answers, the first one and then not too often. */
function reporter({ onProgress }: PackOptions, leftOut: number, area_mm2: number) {
  let next = 0;
  return (state: State, moves: number) => {
    if (!onProgress || moves < next) return;
    next = moves + TUNABLES.progress_moves;
    const fills = newBoards(state).map((board) => fillOf(board) / area_mm2);
    onProgress({
      plates: fills.length,
      left_out: leftOut + state.out.length,
      least_utilisation: fills.length > 0 ? least(fills) : 0,
      moves,
    });
  };
}

function platedOf(
  job: Job,
  board: Board,
  items: PackItem[],
  options: PackOptions,
  area_mm2: number,
): PackedPlate {
  const parts = [...board.placed].sort(
    (a, b) => job.entries[a.item].item - job.entries[b.item].item,
  );
  const { open_id } = board.ground;
  const margin = options.margin_mm;
  const placements = parts.map((part): PackedPart => {
    const { item, variant, x, y, how } = part;
    const leans = leansOf(board, job.frame, part);
    const ids = leans.parts.map(
      (other) => other.fixed_id ?? items[job.entries[other.item].item].id,
    );
    return {
      id: items[job.entries[item].item].id,
      x_mm: margin + x - variant.left,
      y_mm: margin + y - variant.front,
      rotation_deg: normalise(variant.angle_deg),
      why: { code: how, rims: leans.rims, ids },
    };
  });
  return {
    ...(open_id !== undefined && { open_plate_id: open_id }),
    placements,
    utilisation: fillOf(board) / area_mm2,
    height_mm: heightOf(job, board),
  };
}

function least(values: number[]): number {
  return values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
}
