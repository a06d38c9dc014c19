/** The first answer: one part after the other onto the first plate that takes it. */
import { addPart, type Board, isResting, makeBoard, putToRest } from "../engine/board.ts";
import { findPlace } from "../engine/place.ts";
import type { Aim } from "../engine/scan.ts";
import type { Entry, Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { latticesFor, type Seats, seatOnLattices } from "./groups.ts";
import { compareMeasures, type Measure, measureOf, type State } from "./state.ts";

/** One way to build an answer; `angles` is a share of TUNABLES.angles_first. */
type Recipe = { aim: Aim; angles: number; key: (entry: Entry) => number };

const byArea = (entry: Entry) => entry.shape.claim;
const byLength = (entry: Entry) => entry.shape.length;

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

/** The best answer of several recipes; how many are tried depends on the size of the job. */
export function firstAnswer(job: Job): State {
  let best: { state: State; measure: Measure } | undefined;
  let searches = 0;
  const lattices = latticesFor(job, TUNABLES.lattice_angles_first, TUNABLES.lattice_groups_first);
  const plans = lattices.size > 0 ? [noSeats, () => seatOnLattices(job, lattices)] : [noSeats];
  for (const recipe of RECIPES) {
    for (const plan of plans) {
      const built = build(job, recipe, plan());
      const measure = measureOf(job, built.state);
      if (!best || compareMeasures(measure, best.measure) < 0) {
        best = { state: built.state, measure };
      }
      searches += built.searches;
      if (isUnbeatable(job, best.state)) return best.state;
    }
    if (searches * 2 > TUNABLES.first_searches || job.shouldStop()) break;
  }
  return best ? best.state : { boards: [], out: [] };
}

function noSeats(): Seats {
  return { boards: [], seated: new Set() };
}

/** An answer on top of seats that are taken, if it is better than `state`; else `state` itself. */
export function betterOnTop(job: Job, state: State, seats: Seats): State {
  const built = build(job, RECIPES[0], seats).state;
  return compareMeasures(measureOf(job, built), measureOf(job, state)) < 0 ? built : state;
}

/** Whether no other order or place could make the answer better. */
export function isUnbeatable(job: Job, state: State): boolean {
  if (state.out.length > 0) return false;
  if (state.boards.length <= 1) return true;
  if (job.entries.some((entry) => entry.rank !== job.entries[0].rank)) return false;
  const { width, depth, gap } = job.frame;
  const claims = state.boards.map((board) => board.claimed);
  const claimed = claims.reduce((sum, claim) => sum + claim, 0);
  // What is left for the emptiest plate when all others are filled to the last corner.
  const least = claimed - (claims.length - 1) * (width + gap) * (depth + gap);
  return Math.min(...claims) <= least + 1e-6;
}

function build(job: Job, recipe: Recipe, seats: Seats): { state: State; searches: number } {
  const { boards, seated } = seats;
  const state: State = { boards, out: [] };
  const count = Math.max(1, Math.round(TUNABLES.angles_first * recipe.angles));
  let searches = 0;
  for (const item of orderOf(job, recipe)) {
    if (seated.has(item)) continue;
    const entry = job.entries[item];
    const angles = entry.angles.slice(0, count);
    const isPlaced = state.boards.some((board) => {
      if (!mayTake(board, job, entry)) return false;
      searches += angles.length;
      if (insert(board, job, item, angles, recipe.aim)) return true;
      board.refused.add(entry.angles);
      return false;
    });
    if (isPlaced) continue;
    if (state.boards.length >= job.platesMax) {
      state.out.push(item);
      continue;
    }
    const board = makeBoard(job.frame);
    if (!insert(board, job, item, angles, recipe.aim)) {
      throw new Error("A part that fits the plate found no place on an empty one.");
    }
    state.boards.push(board);
    restFullest(state.boards);
    searches += angles.length;
  }
  return { state, searches };
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
  const isOpen = !isResting(board) && !board.refused.has(entry.angles);
  return isOpen && entry.shape.claim <= free + 1e-6;
}

/** Puts the entry on the board at the best place for the aim; false where there is none. */
export function insert(board: Board, job: Job, item: number, angles: number[], aim: Aim): boolean {
  const place = findPlace(board, job.frame, job.entries[item].shape, angles, aim);
  if (!place) return false;
  addPart(board, job.frame, { item, ...place });
  return true;
}
