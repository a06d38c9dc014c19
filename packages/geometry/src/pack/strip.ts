import { GeometryError } from "../error.ts";
import { makeRandom } from "../random.ts";
import type { Outline, PackItem, Placement, RotationRule } from "../types.ts";
import { turnsFor } from "./problem/angles.ts";
import { itemFault } from "./problem/request.ts";
import { type Kind, makeFormBook } from "./separate/book.ts";
import { makeShape, type Shape } from "./separate/form.ts";
import { type Layout, makeLayout, type Part } from "./separate/layout.ts";
import { placeOf, putAt } from "./separate/place.ts";
import { type StripBudget, shortenStrip } from "./separate/strip-search.ts";
import { SEPARATE } from "./separate/tunables.ts";

/** One thing to place on a strip. Equal outlines may share one Outline object; ids must differ. */
export type StripItem = Pick<PackItem, "id" | "outline" | "rotations">;

export type StripOptions = {
  /** Same seed, same items, same options: same answer. 0 to 2^32 - 1. */
  seed: number;
  /** Least distance between two parts, >= 0. */
  gap: number;
  /** What items may be turned by that name no rule of their own. */
  rotations: RotationRule;
  /** Work to spend, in moves: one move tries some hundred places for one part. */
  moves_max: number;
  /** Polled every few ms; true ends the search with the best complete answer so far. */
  shouldStop?: () => boolean;
  /** What share of the work is done, 0 to 1, where `shouldStop` ends it before `moves_max`. */
  spent?: () => number;
  /** Called with the length of each better answer. */
  onProgress?: (length: number) => void;
};

/** Every item placed once, on a strip from x = 0 to `length`. */
export type PackedStrip = {
  length: number;
  placements: Placement[];
  moves: number;
  /** Places that were tried in those moves. */
  places: number;
};

/**
 * Packs items onto a strip of fixed height (along y) and open length (along x), as short as it
 * can; lengths are in any one unit, such as mm.
 *
 * items    1 to 1500, ids unique, each narrow enough for the strip at an allowed turn
 * returns  with equal arguments the same bytes, on every machine
 * throws   GeometryError "pack_request_invalid" for a request that makes no sense
 * cost     moves_max decides: 1000 to 10,000 moves a second
 */
export function packStrip(items: StripItem[], height: number, options: StripOptions): PackedStrip {
  checkRequest(items, height, options);
  const { seed, moves_max, shouldStop = () => false, onProgress = () => {} } = options;
  const otherShare = options.spent ?? (() => 0);
  const spent = () => Math.max(otherShare(), 1 - budget.moves / moves_max);
  // The budget of one grade after the other: what is left until a share of the whole is spent.
  let share = 1;
  const budget: StripBudget = {
    moves: moves_max,
    shouldStop: () => shouldStop() || (share < 1 && spent() >= share),
    spent: () => spent() / share,
  };
  const random = makeRandom(seed);
  let packed: { layout: Layout; length: number } | undefined;
  let places = 0;
  const { grades, grade_pieces } = SEPARATE;
  const finest = kindsOf(items, height, options, grades[grades.length - 1].tolerance_share);
  for (const [grade, { tolerance_share, until }] of grades.entries()) {
    const isFinest = grade === grades.length - 1;
    const { kinds, parts } = isFinest ? finest : kindsOf(items, height, options, tolerance_share);
    if (!isFinest && piecesOf(finest.kinds) < grade_pieces * piecesOf(kinds)) continue;
    const book = makeFormBook(kinds, options.gap, SEPARATE.clear_share * height);
    const layout = makeLayout([{ width: packed?.length ?? 1, depth: height }], parts, book);
    // Finer pieces lie within the coarser ones, so that none of them overlap.
    if (packed) for (const part of parts.keys()) putAt(layout, part, placeOf(packed.layout, part));
    share = until;
    const length = shortenStrip(layout, budget, random, onProgress);
    packed = { layout, length };
    places += layout.places;
  }
  const placements = items.map(({ id }, part): Placement => {
    if (!packed) throw new Error("No grade of pieces.");
    const { x, y, turn_deg } = placeOf(packed.layout, part);
    return { id, x_mm: x, y_mm: y, rotation_deg: turn_deg };
  });
  return { length: packed?.length ?? 0, placements, moves: moves_max - budget.moves, places };
}

const piecesOf = (kinds: Kind[]) =>
  kinds.reduce((sum, { shapeOf }) => sum + shapeOf().pieces.length, 0);

/** Items of the same outline and rule are of one kind. */
function kindsOf(
  items: StripItem[],
  height: number,
  options: StripOptions,
  tolerance_share: number,
): { kinds: Kind[]; parts: Part[] } {
  const room = { width: Number.MAX_VALUE, depth: height };
  const kinds: Kind[] = [];
  const known = new Map<Outline, { shape: Shape; byRule: Map<string, number> }>();
  const parts = items.map(({ id, outline, rotations }): Part => {
    const { shape, byRule } = known.get(outline) ?? {
      shape: makeShape(outline, tolerance_share),
      byRule: new Map<string, number>(),
    };
    known.set(outline, { shape, byRule });
    const rule = rotations ?? options.rotations;
    const key = JSON.stringify(rule);
    const same = byRule.get(key);
    if (same !== undefined) return { kind: same };
    const turns_deg = turnsFor(outline, rule, SEPARATE.turns_free, room).angles;
    if (turns_deg.length === 0) refuse(`${id} is too large for a strip ${height} high.`);
    byRule.set(key, kinds.length);
    kinds.push({ shapeOf: () => shape, turns_deg });
    return { kind: kinds.length - 1 };
  });
  return { kinds, parts };
}

function checkRequest(items: StripItem[], height: number, options: StripOptions): void {
  const { gap, moves_max, seed } = options;
  if (items.length === 0 || items.length > SEPARATE.parts_max) {
    refuse(`A strip takes 1 to ${SEPARATE.parts_max} items, not ${items.length}.`);
  }
  if (new Set(items.map((item) => item.id)).size < items.length) refuse("Two items share an id.");
  if (!(height > 0 && height <= 1e6)) refuse(`A strip ${height} high cannot be packed.`);
  if (!(gap >= 0 && gap <= height)) refuse(`gap is ${gap}; it must be from 0 to the height.`);
  if (!(moves_max >= 0)) refuse(`moves_max is ${moves_max}; it must be 0 or more.`);
  if (!(seed >= 0 && seed < 2 ** 32)) refuse(`seed is ${seed}.`);
  for (const { id, outline, rotations } of items) {
    const fault = itemFault({ outline, height_mm: 0 });
    if (fault) refuse(`${id}: ${fault.text}`);
    for (const rule of [rotations, options.rotations]) {
      if (!Array.isArray(rule)) continue;
      if (rule.length === 0 || rule.length > 360 || !rule.every(Number.isFinite)) {
        refuse("A list of rotations must hold 1 to 360 numbers of degrees.");
      }
    }
  }
}

function refuse(text: string): never {
  throw new GeometryError("pack_request_invalid", text);
}
