/** Improves an answer: takes parts off a few plates and puts them back in another way. */
import type { Random } from "../../random.ts";
import { shuffle } from "../../random.ts";
import { type Board, type Placed, putToRest, resetBoard } from "../engine/board.ts";
import type { Aim } from "../engine/scan.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { betterOnTop, insert, isUnbeatable, mayTake } from "./greedy.ts";
import { largestGroups, latticesFor, seatOnLattices } from "./groups.ts";
import { betterAsJigsaw } from "./jigsaw.ts";
import { compareMeasures, measureOf, type State } from "./state.ts";

/**
 * Improves an answer until the moves are used up; never makes it worse.
 *
 * One move tries one part on one plate. Looks for plates without gaps and for periodic layouts
 * more closely first, then ruins and recreates. Uses the state and its boards up.
 */
export function improve(
  job: Job,
  first: State,
  movesMax: number,
  random: Random,
): { state: State; moves: number } {
  const share = Math.min(TUNABLES.jigsaw_most, movesMax * TUNABLES.jigsaw_share);
  const { state, moves } = betterAsJigsaw(job, first, Math.floor(share), random.derive("jigsaw"));
  const later = improvePlaces(job, state, movesMax - moves, random);
  return { state: later.state, moves: moves + later.moves };
}

function improvePlaces(
  job: Job,
  first: State,
  movesMax: number,
  random: Random,
): { state: State; moves: number } {
  const groups = Math.min(TUNABLES.lattice_groups, largestGroups(job).length);
  const affordable = (movesMax * TUNABLES.lattice_share) / TUNABLES.lattice_moves / groups;
  const angles = Math.min(TUNABLES.lattice_angles, Math.floor(affordable));
  if (groups === 0 || angles < 1 || isUnbeatable(job, first) || job.shouldStop()) {
    return { state: first, moves: ruinAndRecreate(job, first, movesMax, random) };
  }
  const seats = seatOnLattices(job, latticesFor(job, angles, groups));
  const state = betterOnTop(job, first, seats);
  const spent = groups * angles * TUNABLES.lattice_moves;
  const moves = spent + ruinAndRecreate(job, state, movesMax - spent, random);
  return { state, moves };
}

/**
 * Ruins and recreates (Schrimpf et al., 2000); changes `state` and returns the moves made.
 *
 * Each round dissolves the emptiest plate, thins out a few others and puts all those parts back,
 * the emptiest plate last. The result stays if no figure that counts got worse.
 */
function ruinAndRecreate(job: Job, state: State, movesMax: number, random: Random): number {
  let moves = 0;
  let measure = measureOf(job, state).slice(0, -1);
  while (moves < movesMax && !isUnbeatable(job, state) && !job.shouldStop()) {
    const boards = pickBoards(state, random);
    const before = boards.map((board) => board.placed);
    const outBefore = state.out;
    const allBefore = state.boards;
    const loose = boards.flatMap((board, at) => takeOff(board, job, at === 0, boards, random));
    const made = putIn(job, state, boards, [...loose, ...outBefore], random, movesMax - moves);
    moves += Math.max(1, made.moves);
    state.out = made.out;
    state.boards = state.boards.filter((board) => board.placed.length > 0);
    const now = measureOf(job, state).slice(0, -1);
    if (made.isComplete && compareMeasures(now, measure) <= 0) {
      measure = now;
      continue;
    }
    state.out = outBefore;
    state.boards = allBefore;
    for (const [at, board] of boards.entries()) resetBoard(board, job.frame, before[at]);
    if (state.boards.length > TUNABLES.boards_awake) boards.forEach(putToRest);
  }
  return moves;
}

/** The plate to empty, then the plates to fill. */
function pickBoards(state: State, random: Random): Board[] {
  const byClaim = [...state.boards].sort((a, b) => a.claimed - b.claimed);
  const at = random.next() < TUNABLES.emptiest_share ? 0 : random.below(byClaim.length);
  const [target] = byClaim.splice(at, 1);
  const count = 1 + random.below(TUNABLES.plates_touched);
  return [target, ...shuffle(byClaim, random).slice(0, count)];
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
  boards: Board[],
  loose: number[],
  random: Random,
  movesMax: number,
): { moves: number; out: number[]; isComplete: boolean } {
  const [target, ...fillers] = boards;
  const targets = [...fillers, target];
  const aims = targets.map(() => randomAim(random));
  const outMax = state.out.length > 0 ? Number.POSITIVE_INFINITY : 0;
  const out: number[] = [];
  let moves = 0;
  for (const item of randomOrder(job, loose, random)) {
    if (moves >= movesMax || job.shouldStop()) return { moves, out, isComplete: false };
    const entry = job.entries[item];
    const angles = drawAngles(entry.angles, random);
    const isPlaced = targets.some((board, at) => {
      if (moves >= movesMax || !mayTake(board, job, entry)) return false;
      moves++;
      return insert(board, job, item, angles, aims[at]);
    });
    if (isPlaced) continue;
    out.push(item);
    if (out.length > outMax) return { moves, out, isComplete: false };
  }
  return { moves, out, isComplete: true };
}

/** By rank, then by decreasing area times a random factor, mild or wild. */
function randomOrder(job: Job, items: number[], random: Random): number[] {
  const noise = [0, 0.3, 1][random.below(3)];
  const key = new Map<number, number>();
  for (const item of items) {
    key.set(item, job.entries[item].shape.claim * (1 - noise * random.next()));
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
