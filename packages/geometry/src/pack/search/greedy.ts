/** The first answer: one part after the other onto the first plate that takes it. */
import type { PlacedBecause } from "../../types.ts";
import { addPart, type Board, isOpen, isResting, makeBoard, putToRest } from "../engine/board.ts";
import { findPlace } from "../engine/place.ts";
import type { Aim } from "../engine/scan.ts";
import { liftOf } from "../engine/shape.ts";
import type { Entry, Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { latticesFor, type Seats, seatOnLattices } from "./groups.ts";
import { compareMeasures, isUnbeatable, measureOf, ranksOf, type State } from "./state.ts";

/** One way to build an answer; `angles` is a share of TUNABLES.angles_first. */
type Recipe = { aim: Aim; angles: number; key: (entry: Entry) => number };

const byArea = (entry: Entry) => entry.shape.claim;
const byLength = (entry: Entry) => entry.shape.length;
const byHeight = (entry: Entry) => entry.height;
const byLowness = ({ shape }: Entry) => -liftOf(shape);

/** In the order in which they are tried: the one that is best most often comes first. */
const RECIPES: Recipe[] = [
  { aim: { x: 0.01, y: 1 }, angles: 1, key: byArea },
  { aim: { x: 1, y: 0.01 }, angles: 1, key: byArea },
  { aim: { x: 1, y: 1 }, angles: 1, key: byArea },
  { aim: { x: 1, y: 0.3 }, angles: 2, key: byArea },
  { aim: { x: 0.01, y: 1 }, angles: 2, key: byArea },
  { aim: { x: 1, y: 0.01 }, angles: 0.5, key: byArea },
  { aim: { x: 0.3, y: 1 }, angles: 1, key: byLength },
  { aim: { x: 1, y: 0.01 }, angles: 2, key: byLength },
];

/** Where time counts, the highest parts share plates; where layers do, what is low comes first. */
function recipesFor({ time, frame }: Job): Recipe[] {
  const keys = [...(time ? [byHeight] : []), ...(frame.layers > 1 ? [byLowness] : [])];
  const more = [RECIPES[0], RECIPES[1], RECIPES[3]].flatMap((recipe) =>
    keys.map((key) => ({ ...recipe, key })),
  );
  return [RECIPES[0], ...more, ...RECIPES.slice(1)];
}

/**
 * The best of `state`, if there is one, and the answers of several recipes; grid searches made.
 *
 * Starts no further recipe once half of `searchesMax` is spent, but one for want of an answer.
 */
export function bestOfRecipes(
  job: Job,
  state: State | undefined,
  searchesMax: number,
): { state: State; searches: number } {
  let best = state && { state, measure: measureOf(job, state) };
  let searches = 0;
  const lattices = latticesFor(job, TUNABLES.lattice_angles_first, TUNABLES.lattice_groups_first);
  for (const recipe of recipesFor(job)) {
    const isSpent = searches * 2 > searchesMax || job.shouldStop();
    if (best && best.measure[0] === 0 && isSpent) break;
    for (const isPeriodic of lattices.size > 0 ? [false, true] : [false]) {
      if (best && isUnbeatable(job, best.state)) return { state: best.state, searches };
      const open = () => fillOpenPlates(job, recipe);
      const seats = isPeriodic ? seatOnLattices(job, lattices, open()) : bareSeats(job);
      const built = build(job, recipe, seats);
      const measure = measureOf(job, built.state);
      if (!best || compareMeasures(measure, best.measure) < 0) {
        best = { state: built.state, measure };
      }
      searches += built.searches;
    }
  }
  return { state: best?.state ?? { boards: [], out: [] }, searches };
}

/** The open plates as they are. */
export function bareSeats(job: Job): Seats {
  return { boards: job.open.map((ground) => makeBoard(job.frame, ground)), seated: new Set() };
}

function fillOpenPlates(job: Job, recipe: Recipe): Seats {
  if (job.open.length === 0) return bareSeats(job);
  const { state } = build({ ...job, platesMax: 0 }, recipe, bareSeats(job));
  const out = new Set(state.out);
  return {
    boards: state.boards,
    seated: new Set(job.entries.keys().filter((at) => !out.has(at))),
  };
}

/** An answer on top of seats that are taken, if it is better than `state`; else `state` itself. */
export function betterOnTop(job: Job, state: State, seats: Seats): State {
  const built = addTo(job, seats).state;
  return compareMeasures(measureOf(job, built), measureOf(job, state)) < 0 ? built : state;
}

/** The answer of the first recipe on top of seats that are taken. */
export function addTo(job: Job, seats: Seats): { state: State; searches: number } {
  return build(job, RECIPES[0], seats);
}

/**
 * For each rank, the new plates on which the plain first recipe places all parts up to it. Where
 * as many are allowed, every answer places them: the recipe is always tried, and an answer that
 * leaves out what need not be is worse than it.
 */
export function platesEnough(job: Job): Map<number, number> {
  const unlimited = { ...job, platesMax: job.entries.length, shouldStop: () => false };
  const { boards } = addTo(unlimited, bareSeats(job)).state;
  const enough = new Map<number, number>();
  for (const rank of ranksOf(job)) {
    const carries = (board: Board) =>
      board.placed.some((part) => job.entries[part.item].rank <= rank);
    const last = boards.findLastIndex((board) => !isOpen(board) && carries(board));
    enough.set(rank, Math.max(0, last + 1 - job.open.length));
  }
  return enough;
}

/** Up to which rank no part need be left out; above all ranks where there is no limit. */
export function sureRankOf(job: Job): number {
  if (job.platesMax >= job.entries.length) return Number.POSITIVE_INFINITY;
  const { out } = addTo({ ...job, shouldStop: () => false }, bareSeats(job)).state;
  const ranksOut = out.map((at) => job.entries[at].rank);
  const lowest = ranksOut.reduce((least, rank) => Math.min(least, rank), Number.POSITIVE_INFINITY);
  const below = ranksOf(job).filter((rank) => rank < lowest);
  return below.at(-1) ?? Number.NEGATIVE_INFINITY;
}

/**
 * Once the search is told to stop, what is still loose is placed in haste: at one turn, on the last
 * plate or a new one.
 */
function build(job: Job, recipe: Recipe, seats: Seats): { state: State; searches: number } {
  const { seated } = seats;
  const state: State = { boards: [...seats.boards], out: [] };
  const count = Math.max(1, Math.round(TUNABLES.angles_first * recipe.angles));
  const platesMax = job.open.length + job.platesMax;
  let searches = 0;
  for (const item of orderOf(job, recipe)) {
    if (seated.has(item)) continue;
    const entry = job.entries[item];
    const isHasty = job.shouldStop();
    const angles = entry.angles.slice(0, isHasty ? 1 : count);
    const boards = isHasty ? state.boards.slice(-1) : state.boards;
    const isPlaced = boards.some((board) => {
      if (!mayTake(board, job, entry)) return false;
      searches += angles.length;
      if (insert(board, job, item, angles, recipe.aim, "first_fit")) return true;
      if (!isHasty) board.refused.add(entry.angles);
      return false;
    });
    if (isPlaced) continue;
    if (state.boards.length >= platesMax) {
      state.out.push(item);
      continue;
    }
    state.boards.push(openPlate(job, item, angles, recipe.aim));
    restFullest(state.boards);
    searches += angles.length;
  }
  return { state, searches };
}

/** A new board with one part, at one of the angles or, beside zones, where it is known to fit. */
export function openPlate(job: Job, item: number, angles: number[], aim: Aim): Board {
  const board = makeBoard(job.frame, job.bare);
  if (insert(board, job, item, angles, aim, "opened_plate")) return board;
  const { home } = job.entries[item];
  if (!home) throw new Error("A part that fits the plate found no place on an empty one.");
  addPart(board, job.frame, { item, ...home, how: "opened_plate" });
  return board;
}

/** Keeps the memory of a job of very many plates within bounds. */
function restFullest(boards: Board[]): void {
  const awake = boards.filter((board) => !isResting(board));
  if (awake.length <= TUNABLES.boards_awake) return;
  putToRest(awake.reduce((full, board) => (board.claimed > full.claimed ? board : full)));
}

function orderOf(job: Job, recipe: Recipe): number[] {
  const keys = job.entries.map(recipe.key);
  const order = job.entries.map((_, at) => at);
  return order.sort((a, b) => {
    return job.entries[a].rank - job.entries[b].rank || keys[b] - keys[a] || a - b;
  });
}

/** Whether trying the entry on the board could succeed: by area, and by what failed before. */
export function mayTake(board: Board, job: Job, entry: Entry): boolean {
  const { width, depth, gap } = job.frame;
  const free = (width + gap) * (depth + gap) - board.claimed;
  const isTried = isResting(board) || board.refused.has(entry.angles);
  return !isTried && entry.shape.claim <= free + 1e-6;
}

/** Puts the entry on the board at the best place for the aim; false where there is none. */
export function insert(
  board: Board,
  job: Job,
  item: number,
  angles: number[],
  aim: Aim,
  how: PlacedBecause["code"],
): boolean {
  const place = findPlace(board, job.frame, job.entries[item].shape, angles, aim);
  if (!place) return false;
  addPart(board, job.frame, { item, ...place, how });
  return true;
}
