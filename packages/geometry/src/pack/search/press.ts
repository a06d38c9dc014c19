/**
 * Boards as the separation sees them: what kinds of parts there are, how a plan is laid out, and
 * where all came to lie.
 */
import type { Random } from "../../random.ts";
import type { Outline } from "../../types.ts";
import type { Board } from "../engine/board.ts";
import { normalise } from "../problem/angles.ts";
import type { Job } from "../problem/job.ts";
import { type FormBook, type Kind, makeFormBook } from "../separate/book.ts";
import { turnRing } from "../separate/convex.ts";
import { makeShape } from "../separate/form.ts";
import { type Layout, makeLayout, overlapOfAll } from "../separate/layout.ts";
import { type Place, placeOf, putAt } from "../separate/place.ts";
import { type Budget, separate } from "../separate/separate.ts";
import { makeStack } from "../separate/stack.ts";
import { makeStem, type Stem } from "../separate/stem.ts";
import { SEPARATE } from "../separate/tunables.ts";
import { separateTurning } from "../separate/turning.ts";
import { TUNABLES } from "../tunables.ts";

/** The kinds of parts of a job, as the separation sees them. */
export type Press = {
  book: FormBook;
  /** By list of angles, which every shape and rule has its own of. */
  kindOf: Map<number[], number>;
  /** By kind, made when it is first asked for. */
  stems: (Stem | undefined)[];
  /** Parts more that a plate thrown anew is given at once. */
  more: number;
};

/** Nothing where the separation does not know how parts meet: at too many turns. */
export function makePress(job: Job): Press | undefined {
  const { frame, entries } = job;
  const isByHeight = frame.layers > 1;
  const kindOf = new Map<number[], number>();
  const kinds: Kind[] = [];
  for (const { shape, angles: all } of entries) {
    if (kindOf.has(all)) continue;
    kindOf.set(all, kinds.length);
    const angles = all.slice(0, TUNABLES.squeeze_angles);
    const turns_deg = angles.map((angle) => angle - angles[0]);
    const turned = (outline: Outline) => outline.map((ring) => turnRing(ring, angles[0]));
    const { squeeze_tolerance } = TUNABLES;
    if (isByHeight) {
      const stackOf = once(() => makeStack(shape.bands.map(turned), squeeze_tolerance));
      kinds.push({ shapeOf: stackOf, stackOf, turns_deg });
      continue;
    }
    const shapeOf = once(() => makeShape(turned(shape.outline), squeeze_tolerance));
    kinds.push({ shapeOf, turns_deg });
  }
  const turns = new Set(kinds.flatMap(({ turns_deg }) => turns_deg.map(Math.round)));
  if (turns.size ** 2 * kinds.length > TUNABLES.squeeze_turns_max) return undefined;
  const clear = SEPARATE.clear_share * frame.depth;
  const book = makeFormBook(kinds, frame.gap + 2 * clear, clear);
  return { book, kindOf, stems: [], more: isByHeight ? TUNABLES.squeeze_more : 1 };
}

/** A function that makes something at the first call. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** How the parts of a plate lie before they are moved: as they are, or anywhere. */
export type Start = "laid" | "thrown";

/** Parts more for some plates, mostly one; `from` is absent where they are on none. */
export type Plan = { items: number[]; from: Board | undefined; onto: Board[]; start: Start };

export const itemsOn = (boards: Board[]): number[] =>
  boards.flatMap(({ placed }) => placed.map((part) => part.item));

/**
 * Pairs of pieces that two parts of a plan have, on the mean; by height those of all layers.
 * Nothing where it is told to stop: to make the pieces takes a while.
 */
export function pairsOf(job: Job, { book, kindOf }: Press, plan: Plan): number | undefined {
  const items = [...itemsOn(plan.onto), ...plan.items];
  let [roofs, feet, layers] = [0, 0, 1];
  for (const at of items) {
    if (job.shouldStop()) return undefined;
    const { shapeOf, stackOf } = book.kinds[kindOf.get(job.entries[at].angles) ?? 0];
    const { storeys } = stackOf ? stackOf() : { storeys: [{ roof: shapeOf(), foot: shapeOf() }] };
    for (const { roof, foot } of storeys) {
      roofs += roof.pieces.length;
      feet += foot.pieces.length;
    }
    if (!stackOf) continue;
    layers = Math.max(layers, storeys.length);
    const own = storeys.reduce((sum, { roof, foot }) => {
      return sum + roof.pieces.length * foot.pieces.length;
    }, 0);
    // Few such parts are enough, and to make the pieces of all of them takes long.
    if (own > 4 * TUNABLES.squeeze_pairs_most) return Number.POSITIVE_INFINITY;
  }
  return ((roofs / items.length) * (feet / items.length)) / layers;
}

/** Where a part lies; what lies lower, by its level, must be put on a board first. */
export type Seat = Place & { level: number };

/**
 * Separates the parts of a plan, in the order "those on its boards, then the new ones"; nothing
 * where it fails. What is nearly apart at turns of the list, may then turn freely where the rule
 * lets it.
 *
 * returns  where each of them lies, turned as outlines are
 */
export function separateAll(
  job: Job,
  press: Press,
  plan: Plan,
  budget: Budget,
  random: Random,
): Seat[] | undefined {
  const items = [...itemsOn(plan.onto), ...plan.items];
  const layout = layOut(job, press, plan, random);
  const { shadows, laid, thrown } = TUNABLES.squeeze_passes;
  const byHeight = plan.start === "laid" ? laid : thrown;
  const passes = press.book.isByHeight ? byHeight : shadows;
  const isApart = separate(layout, budget, random, { passes, strikes: 1 });
  const found = isApart
    ? items.map((_, part) => placeOf(layout, part))
    : separateAtAnyTurn(job, press, layout, items, budget, random);
  const { book } = press;
  return found?.map((place, part) => {
    const { angles, isFree } = job.entries[items[part]];
    const turn = layout.form[part] - book.firstForm[layout.parts[part].kind];
    const isListed = isApart || !isFree;
    const turn_deg = isListed ? angles[turn] : normalise(angles[0] + place.turn_deg);
    return { ...place, turn_deg, level: layout.level[part] };
  });
}

function separateAtAnyTurn(
  { entries }: Job,
  { book, stems }: Press,
  layout: Layout,
  items: number[],
  budget: Budget,
  random: Random,
): Place[] | undefined {
  // How stacks of layers meet is known at turns of the list alone.
  if (book.isByHeight) return undefined;
  const turners = items.map((at, part) => {
    const { kind } = layout.parts[part];
    stems[kind] ??= makeStem(book.kinds[kind].shapeOf(), book.gap);
    return { stem: stems[kind], place: placeOf(layout, part), mayTurn: entries[at].isFree };
  });
  const size_mm2 = turners.reduce((sum, { stem }) => sum + stem.shape.size ** 2, 0);
  const most = (TUNABLES.turning_rest * size_mm2) / items.length;
  if (!turners.some(({ mayTurn }) => mayTurn) || overlapOfAll(layout) > most) return undefined;
  const passes = TUNABLES.turning_passes;
  return separateTurning(layout.containers, turners, book.clear, budget, random, passes);
}

/** The parts of the boards as they lie, and the new one anywhere; or all of them anywhere. */
function layOut(
  job: Job,
  { book, kindOf }: Press,
  { onto, items: more, start }: Plan,
  random: Random,
): Layout {
  const { frame, entries } = job;
  const { width, depth } = frame;
  const containers = onto.map(() => ({ width, depth }));
  const items = [...itemsOn(onto), ...more];
  const parts = items.map((at) => ({ kind: kindOf.get(entries[at].angles) ?? 0 }));
  const layout = makeLayout(containers, parts, book);
  const levelOf = (at: number, share: number) => (entries[at].shape.isHigh ? share : share - 1);
  const throwOn = (part: number) => {
    if (book.isByHeight) layout.level[part] = levelOf(items[part], random.next());
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
    for (const [order, { item: at, variant, x, y }] of placed.entries()) {
      layout.level[part] = levelOf(at, (order + 0.5) / placed.length);
      const turn_deg = variant.angle_deg - entries[at].angles[0];
      putAt(layout, part, { container, x: x - variant.left, y: y - variant.front, turn_deg });
      part++;
    }
  }
  for (; part < items.length; part++) throwOn(part);
  return layout;
}
