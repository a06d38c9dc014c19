/**
 * Brings parts onto plates that seem full: a part is laid among the others, and all of them are
 * moved until none overlap. Ruin and recreate moves parts one by one; this moves them together.
 */
import type { Random } from "../../random.ts";
import { addPart, type Board, type Placed, putToRest, resetBoard } from "../engine/board.ts";
import { settle } from "../engine/contact.ts";
import type { Place } from "../engine/place.ts";
import { variantOf } from "../engine/shape.ts";
import type { Entry, Job } from "../problem/job.ts";
import { type FormBook, type Kind, makeFormBook } from "../separate/book.ts";
import { turnRing } from "../separate/convex.ts";
import { makeShape, type Shape } from "../separate/form.ts";
import { type Layout, makeLayout } from "../separate/layout.ts";
import { placeOf, putAt } from "../separate/place.ts";
import { type Budget, separate } from "../separate/separate.ts";
import { SEPARATE } from "../separate/tunables.ts";
import { TUNABLES } from "../tunables.ts";
import type { OnBetter } from "./ruin.ts";
import { compareMeasures, isUnbeatable, measureOf, newBoards, type State } from "./state.ts";

/** The kinds of parts of a job, as the separation sees them. */
export type Press = {
  book: FormBook;
  /** By list of angles, which every shape and rule has its own of. */
  kindOf: Map<number[], number>;
  /** Boards that lately took nothing more. */
  failures: number;
};

/** Nothing where the separation does not know how parts meet: by height, or at too many turns. */
export function makePress(job: Job): Press | undefined {
  const { frame, entries } = job;
  if (frame.layers > 1) return undefined;
  const kindOf = new Map<number[], number>();
  const kinds: Kind[] = [];
  for (const { shape, angles } of entries) {
    if (kindOf.has(angles)) continue;
    kindOf.set(angles, kinds.length);
    let made: Shape | undefined;
    const shapeOf = () => {
      made ??= makeShape(
        shape.outline.map((ring) => turnRing(ring, angles[0])),
        TUNABLES.squeeze_tolerance,
      );
      return made;
    };
    kinds.push({ shapeOf, turns_deg: angles.map((angle) => angle - angles[0]) });
  }
  const turns = new Set(kinds.flatMap(({ turns_deg }) => turns_deg.map(Math.round)));
  if (turns.size ** 2 * kinds.length > TUNABLES.squeeze_turns_max) return undefined;
  const clear = SEPARATE.clear_share * frame.depth;
  return { book: makeFormBook(kinds, frame.gap + 2 * clear, clear), kindOf, failures: 0 };
}

/** One part more for a plate; `from` is absent where the part is on none. */
type Plan = { item: number; from: Board | undefined; onto: Board };

/**
 * Moves parts from the emptiest new plate, and those left out, onto other plates. Begins with no
 * further part after `movesFair`, but lets one have `movesMax`, since a separation that is cut
 * short is worth nothing. Changes `state`, which never gets worse, and returns the moves made.
 */
export function squeeze(
  job: Job,
  press: Press,
  state: State,
  movesFair: number,
  movesMax: number,
  random: Random,
  onBetter: OnBetter,
): number {
  let moves = 0;
  while (moves < movesFair && !isUnbeatable(job, state) && !job.shouldStop()) {
    const plan = planFor(job, state, random);
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
  const items = [item, ...onto.placed.map((part) => part.item)];
  const pieces = items.reduce((sum, at) => {
    const kind = kindOf.get(job.entries[at].angles) ?? 0;
    return sum + book.kinds[kind].shapeOf().pieces.length;
  }, 0);
  return Math.max(1, (pieces / items.length) ** 2 / TUNABLES.squeeze_pairs);
}

function planFor(job: Job, state: State, random: Random): Plan | undefined {
  const { width, depth, gap } = job.frame;
  const boards = newBoards(state);
  const from = state.out.length > 0 ? undefined : emptiestOf(boards);
  const items = from ? from.placed.map((part) => part.item) : state.out;
  // The smaller of two, mostly: what little room there is serves small parts.
  const drawn = [items[random.below(items.length)], items[random.below(items.length)]];
  const [item] = drawn.sort((a, b) => claimOf(job, a) - claimOf(job, b));
  const free = (board: Board) => (width + gap) * (depth + gap) - board.claimed;
  const others = state.boards.filter((board) => {
    const mayTake = board !== from && board.ground.fixed.length === 0;
    return mayTake && free(board) >= claimOf(job, item);
  });
  return others.length > 0 ? { item, from, onto: others[random.below(others.length)] } : undefined;
}

const claimOf = (job: Job, item: number): number => job.entries[item].shape.claim;

const emptiestOf = (boards: Board[]): Board =>
  boards.reduce((least, board) => (board.claimed < least.claimed ? board : least));

/** Tries it; false, and nothing has changed, where it fails or makes the answer worse. */
function follow(
  job: Job,
  press: Press,
  state: State,
  { item, from, onto }: Plan,
  budget: Budget,
  random: Random,
): boolean {
  const { frame, entries } = job;
  const layout = layOut(job, press, [...onto.placed], item, random);
  const level = Math.min(TUNABLES.squeeze_levels, press.failures / state.boards.length);
  const passes = Math.round(TUNABLES.squeeze_passes * 2 ** level);
  if (!separate(layout, budget, random, { passes, strikes: 1 })) return false;
  const before = { boards: state.boards, out: state.out, measure: measureFor(job, state) };
  const placed = [onto, ...(from ? [from] : [])].map((board) => ({ board, parts: board.placed }));
  const items = [...onto.placed.map((part) => part.item), item];
  resetBoard(onto, frame, []);
  const isSeated = items.every((at, part) => {
    const place = placeFor(layout, entries[at], part, job);
    const start = { x: place.x, y: place.y };
    if (!settle(onto, frame, place.variant, start, { x: 1, y: 1 }, 0)) return false;
    addPart(onto, frame, { item: at, ...place, how: "improved" });
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

/** The parts of a board as they lie, and the new one anywhere. */
function layOut(
  job: Job,
  { book, kindOf }: Press,
  placed: Placed[],
  item: number,
  random: Random,
): Layout {
  const { frame, entries } = job;
  const items = [...placed.map((part) => part.item), item];
  const parts = items.map((at) => ({ kind: kindOf.get(entries[at].angles) ?? 0 }));
  const layout = makeLayout([{ width: frame.width, depth: frame.depth }], parts, book);
  for (const [part, { variant, x, y }] of placed.entries()) {
    const turn_deg = variant.angle_deg - entries[items[part]].angles[0];
    putAt(layout, part, { container: 0, x: x - variant.left, y: y - variant.front, turn_deg });
  }
  const { angles } = entries[item];
  const turn_deg = angles[random.below(angles.length)] - angles[0];
  const [x, y] = [random.next() * frame.width, random.next() * frame.depth];
  putAt(layout, placed.length, { container: 0, x, y, turn_deg });
  return layout;
}

/** Where a part came to lie, as boards state it. */
function placeFor(layout: Layout, entry: Entry, part: number, { frame }: Job): Place {
  const { x, y } = placeOf(layout, part);
  const { book, form, parts } = layout;
  const turn = form[part] - book.firstForm[parts[part].kind];
  const variant = variantOf(entry.shape, entry.angles[turn], frame);
  return {
    variant,
    x: Math.max(0, Math.min(frame.width - variant.width, x + variant.left)),
    y: Math.max(0, Math.min(frame.depth - variant.depth, y + variant.front)),
  };
}
