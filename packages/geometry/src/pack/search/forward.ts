/**
 * The order in which plates are printed, and early parts brought forward in it: none stands on a
 * later plate only because later parts have taken its room on an earlier one.
 */
import { type Board, isOpen, type Placed, resetBoard } from "../engine/board.ts";
import type { Aim } from "../engine/scan.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { addTo, bareSeats, insert, mayTake, openPlate } from "./greedy.ts";
import { newBoards, ranksOf, type State } from "./state.ts";

/** Bringing a part forward may change the order of the plates; it is seldom done twice. */
const PASSES_MAX = 8;
const AIM: Aim = { x: 0.01, y: 1 };

/**
 * Open plates as they came; then lowest rank first, then those with most of it, then with most of
 * it and the next one, and so on: with one rank the fullest first, and the emptiest plate last.
 */
export function inPrintOrder(job: Job, state: State): Board[] {
  const open = state.boards.filter((board) => isOpen(board) && board.placed.length > 0);
  const ranks = ranksOf(job);
  const made = newBoards(state).map((board) => {
    const of = (part: Placed) => job.entries[part.item];
    const upTo = (rank: number) => fillOf(board, (part) => of(part).rank <= rank);
    const first = (figure: (part: Placed) => number) =>
      board.placed.reduce((least, part) => Math.min(least, figure(part)), Number.POSITIVE_INFINITY);
    const fills = ranks.map((rank) => -upTo(rank));
    return { board, keys: [first((part) => of(part).rank), ...fills, first((p) => of(p).item)] };
  });
  made.sort((a, b) => {
    const at = a.keys.findIndex((key, index) => key !== b.keys[index]);
    return at < 0 ? 0 : a.keys[at] - b.keys[at];
  });
  return [...open, ...made.map(({ board }) => board)];
}

/** Area in use in the layer that is fullest, mm2; that of the shadows in a flat job. */
export function fillOf({ ground, placed }: Board, isCounted = (_: Placed) => true): number {
  const layers = placed[0]?.variant.shape.areas ?? ground.areas;
  const counted = placed.filter(isCounted);
  const areas = layers.map((_, layer) =>
    counted.reduce((sum, part) => sum + part.variant.shape.areas[layer], ground.areas[layer] ?? 0),
  );
  return areas.reduce((most, area) => Math.max(most, area), 0);
}

/**
 * Changes the answer until no part fits an earlier plate from which the parts of higher ranks are
 * taken off. These go to the first plate with room for them, or to a new one: a plate more for a
 * late part is the price of an early one's place, and never the other way round.
 */
export function bringForward(job: Job, state: State): State {
  if (ranksOf(job).length < 2) return state;
  for (let pass = 0; pass < PASSES_MAX && bringForwardOnce(job, state); pass++);
  if (state.out.every((item) => job.entries[item].rank > job.sureRank)) return state;
  // First fit by rank pushes nobody back, and leaves out no more than must be; see platesEnough.
  return addTo({ ...job, shouldStop: () => false }, bareSeats(job)).state;
}

/** Lowest rank first, so that what was brought forward is not pushed back in the same pass. */
function bringForwardOnce(job: Job, state: State): boolean {
  const order = inPrintOrder(job, state);
  const refused = new Map(order.map((board) => [board, new Set<number[]>()]));
  let isChanged = false;
  for (const [item, { angles }] of job.entries.entries()) {
    const at = order.findIndex(({ placed }) => placed.some((part) => part.item === item));
    const earlier = at < 0 ? order : order.slice(0, at);
    for (const board of earlier.filter((one) => !refused.get(one)?.has(angles))) {
      const displaced = takeRoomOfLater(job, board, item);
      refused.get(board)?.add(angles);
      if (!displaced) continue;
      isChanged = true;
      state.out = state.out.filter((out) => out !== item);
      if (at >= 0) {
        keepOnly(job, order[at], (other) => other !== item);
        if (order[at].placed.length === 0) order.splice(at, 1);
        state.boards = state.boards.filter((one) => isOpen(one) || one.placed.length > 0);
      }
      placeAnew(job, state, order, displaced);
      for (const tried of refused.values()) tried.clear();
      break;
    }
  }
  return isChanged;
}

/** Puts an item where parts of higher ranks were, and answers those; nothing without room. */
function takeRoomOfLater(job: Job, board: Board, item: number): number[] | undefined {
  const { rank, angles, shape } = job.entries[item];
  const before = board.placed;
  const later = before.filter((part) => job.entries[part.item].rank > rank);
  const freed = later.reduce((sum, part) => sum + part.variant.shape.claim, 0);
  const { width, depth, gap } = job.frame;
  const room = (width + gap) * (depth + gap) - board.claimed + freed;
  if (later.length === 0 || shape.claim > room + 1e-6) return undefined;
  keepOnly(job, board, (other) => job.entries[other].rank <= rank);
  const some = angles.slice(0, TUNABLES.angles_first);
  if (insert(board, job, item, some, AIM, "first_fit")) return later.map((part) => part.item);
  resetBoard(board, job.frame, before);
  return undefined;
}

/** Each to the first plate with room, else to a new one, else left out. */
function placeAnew(job: Job, state: State, order: Board[], items: number[]): void {
  for (const item of items.sort((a, b) => a - b)) {
    const entry = job.entries[item];
    const some = entry.angles.slice(0, TUNABLES.angles_first);
    const isPlaced = order.some((board) => {
      return mayTake(board, job, entry) && insert(board, job, item, some, AIM, "first_fit");
    });
    if (isPlaced) continue;
    if (newBoards(state).length >= job.platesMax) {
      state.out.push(item);
      continue;
    }
    const board = openPlate(job, item, some, AIM);
    order.push(board);
    state.boards = [...state.boards, board];
  }
}

function keepOnly(job: Job, board: Board, isKept: (item: number) => boolean): void {
  resetBoard(
    board,
    job.frame,
    board.placed.filter((part) => isKept(part.item)),
  );
}
