/** Sorts out what can be packed at all, and states the rest as one job for the search. */
import type { LeftOut, PackItem, PackOptions, Plate } from "../../types.ts";
import type { Ground } from "../engine/board.ts";
import { type Frame, makeFrame } from "../engine/frame.ts";
import type { Place } from "../engine/place.ts";
import { liftOf, type Shape } from "../engine/shape.ts";
import { TUNABLES } from "../tunables.ts";
import { type Turns, turnsFor } from "./angles.ts";
import { boundPlates } from "./bound.ts";
import { makeGrounds } from "./ground.ts";
import { FLAT, type Levels, levelsOf } from "./levels.ts";
import { leaveOut, type Misfit } from "./reasons.ts";
import { checkRequest, itemFault } from "./request.ts";
import { firstPlaceBeside } from "./room.ts";
import { makeShapeBook } from "./shape-book.ts";

/** An item that fits the plate when it is alone. */
export type Entry = {
  item: number;
  shape: Shape;
  rank: number;
  angles: number[];
  /** Whether any other angle is allowed too. */
  isFree: boolean;
  height: number;
  /** A place on an empty plate; only where zones could be in the way. */
  home?: Place;
};

export type Job = {
  frame: Frame;
  /** By rank, then by decreasing area: the order of the first answer. */
  entries: Entry[];
  /** What new plates have from the start. */
  bare: Ground;
  /** The plates to be filled first. */
  open: Ground[];
  /** The layer of height in which claims are counted. */
  countedLayer: number;
  /** New plates at most. */
  platesMax: number;
  /** New plates that parts up to a rank need at least, see boundPlates. */
  platesUpTo: (rank: number) => number;
  /** Parts up to this rank are sure to find a place; see platesEnough. */
  sureRank: number;
  time: PackOptions["time"];
  shouldStop: () => boolean;
};

/** Checks the request, and leaves out every item that no plate could take, with the reason. */
export function makeJob(
  items: PackItem[],
  plate: Plate,
  options: PackOptions,
): { job: Job; leftOut: LeftOut[] } {
  checkRequest(items, plate, options);
  const { gap_mm, margin_mm } = options;
  const room = { width: plate.width_mm - 2 * margin_mm, depth: plate.depth_mm - 2 * margin_mm };
  const openPlates = options.open_plates ?? [];
  const fixed = openPlates.flatMap((open) => open.fixed);
  const levels = options.height_aware ? levelsOf([...fixed, ...items]) : FLAT;
  const { shapeOf } = makeShapeBook(gap_mm, levels);
  const misfits: Misfit[] = [];
  const candidates = entriesOf(items, options, room, shapeOf, misfits);
  const layer = layerToCountBy(candidates, levels);
  for (const { shape } of candidates) shape.claim = shape.claims[layer];
  if (levels.count > 1) markHigh(candidates);
  const cell = cellFor(room, candidates);
  const frame = makeFrame(room.width, room.depth, gap_mm, cell, levels.count);
  const grounds = makeGrounds(plate, openPlates, frame, margin_mm, layer, shapeOf);
  const homes = homesBeside(grounds.bare, frame);
  const entries = candidates.flatMap(({ turns, ...entry }): Entry[] => {
    const { item, shape } = entry;
    const home = homes(entry);
    const isBesideZones = grounds.bare.fixed.length === 0 || home !== undefined;
    const misfit = { item, shape, turns, isBesideZones };
    if (entry.height > plate.height_mm) misfits.push({ ...misfit, code: "too_tall" });
    else if (turns.angles.length === 0) misfits.push({ ...misfit, code: "too_large" });
    else if (!isBesideZones) misfits.push({ item, code: "zones_in_the_way" });
    else return [home ? { ...entry, home } : entry];
    return [];
  });
  entries.sort((a, b) => a.rank - b.rank || b.shape.claim - a.shape.claim || a.item - b.item);
  const bounded = { frame, entries, ...grounds, countedLayer: layer };
  const job = {
    ...bounded,
    platesUpTo: leastByRank(bounded),
    platesMax: options.plates_max ?? entries.length,
    sureRank: Number.POSITIVE_INFINITY,
    time: options.time,
    shouldStop: options.shouldStop ?? (() => false),
  };
  return { job, leftOut: misfits.map((misfit) => leaveOut(misfit, items, plate, options)) };
}

type Candidate = Entry & { turns: Turns };

/** Items with an outline that makes sense, and how they may be turned. */
function entriesOf(
  items: PackItem[],
  options: PackOptions,
  room: { width: number; depth: number },
  shapeOf: (item: PackItem) => Shape,
  misfits: Misfit[],
): Candidate[] {
  const candidates: Candidate[] = [];
  const turnsKnown = new Map<string, Turns>();
  for (const [item, asked] of items.entries()) {
    const fault = itemFault(asked);
    if (fault) {
      misfits.push({ item, code: "outline_invalid", fault });
      continue;
    }
    const shape = shapeOf(asked);
    const rule = asked.rotations ?? options.rotations;
    const key = `${shape.index}/${JSON.stringify(rule)}`;
    const count = TUNABLES.angles_improve;
    const turns = turnsKnown.get(key) ?? turnsFor(shape.outline, rule, count, room);
    turnsKnown.set(key, turns);
    const { rank = 0, height_mm: height } = asked;
    const { angles } = turns;
    candidates.push({ item, shape, rank, angles, isFree: rule === "any", height, turns });
  }
  return candidates;
}

/** Bounds the plates of each rank and those below once, since a search asks again and again. */
function leastByRank(job: Parameters<typeof boundPlates>[0]): Job["platesUpTo"] {
  const known = new Map<number, number>();
  return (rank) => {
    let least = known.get(rank);
    if (least === undefined) {
      const entries = job.entries.filter((entry) => entry.rank <= rank);
      least = boundPlates({ ...job, entries });
      known.set(rank, least);
    }
    return least;
  };
}

/** Finds, once for each shape and rule, a place on a plate that has nothing but its zones. */
function homesBeside(bare: Ground, frame: Frame): (entry: Entry) => Place | undefined {
  const known = new Map<number[], Place | undefined>();
  return (entry) => {
    if (bare.fixed.length === 0) return undefined;
    if (!known.has(entry.angles)) known.set(entry.angles, firstPlaceBeside(bare, frame, entry));
    return known.get(entry.angles);
  };
}

/** Parts whose material lies higher than that of most are put over the others. */
function markHigh(entries: Entry[]): void {
  const mean = entries.reduce((sum, { shape }) => sum + liftOf(shape), 0) / entries.length;
  for (const { shape } of entries) shape.isHigh = liftOf(shape) > mean + 1e-6;
}

/** The layer in which the parts claim most: bounds and fill are counted there. */
function layerToCountBy(entries: Entry[], { count }: Levels): number {
  const claimed = Array.from({ length: count }, (_, layer) =>
    entries.reduce((sum, { shape }) => sum + shape.claims[layer], 0),
  );
  return claimed.indexOf(Math.max(...claimed));
}

/** Fine enough for the smallest part, coarse enough for the plate; see TUNABLES. */
function cellFor(room: { width: number; depth: number }, entries: Entry[]): number {
  const { cell_mm, cells_few, cells_max, cells_across_part } = TUNABLES;
  const area = room.width * room.depth;
  let cell = Math.min(cell_mm, Math.sqrt(area / cells_few));
  for (const { shape } of entries) {
    cell = Math.min(cell, Math.sqrt(Math.max(...shape.claims)) / cells_across_part);
  }
  return Math.max(cell, Math.sqrt(area / cells_max));
}
