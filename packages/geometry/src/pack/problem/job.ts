/** Sorts out what can be packed at all, and states the rest as one job for the search. */
import { GeometryError } from "../../error.ts";
import { outlineAreaOf } from "../../polygon/ring.ts";
import type { LeftOut, PackItem, PackOptions, Plate } from "../../types.ts";
import { type Frame, makeFrame } from "../engine/frame.ts";
import type { Shape } from "../engine/shape.ts";
import { TUNABLES } from "../tunables.ts";
import { type Turns, turnsFor } from "./angles.ts";
import { makeShapeBook } from "./shape-book.ts";

/** An item that fits the plate when it is alone. */
export type Entry = { item: number; shape: Shape; rank: number; angles: number[] };

export type Job = {
  frame: Frame;
  /** By rank, then by decreasing area: the order of the first answer. */
  entries: Entry[];
  platesMax: number;
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
  const book = makeShapeBook(gap_mm);
  const leftOut: LeftOut[] = [];
  const entries: Entry[] = [];
  const turnsKnown = new Map<string, Turns>();
  items.forEach((entry, item) => {
    const fault = outlineFault(entry);
    if (fault) {
      leftOut.push({ id: entry.id, code: "outline_invalid", reason: fault });
      return;
    }
    if (entry.height_mm > plate.height_mm) {
      leftOut.push({ id: entry.id, code: "too_tall", reason: tooTall(entry, plate) });
      return;
    }
    const shape = book.shapeOf(entry.outline);
    const rule = entry.rotations ?? options.rotations;
    const key = `${shape.index}/${JSON.stringify(rule)}`;
    const count = TUNABLES.angles_improve;
    const turns = turnsKnown.get(key) ?? turnsFor(entry.outline, rule, count, room);
    turnsKnown.set(key, turns);
    if (turns.angles.length === 0) {
      leftOut.push({ id: entry.id, code: "too_large", reason: tooLarge(turns, plate, options) });
      return;
    }
    entries.push({ item, shape, rank: entry.rank ?? 0, angles: turns.angles });
  });
  entries.sort((a, b) => a.rank - b.rank || b.shape.claim - a.shape.claim || a.item - b.item);
  const job = {
    frame: makeFrame(room.width, room.depth, gap_mm, cellFor(room, entries)),
    entries,
    platesMax: options.plates_max ?? entries.length,
    shouldStop: options.shouldStop ?? (() => false),
  };
  return { job, leftOut };
}

/** Fine enough for the smallest part, coarse enough for the plate; see TUNABLES. */
function cellFor(room: { width: number; depth: number }, entries: Entry[]): number {
  const { cell_mm, cells_few, cells_max, cells_across_part } = TUNABLES;
  const area = room.width * room.depth;
  let cell = Math.min(cell_mm, Math.sqrt(area / cells_few));
  for (const { shape } of entries) {
    cell = Math.min(cell, Math.sqrt(shape.claim) / cells_across_part);
  }
  return Math.max(cell, Math.sqrt(area / cells_max));
}

function checkRequest(items: PackItem[], plate: Plate, options: PackOptions): void {
  const refuse = (text: string) => {
    throw new GeometryError("pack_request_invalid", text);
  };
  if (items.length > TUNABLES.items_max) {
    refuse(`${items.length} items are more than the ${TUNABLES.items_max} that one packing takes.`);
  }
  if (new Set(items.map((item) => item.id)).size < items.length) refuse("Two items share an id.");
  for (const name of ["width_mm", "depth_mm", "height_mm"] as const) {
    if (!(plate[name] > 0 && plate[name] <= 1e5)) {
      refuse(`The plate's ${name} is ${plate[name]}; it must be above 0 and at most 100000.`);
    }
  }
  for (const name of ["gap_mm", "margin_mm"] as const) {
    if (!(options[name] >= 0 && options[name] <= 1e3)) {
      refuse(`${name} is ${options[name]}; it must be from 0 to 1000.`);
    }
  }
  const side = Math.min(plate.width_mm, plate.depth_mm);
  if (2 * options.margin_mm >= side) {
    refuse(`A margin of ${options.margin_mm} mm leaves nothing of a plate ${side} mm wide.`);
  }
  if (!(options.seed >= 0 && options.seed < 2 ** 32)) refuse(`seed is ${options.seed}.`);
  if (options.plates_max !== undefined && !(options.plates_max >= 0)) {
    refuse(`plates_max is ${options.plates_max}; it must be 0 or more.`);
  }
  for (const rule of [options.rotations, ...items.map((item) => item.rotations)]) {
    if (!Array.isArray(rule)) continue;
    if (rule.length === 0 || rule.length > 360 || !rule.every(Number.isFinite)) {
      refuse("A list of rotations must hold 1 to 360 numbers of degrees.");
    }
  }
}

/** Says what is wrong with an outline or height, or nothing. */
export function outlineFault(item: PackItem): string | undefined {
  if (!Number.isFinite(item.height_mm) || item.height_mm < 0) {
    return `Its height is ${item.height_mm} mm.`;
  }
  if (!Number.isFinite(item.rank ?? 0)) return `Its rank is ${item.rank}.`;
  if (item.outline.length === 0) return "Its outline has no rings.";
  for (const [at, ring] of item.outline.entries()) {
    const name = `Ring ${at + 1} of ${item.outline.length}`;
    if (ring.length % 2 === 1) return `${name} ends in half a point.`;
    if (ring.length < 6) return `${name} has ${ring.length / 2} points; it needs 3.`;
    const fault = ring.findIndex((value) => !(Math.abs(value) <= 1e6));
    if (fault >= 0)
      return `Point ${(fault >> 1) + 1} of ring ${at + 1} is not a place: ${ring[fault]}.`;
  }
  return outlineAreaOf(item.outline) !== 0 ? undefined : "Its outline encloses no area.";
}

function tooTall(item: PackItem, plate: Plate): string {
  const height = room(plate.height_mm);
  return `It is ${need(item.height_mm)} mm tall; the plate has room for ${height} mm.`;
}

function tooLarge({ tightest }: Turns, plate: Plate, options: PackOptions): string {
  const width = plate.width_mm - 2 * options.margin_mm;
  const depth = plate.depth_mm - 2 * options.margin_mm;
  const size = `${need(tightest.width)} x ${need(tightest.depth)} mm`;
  const turn = `at ${Number(tightest.angle_deg.toFixed(2))} degrees, the best turn allowed`;
  return `It needs ${size} ${turn}; the plate leaves ${room(width)} x ${room(depth)} mm.`;
}

/** Two decimals at most, rounded up: what is too large never reads as if it fitted. */
const need = (mm: number) => String(Math.ceil(mm * 100 - 1e-6) / 100);

/** Two decimals at most, rounded down. */
const room = (mm: number) => String(Math.floor(mm * 100 + 1e-6) / 100);
