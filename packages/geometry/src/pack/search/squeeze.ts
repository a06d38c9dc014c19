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
  for (const { shape, angles: all } of entries) {
    if (kindOf.has(all)) continue;
    kindOf.set(all, kinds.length);
    const angles = all.slice(0, TUNABLES.squeeze_angles);
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

/** How the parts of a plate lie before they are moved: as they are, or anywhere. */
export type Start = "laid" | "thrown";

/** One part more for some plates; `from` is absent where the part is on none. */
type Plan = { item: number; from: Board | undefined; onto: Board[]; start: Start };

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

const itemsOn = (boards: Board[]): number[] =>
  boards.flatMap(({ placed }) => placed.map((part) => part.item));

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
  const layout = layOut(job, press, plan, random);
  // Thrown anew it is another start each time: many short tries find more than a few long ones.
  const doublings = plan.start === "laid" ? TUNABLES.squeeze_levels : 0;
  const level = Math.min(doublings, press.failures / state.boards.length);
  const passes = Math.round(TUNABLES.squeeze_passes * 2 ** level);
  if (!separate(layout, budget, random, { passes, strikes: 1 })) return false;
  const before = { boards: state.boards, out: state.out, measure: measureFor(job, state) };
  const placed = [...onto, ...(from ? [from] : [])].map((board) => {
    return { board, parts: board.placed };
  });
  const items = [...itemsOn(onto), item];
  for (const board of onto) resetBoard(board, frame, []);
  const isSeated = items.every((at, part) => {
    const board = onto[layout.home[part]];
    const place = placeFor(layout, entries[at], part, job);
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

/** The parts of the boards as they lie, and the new one anywhere; or all of them anywhere. */
function layOut(
  job: Job,
  { book, kindOf }: Press,
  { onto, item, start }: Plan,
  random: Random,
): Layout {
  const { frame, entries } = job;
  const { width, depth } = frame;
  const containers = onto.map(() => ({ width, depth }));
  const items = [...itemsOn(onto), item];
  const parts = items.map((at) => ({ kind: kindOf.get(entries[at].angles) ?? 0 }));
  const layout = makeLayout(containers, parts, book);
  const throwOn = (part: number) => {
    const turns = book.kinds[parts[part].kind].turns_deg;
    const turn_deg = turns[random.below(turns.length)];
    const container = random.below(onto.length);
    const [x, y] = [random.next() * width, random.next() * depth];
    putAt(layout, part, { container, x, y, turn_deg });
  };
  if (start === "thrown") {
    for (const part of parts.keys()) throwOn(part);
    return layout;
  }
  let part = 0;
  for (const [container, { placed }] of onto.entries()) {
    for (const { item: at, variant, x, y } of placed) {
      const turn_deg = variant.angle_deg - entries[at].angles[0];
      putAt(layout, part, { container, x: x - variant.left, y: y - variant.front, turn_deg });
      part++;
    }
  }
  throwOn(part);
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
