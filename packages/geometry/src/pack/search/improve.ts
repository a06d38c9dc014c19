/** Improves an answer: fewer plates first, then, where it counts, less time to print them. */
import type { Random } from "../../random.ts";
import { shuffle } from "../../random.ts";
import { type Board, isOpen } from "../engine/board.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { bestWay, makeWays, noteWay } from "../ways.ts";
import { bareSeats, betterOnTop } from "./greedy.ts";
import { largestGroups, latticesFor, seatOnLattices } from "./groups.ts";
import { groupByHeight } from "./heights.ts";
import { betterAsJigsaw } from "./jigsaw.ts";
import { makePress } from "./press.ts";
import { type OnBetter, type Round, ruinAndRecreate } from "./ruin.ts";
import { squeeze } from "./squeeze.ts";
import {
  arePlatesLeast,
  isUnbeatable,
  measureOf,
  newBoards,
  ranksOf,
  type State,
} from "./state.ts";

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
  onBetter: OnBetter,
): { state: State; moves: number } {
  const share = Math.min(TUNABLES.jigsaw_most, movesMax * TUNABLES.jigsaw_share);
  const found = betterAsJigsaw(job, first, Math.floor(share), random.derive("jigsaw"));
  const forTime = job.time ? Math.floor(movesMax * TUNABLES.time_share) : 0;
  const left = movesMax - found.moves - forTime;
  const later = (state: State, made: number) => onBetter(state, found.moves + made);
  const { state, moves } = improvePlates(job, found.state, left, random, later);
  const spent = found.moves + moves;
  if (!job.time) return { state, moves: spent };
  const last = (better: State, made: number) => onBetter(better, spent + made);
  return { state, moves: spent + groupByHeight(job, state, movesMax - spent, random, last) };
}

function improvePlates(
  job: Job,
  first: State,
  movesMax: number,
  random: Random,
  onBetter: OnBetter,
): { state: State; moves: number } {
  const plates: Job = { ...job, time: undefined };
  if (job.time && arePlatesLeast(job, first)) return { state: first, moves: 0 };
  const groups = Math.min(TUNABLES.lattice_groups, largestGroups(job).length);
  const affordable = (movesMax * TUNABLES.lattice_share) / TUNABLES.lattice_moves / groups;
  const angles = Math.min(TUNABLES.lattice_angles, Math.floor(affordable));
  if (groups === 0 || angles < 1 || isUnbeatable(plates, first) || job.shouldStop()) {
    const moves = pressAndEmpty(plates, first, movesMax, random, onBetter);
    return { state: first, moves };
  }
  const seats = seatOnLattices(plates, latticesFor(plates, angles, groups), bareSeats(job));
  const state = betterOnTop(plates, first, seats);
  const spent = groups * angles * TUNABLES.lattice_moves;
  if (state !== first) onBetter(state, spent);
  const later = (better: State, made: number) => onBetter(better, spent + made);
  return { state, moves: spent + pressAndEmpty(plates, state, movesMax - spent, random, later) };
}

/**
 * Empties plates by ruin and recreate and by squeezing parts onto the others. The next turn goes
 * to the way that found more better answers for its moves so far.
 */
function pressAndEmpty(
  job: Job,
  state: State,
  movesMax: number,
  random: Random,
  onBetter: OnBetter,
): number {
  const press = makePress(job);
  if (!press) return emptyPlates(job, state, movesMax, random, onBetter);
  const fromPress = random.derive("squeeze");
  const ways = makeWays([undefined, "laid", "thrown"] as const);
  const part = Math.min(TUNABLES.turn_moves, Math.ceil(movesMax / TUNABLES.turns_taken));
  let moves = 0;
  for (let idle = 0; idle < ways.length && moves < movesMax; ) {
    const way = bestWay(ways);
    const most = Math.min(part, movesMax - moves);
    let found = 0;
    const onFound = (better: State, made: number) => {
      found++;
      onBetter(better, moves + made);
    };
    const made = way.value
      ? squeeze(job, press, way.value, state, most, movesMax - moves, fromPress, onFound)
      : emptyPlates(job, state, most, random, onFound);
    moves += made;
    idle = made > 0 ? 0 : idle + 1;
    // A way that had nothing to try gives the rest of its turn to the other one.
    noteWay(ways, way, found, Math.max(made, part));
  }
  return moves;
}

/**
 * Each round dissolves the emptiest plate, thins out a few others and puts all those parts back,
 * the emptiest plate last. Where ranks differ, it is the plate with least of a rank and those
 * below, and parts above that rank may be sent to a new plate.
 */
function emptyPlates(
  job: Job,
  state: State,
  movesMax: number,
  random: Random,
  onBetter: OnBetter,
): number {
  const ranks = ranksOf(job);
  const measure = (now: State) => measureOf(job, now).slice(0, -1);
  const planRound = (): Round => {
    const rank = ranks.length > 1 ? ranks[random.below(ranks.length)] : ranks[0];
    const [target, ...fillers] = pickBoards(job, state, rank, random);
    const targets = [...fillers, target];
    return {
      boards: [target, ...fillers],
      targetsFor: () => targets,
      mayOpen: (item) => job.entries[item].rank > rank,
    };
  };
  return ruinAndRecreate(job, state, movesMax, random, measure, planRound, onBetter);
}

/** The plate to empty of parts up to a rank, then the plates to fill. */
function pickBoards(job: Job, state: State, rank: number, random: Random): Board[] {
  const claimOf = (board: Board) =>
    board.placed.reduce((sum, { item }) => {
      const { rank: other, shape } = job.entries[item];
      return other <= rank ? sum + shape.claim : sum;
    }, 0);
  const claims = new Map(state.boards.map((board) => [board, claimOf(board)]));
  const orderOf = (board: Board) => {
    const claim = claims.get(board) ?? 0;
    return isOpen(board) || claim === 0 ? Number.POSITIVE_INFINITY : claim;
  };
  const byClaim = [...state.boards].sort((a, b) => {
    const [first, second] = [orderOf(a), orderOf(b)];
    return first === second ? 0 : first - second;
  });
  const count = Math.max(1, newBoards(state).length);
  const at = random.next() < TUNABLES.emptiest_share ? 0 : random.below(count);
  const [target] = byClaim.splice(at, 1);
  const touched = 1 + random.below(TUNABLES.plates_touched);
  return [target, ...shuffle(byClaim, random).slice(0, touched)];
}
