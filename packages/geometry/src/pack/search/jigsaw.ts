/** Fills whole plates without gaps, where a job is a jigsaw: gap 0 and hardly any room to spare. */
import type { Random } from "../../random.ts";
import { addPart, type Board, makeBoard } from "../engine/board.ts";
import { variantOf } from "../engine/shape.ts";
import { fillPlate, indexCorners, type Laid, type Stock } from "../jigsaw/fill.ts";
import { makeTile, type Tile } from "../jigsaw/tile.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { betterOnTop } from "./greedy.ts";
import type { Seats } from "./groups.ts";
import { isUnbeatable, type State } from "./state.ts";

/**
 * An answer on top of plates that are filled like jigsaws, if it is better than `state`; else
 * `state` itself. A move lays one piece; none are made where the job is no jigsaw.
 */
export function betterAsJigsaw(
  job: Job,
  state: State,
  movesMax: number,
  random: Random,
): { state: State; moves: number } {
  const jigsaw = isUnbeatable(job, state) ? undefined : jigsawOf(job);
  if (!jigsaw) return { state, moves: 0 };
  const { plates, moves } = solveJigsaw(job, jigsaw, movesMax, random);
  return { state: betterOnTop(job, state, seatPlates(job, jigsaw, plates)), moves };
}

/** The entries of each shape, and all their pieces in all their turns. */
type Jigsaw = { items: Map<number, number[]>; stock: Stock };

/**
 * The job as a jigsaw; nothing where parts keep a gap, where much of the plates would stay free,
 * where some parts come first, where plates are not empty at the start, or where outlines are too
 * ragged to be joined side by side.
 */
function jigsawOf(job: Job): Jigsaw | undefined {
  const { entries, frame } = job;
  if (frame.gap > 0 || new Set(entries.map((entry) => entry.rank)).size !== 1) return undefined;
  if (frame.layers > 1 || job.open.length > 0 || job.bare.fixed.length > 0) return undefined;
  const claimed = entries.reduce((sum, entry) => sum + entry.shape.claim, 0);
  const plates = claimed / (frame.width * frame.depth);
  if (plates < TUNABLES.jigsaw_fill * Math.ceil(plates - 1e-9)) return undefined;
  const items = new Map<number, number[]>();
  const tiles: Tile[] = [];
  for (const [at, { shape, angles }] of entries.entries()) {
    const known = items.get(shape.index);
    if (known) {
      known.push(at);
      continue;
    }
    items.set(shape.index, [at]);
    for (const angle of angles.slice(0, TUNABLES.jigsaw_angles)) {
      const tile = makeTile(variantOf(shape, angle, frame));
      if (!tile || tile.corners.length > TUNABLES.jigsaw_corners) return undefined;
      tiles.push(tile);
    }
  }
  const left = new Int32Array(Math.max(...items.keys()) + 1);
  const stock = { left, out: indexCorners(tiles, "out"), back: indexCorners(tiles, "back") };
  return { items, stock };
}

/**
 * Fills plates until `laidMax` pieces were laid; returns the most plates that it had filled at
 * once, and the pieces laid, which are the moves.
 */
function solveJigsaw(
  job: Job,
  jigsaw: Jigsaw,
  laidMax: number,
  random: Random,
): { plates: Laid[][]; moves: number } {
  const { stock, items } = jigsaw;
  const budget = { left: 0, isOver: job.shouldStop };
  let best: Laid[][] = [];
  let moves = 0;
  while (moves < laidMax && !job.shouldStop()) {
    for (const [shape, list] of items) stock.left[shape] = list.length;
    const plates: Laid[][] = [];
    // A plate filled early may leave the rest unsolvable: then all is begun again.
    for (let failures = 0; failures < TUNABLES.jigsaw_failures && moves < laidMax; ) {
      if (plates.length >= job.platesMax || stock.left.every((count) => count === 0)) {
        return { plates, moves };
      }
      const most = Math.min(laidMax - moves, TUNABLES.jigsaw_patience * (1 + failures));
      budget.left = most;
      const laid = fillPlate(job.frame.width, job.frame.depth, stock, budget, random);
      moves += Math.max(1, most - budget.left);
      if (laid) plates.push(laid);
      else failures++;
      if (job.shouldStop()) break;
    }
    if (plates.length > best.length) best = plates;
  }
  return { plates: best, moves };
}

/** Puts filled plates on boards. */
function seatPlates(job: Job, jigsaw: Jigsaw, plates: Laid[][]): Seats {
  const boards: Board[] = [];
  const seated = new Set<number>();
  const next = new Map<number, number>();
  for (const laid of plates) {
    const board = makeBoard(job.frame, job.bare);
    for (const { tile, x, y } of laid) {
      const { variant } = tile;
      const used = next.get(variant.shape.index) ?? 0;
      next.set(variant.shape.index, used + 1);
      const item = jigsaw.items.get(variant.shape.index)?.[used] ?? 0;
      const place = { variant, x: Math.max(0, x), y: Math.max(0, y) };
      addPart(board, job.frame, { item, ...place, how: "jigsaw" });
      seated.add(item);
    }
    boards.push(board);
  }
  return { boards, seated };
}
