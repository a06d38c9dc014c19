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
import type { Place as SeparatePlace } from "../separate/place.ts";
import type { Budget } from "../separate/separate.ts";
import { TUNABLES } from "../tunables.ts";
import { itemsOn, type Plan, type Press, type Start, separateAll } from "./press.ts";
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
    const plan = planFor(job, state, start, random);
    if (!plan) break;
    const cost = costOf(job, press, plan);
    const most = Math.ceil((movesMax - moves) / cost);
    const budget: Budget = { moves: most, shouldStop: job.shouldStop };
    const isBetter = follow(job, press, state, plan, budget, random);
    const made = Math.max(1, Math.round(cost * (most - budget.moves)));
    moves = Math.min(movesMax, moves + made);
    press.failures = isBetter ? 0 : press.failures + 1;
    if (isBetter) onBetter(state, moves);
  }
  return moves;
}

/** What separating one part once counts as, in moves, so that they take about equal times. */
function costOf(job: Job, { book, kindOf }: Press, { item, onto }: Plan): number {
  const items = [item, ...itemsOn(onto)];
  const pieces = items.reduce((sum, at) => {
    const kind = kindOf.get(job.entries[at].angles) ?? 0;
    return sum + book.kinds[kind].shapeOf().pieces.length;
  }, 0);
  return Math.max(1, (pieces / items.length) ** 2 / TUNABLES.squeeze_pairs);
}

function planFor(job: Job, state: State, start: Start, random: Random): Plan | undefined {
  const { width, depth, gap } = job.frame;
  const boards = newBoards(state);
  const from = state.out.length > 0 ? undefined : emptiestOf(boards);
  const items = from ? from.placed.map((part) => part.item) : state.out;
  // The smaller of two, mostly: what little room there is serves small parts.
  const drawn = [items[random.below(items.length)], items[random.below(items.length)]];
  const [item] = drawn.sort((a, b) => claimOf(job, a) - claimOf(job, b));
  const others = state.boards.filter((board) => board !== from && board.ground.fixed.length === 0);
  const most = start === "laid" ? TUNABLES.squeeze_boards : 1;
  const count = Math.min(others.length, 1 + random.below(most));
  const onto = shuffle([...others], random).slice(0, count);
  const offered = onto.length * (width + gap) * (depth + gap);
  const claimed = onto.reduce((sum, board) => sum + board.claimed, claimOf(job, item));
  return onto.length > 0 && claimed <= offered ? { item, from, onto, start } : undefined;
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
  const { frame, entries } = job;
  const { item, from, onto } = plan;
  // Thrown anew it is another start each time: many short tries find more than a few long ones.
  const doublings = plan.start === "laid" ? TUNABLES.squeeze_levels : 0;
  const level = Math.min(doublings, press.failures / state.boards.length);
  const passes = Math.round(TUNABLES.squeeze_passes * 2 ** level);
  const places = separateAll(job, press, plan, budget, passes, random);
  if (!places) return false;
  const before = { boards: state.boards, out: state.out, measure: measureFor(job, state) };
  const placed = [...onto, ...(from ? [from] : [])].map((board) => {
    return { board, parts: board.placed };
  });
  const items = [...itemsOn(onto), item];
  for (const board of onto) resetBoard(board, frame, []);
  const isSeated = items.every((at, part) => {
    const board = onto[places[part].container];
    const place = placeFor(places[part], entries[at], job);
    const start = { x: place.x, y: place.y };
    if (!settle(board, frame, place.variant, start, { x: 1, y: 1 }, 0)) return false;
    addPart(board, frame, { item: at, ...place, how: "improved" });
    return true;
  });
  if (from)
    resetBoard(
      from,
      frame,
      from.placed.filter((part) => part.item !== item),
    );
  state.out = state.out.filter((at) => at !== item);
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

const measureFor = (job: Job, state: State) => measureOf(job, state).slice(0, -1);

/** The place as boards state it. */
function placeFor({ x, y, turn_deg }: SeparatePlace, entry: Entry, { frame }: Job): Place {
  const variant = variantOf(entry.shape, turn_deg, frame);
  return {
    variant,
    x: Math.max(0, Math.min(frame.width - variant.width, x + variant.left)),
    y: Math.max(0, Math.min(frame.depth - variant.depth, y + variant.front)),
  };
}
