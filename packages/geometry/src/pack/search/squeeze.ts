/**
 * Brings parts onto plates that seem full: a part is laid among the others, or all are thrown on
 * anew, and moved until none overlap. Ruin and recreate moves parts one by one; this moves them
 * together, over several plates too.
 */
import { type Random, shuffle } from "../../random.ts";
import { addPart, type Board, putToRest, resetBoard } from "../engine/board.ts";
import { settle } from "../engine/contact.ts";
import type { Place } from "../engine/place.ts";
import { variantOf } from "../engine/shape.ts";
import type { Entry, Job } from "../problem/job.ts";
import type { Budget } from "../separate/separate.ts";
import { TUNABLES } from "../tunables.ts";
import {
  itemsOn,
  type Plan,
  type Press,
  pairsOf,
  type Seat,
  type Start,
  separateAll,
} from "./press.ts";
import type { OnBetter } from "./ruin.ts";
import { compareMeasures, isUnbeatable, measureOf, newBoards, type State } from "./state.ts";

/**
 * Moves parts from the emptiest new plate, and those left out, onto other plates. Begins with no
 * further part after `movesFair`, but lets one have `movesMax`, since a separation that is cut
 * short is worth nothing. Changes `state`, which never gets worse, and returns the moves made.
 */
export function squeeze(
  job: Job,
  press: Press,
  start: Start,
  state: State,
  movesFair: number,
  movesMax: number,
  random: Random,
  onBetter: OnBetter,
): number {
  let moves = 0;
  while (moves < movesFair && !isUnbeatable(job, state) && !job.shouldStop()) {
    const plan = planFor(job, press, state, start, random);
    if (!plan) break;
    const pairs = pairsOf(job, press, plan);
    if (pairs === undefined) break;
    if (press.book.isByHeight && pairs > TUNABLES.squeeze_pairs_most) break;
    const cost = costOf(job, pairs);
    const most = Math.min(movesFor(job, plan), Math.ceil((movesMax - moves) / cost));
    const budget: Budget = { moves: most, shouldStop: job.shouldStop };
    const isBetter = follow(job, press, state, plan, budget, random);
    const made = Math.max(1, Math.round(cost * (most - budget.moves)));
    moves = Math.min(movesMax, moves + made);
    if (start === "thrown" && !isBetter) press.more = Math.max(1, plan.items.length >> 1);
    if (isBetter) onBetter(state, moves);
  }
  return moves;
}

/** By height what comes apart does so soon, and many tries find more. */
function movesFor(job: Job, { items, onto, start }: Plan): number {
  if (job.frame.layers === 1 || start === "laid") return Number.POSITIVE_INFINITY;
  return TUNABLES.squeeze_thrown_moves * (items.length + itemsOn(onto).length);
}

/** What separating one part once counts as, in moves, so that they take about equal times. */
function costOf(job: Job, pairs: number): number {
  const { squeeze_pairs, squeeze_pairs_by_height } = TUNABLES;
  return Math.max(1, pairs / (job.frame.layers > 1 ? squeeze_pairs_by_height : squeeze_pairs));
}

function planFor(
  job: Job,
  press: Press,
  state: State,
  start: Start,
  random: Random,
): Plan | undefined {
  const { width, depth, gap } = job.frame;
  const boards = newBoards(state);
  const from = state.out.length > 0 ? undefined : emptiestOf(boards);
  const loose = from ? from.placed.map((part) => part.item) : state.out;
  // The smaller of two, mostly: what little room there is serves small parts.
  const drawn = [loose[random.below(loose.length)], loose[random.below(loose.length)]];
  const [item] = drawn.sort((a, b) => claimOf(job, a) - claimOf(job, b));
  const others = state.boards.filter((board) => board !== from && board.ground.fixed.length === 0);
  const most = start === "laid" ? TUNABLES.squeeze_boards : 1;
  const count = Math.min(others.length, 1 + random.below(most));
  const drawnBoards = shuffle([...others], random);
  // Where a plate gets several parts it is the one with most room.
  const isMany = start === "thrown" && press.more > 1;
  if (isMany) drawnBoards.sort((a, b) => a.claimed - b.claimed);
  const onto = drawnBoards.slice(0, count);
  const offered = onto.length * (width + gap) * (depth + gap);
  const room = offered - onto.reduce((sum, board) => sum + board.claimed, claimOf(job, item));
  if (onto.length === 0 || room < 0) return undefined;
  const more = isMany ? addedWithin(job, room, loose, item, press.more - 1, random) : [];
  return { items: [item, ...more], from, onto, start };
}

/** Some of the other loose parts, that claim no more than there is room. */
function addedWithin(
  job: Job,
  room: number,
  loose: number[],
  item: number,
  most: number,
  random: Random,
): number[] {
  const added: number[] = [];
  let left = room;
  for (const other of shuffle([...loose], random)) {
    if (added.length >= most) break;
    if (other === item || claimOf(job, other) > left) continue;
    left -= claimOf(job, other);
    added.push(other);
  }
  return added;
}

const claimOf = (job: Job, item: number): number => job.entries[item].shape.claim;

const emptiestOf = (boards: Board[]): Board =>
  boards.reduce((least, board) => (board.claimed < least.claimed ? board : least));

/** Tries it; false, and nothing has changed, where it fails or makes the answer worse. */
function follow(
  job: Job,
  press: Press,
  state: State,
  plan: Plan,
  budget: Budget,
  random: Random,
): boolean {
  const { frame } = job;
  const { from, onto } = plan;
  const places = separateAll(job, press, plan, budget, random);
  if (!places) return false;
  const before = { boards: state.boards, out: state.out, measure: measureFor(job, state) };
  const placed = [...onto, ...(from ? [from] : [])].map((board) => {
    return { board, parts: board.placed };
  });
  const items = [...itemsOn(onto), ...plan.items];
  const isSeated = seatAll(job, onto, items, places);
  const moved = new Set(plan.items);
  if (from)
    resetBoard(
      from,
      frame,
      from.placed.filter((part) => !moved.has(part.item)),
    );
  state.out = state.out.filter((at) => !moved.has(at));
  state.boards = state.boards.filter((board) => board !== from || from.placed.length > 0);
  if (isSeated && compareMeasures(measureFor(job, state), before.measure) < 0) return true;
  state.out = before.out;
  state.boards = before.boards;
  for (const { board, parts } of placed) {
    resetBoard(board, frame, parts);
    if (state.boards.length > TUNABLES.boards_awake) putToRest(board);
  }
  return false;
}

/** Puts the parts on the boards, emptied before; false as soon as one is not free. */
function seatAll(job: Job, boards: Board[], items: number[], seats: Seat[]): boolean {
  const { frame, entries } = job;
  const aim = { x: 1, y: 1 };
  // Layers of the separation are joined from pieces, and not always quite outward.
  const reach = frame.layers > 1 ? TUNABLES.squeeze_reach_mm : 0;
  for (const board of boards) resetBoard(board, frame, []);
  const order = [...items.keys()].sort((a, b) => seats[a].level - seats[b].level || a - b);
  return order.every((part) => {
    const item = items[part];
    const board = boards[seats[part].container];
    const place = placeFor(seats[part], entries[item], job);
    const start = { x: place.x, y: place.y };
    const found =
      settle(board, frame, place.variant, start, aim, 0) ??
      (reach > 0 ? settle(board, frame, place.variant, start, aim, reach) : undefined);
    if (found) addPart(board, frame, { item, ...place, ...found, how: "improved" });
    return found !== undefined;
  });
}

const measureFor = (job: Job, state: State) => measureOf(job, state).slice(0, -1);

/** The place as boards state it. */
function placeFor({ x, y, turn_deg }: Seat, entry: Entry, { frame }: Job): Place {
  const variant = variantOf(entry.shape, turn_deg, frame);
  return {
    variant,
    x: Math.max(0, Math.min(frame.width - variant.width, x + variant.left)),
    y: Math.max(0, Math.min(frame.depth - variant.depth, y + variant.front)),
  };
}
