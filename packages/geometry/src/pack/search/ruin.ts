/** Ruin and recreate (Schrimpf et al., 2000): parts are taken off plates and put back otherwise. */
import type { Random } from "../../random.ts";
import { shuffle } from "../../random.ts";
import { type Board, isOpen, type Placed, putToRest, resetBoard } from "../engine/board.ts";
import type { Aim } from "../engine/scan.ts";
import { liftOf } from "../engine/shape.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { insert, mayTake, openPlate } from "./greedy.ts";
import { compareMeasures, isUnbeatable, type Measure, newBoards, type State } from "./state.ts";

/** What one round does. */
export type Round = {
  /** The plates that parts are taken off; the first is cleared. */
  boards: Board[];
  /** The plates to try for a part, in this order; some of `boards`. */
  targetsFor: (item: number) => Board[];
  /** Whether a part that finds no place may have a new plate. */
  mayOpen: (item: number) => boolean;
};

/** Told of each better answer, and of the moves made so far. */
export type OnBetter = (state: State, moves: number) => void;

/**
 * Makes rounds until the moves are used up; changes `state` and returns the moves made. The result
 * of a round stays if no figure that counts got worse.
 */
export function ruinAndRecreate(
  job: Job,
  state: State,
  movesMax: number,
  random: Random,
  measureOf: (state: State) => Measure,
  planRound: () => Round,
  onBetter: OnBetter,
): number {
  let moves = 0;
  let measure = measureOf(state);
  while (moves < movesMax && state.boards.length > 0) {
    if (isUnbeatable(job, state) || job.shouldStop()) break;
    const round = planRound();
    const { boards } = round;
    const before = boards.map((board) => board.placed);
    const outBefore = state.out;
    const allBefore = state.boards;
    const loose = boards.flatMap((board, at) => takeOff(board, job, at === 0, boards, random));
    const made = putIn(job, state, round, [...loose, ...outBefore], random, movesMax - moves);
    moves += Math.max(1, made.moves);
    state.out = made.out;
    state.boards = state.boards.filter((board) => board.placed.length > 0 || isOpen(board));
    const now = measureOf(state);
    const difference = made.isComplete ? compareMeasures(now, measure) : Number.POSITIVE_INFINITY;
    if (difference <= 0) {
      measure = now;
      if (difference < 0) onBetter(state, moves);
      continue;
    }
    state.out = outBefore;
    state.boards = allBefore;
    for (const [at, board] of boards.entries()) resetBoard(board, job.frame, before[at]);
    if (state.boards.length > TUNABLES.boards_awake) boards.forEach(putToRest);
  }
  return moves;
}

/** Takes parts off a board: all of them, those around a point, or any; returns them. */
function takeOff(
  board: Board,
  job: Job,
  isTarget: boolean,
  boards: Board[],
  random: Random,
): number[] {
  const parts = board.placed;
  const way = random.next();
  let isKept = (_part: Placed) => false;
  if (!(isTarget && boards.length > 1) && way > TUNABLES.clear_share) {
    if (way < (1 + TUNABLES.clear_share) / 2) {
      const x = random.next() * job.frame.width;
      const y = random.next() * job.frame.depth;
      const r = (0.15 + 0.45 * random.next()) * Math.max(job.frame.width, job.frame.depth);
      isKept = (part) =>
        Math.hypot(part.x + part.variant.width / 2 - x, part.y + part.variant.depth / 2 - y) > r;
    } else {
      const share = 0.1 + 0.5 * random.next();
      isKept = () => random.next() > share;
    }
  }
  const kept: Placed[] = [];
  const loose: number[] = [];
  for (const part of parts) {
    if (isKept(part)) kept.push(part);
    else loose.push(part.item);
  }
  resetBoard(board, job.frame, kept);
  return loose;
}

/** Puts loose parts onto the boards; stops early once a part that had a place finds none. */
function putIn(
  job: Job,
  state: State,
  { boards, targetsFor, mayOpen }: Round,
  loose: number[],
  random: Random,
  movesMax: number,
): { moves: number; out: number[]; isComplete: boolean } {
  const opened: Board[] = [];
  const aims = new Map(boards.map((board) => [board, randomAim(random)]));
  const aimAt = (board: Board) => aims.get(board) ?? { x: 0.01, y: 1 };
  const outMax = state.out.length > 0 ? Number.POSITIVE_INFINITY : 0;
  const out: number[] = [];
  let moves = 0;
  for (const item of randomOrder(job, loose, random)) {
    if (moves >= movesMax || job.shouldStop()) return { moves, out, isComplete: false };
    const entry = job.entries[item];
    const angles = drawAngles(entry.angles, random);
    const isPlaced = [...targetsFor(item), ...opened].some((board) => {
      if (moves >= movesMax || !mayTake(board, job, entry)) return false;
      moves++;
      return insert(board, job, item, angles, aimAt(board), "improved");
    });
    if (isPlaced) continue;
    if (mayOpen(item) && newBoards(state).length < job.platesMax) {
      const board = openPlate(job, item, entry.angles, aimAt(boards[0]));
      opened.push(board);
      state.boards = [...state.boards, board];
      continue;
    }
    out.push(item);
    if (out.length > outMax) return { moves, out, isComplete: false };
  }
  return { moves, out, isComplete: true };
}

/**
 * By rank, then by decreasing area times a random factor, mild or wild; where layers count, mostly
 * what is low first, since what is placed later may reach over it.
 */
function randomOrder(job: Job, items: number[], random: Random): number[] {
  const noise = [0, 0.3, 1][random.below(3)];
  const isLowFirst = job.frame.layers > 1 && random.next() < TUNABLES.low_first_share;
  const key = new Map<number, number>();
  for (const item of items) {
    const { shape } = job.entries[item];
    const size = isLowFirst ? 1 / (1 + liftOf(shape)) : shape.claim;
    key.set(item, size * (1 - noise * random.next()));
  }
  const keyOf = (item: number) => key.get(item) ?? 0;
  return [...items].sort((a, b) => {
    return job.entries[a].rank - job.entries[b].rank || keyOf(b) - keyOf(a) || a - b;
  });
}

function randomAim(random: Random): Aim {
  const lean = [0.01, 0.1, 0.3, 1, 1, 1][random.below(6)];
  const x = random.next() < 0.5 ? lean : -lean;
  const y = random.next() < 0.5 ? 1 : -1;
  return random.next() < 0.5 ? { x, y } : { x: y, y: x };
}

function drawAngles(angles: number[], random: Random): number[] {
  const count = TUNABLES.angles_drawn;
  return angles.length <= count ? angles : shuffle([...angles], random).slice(0, count);
}
