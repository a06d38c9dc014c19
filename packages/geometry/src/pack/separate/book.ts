/** All forms of a search: each kind of part at each of its turns, and how two of them overlap. */
import { sineAndCosine } from "./convex.ts";
import type { Meeting } from "./deepest.ts";
import { type Form, makeForm, type Shape } from "./form.ts";
import {
  addKernel,
  findKernel,
  type Kernels,
  makeKernels,
  overlapOf,
  tidyKernels,
} from "./kernel.ts";
import { makeStoreys, meetingsOf, type Stack, type Storeys } from "./stack.ts";

/** A shape, made when it is first asked for, and the turns it may be given, degrees. */
export type Kind = {
  shapeOf: () => Shape;
  turns_deg: number[];
  /** What it is by height; all kinds of a book have that, or none. */
  stackOf?: () => Stack;
};

/**
 * How two forms meet depends on their kinds and on the turn from one to the other alone: kernels
 * are kept by those, and offsets turned back by the turn of the first.
 */
export type FormBook = {
  kinds: Kind[];
  gap: number;
  /** Overlaps up to this deep do not count. */
  clear: number;
  /** Form of a kind's first turn; its other turns follow. */
  firstForm: Int32Array;
  forms: (Form | undefined)[];
  kernels: Kernels;
  /** By form. */
  kindOf: Int32Array;
  turn_deg: number[];
  angleOf: Int32Array;
  sin: Float64Array;
  cos: Float64Array;
  /** The turn between two angles: position in `turns_deg`, row by row. */
  turnOf: Int32Array;
  angles: number;
  turns_deg: number[];
  /** The forms of kernels, by kind and turn, each grown by half the gap. */
  turned: (Form | undefined)[];
  /** Whether one of two parts is below the other; if not, they see the same in each other. */
  isByHeight: boolean;
  /** As \`turned\`, by height. */
  storeys: (Storeys | undefined)[];
};

/**
 * gap    distance to keep; a little more is kept off corners
 * clear  overlaps up to this deep do not count
 */
export function makeFormBook(kinds: Kind[], gap: number, clear: number): FormBook {
  const owners = kinds.flatMap(({ turns_deg }, kind) => {
    return turns_deg.map((turn_deg) => ({ kind, turn_deg }));
  });
  const turn_deg = owners.map((owner) => owner.turn_deg);
  const angles = [...new Set(turn_deg)];
  const position = new Map(angles.map((angle, at) => [angle, at]));
  const between = angles.flatMap((a) => angles.map((b) => turnBetween(a, b)));
  const turns_deg = [...new Set(between)];
  const turnAt = new Map(turns_deg.map((turn, at) => [turn, at]));
  const turns = turn_deg.map(sineAndCosine);
  const firstForm = new Int32Array(kinds.length);
  for (let kind = 1; kind < kinds.length; kind++) {
    firstForm[kind] = firstForm[kind - 1] + kinds[kind - 1].turns_deg.length;
  }
  const isByHeight = kinds.some(({ stackOf }) => stackOf !== undefined);
  return {
    kinds,
    gap,
    clear,
    firstForm,
    forms: owners.map(() => undefined),
    kernels: makeKernels(
      kinds.length ** 2 * turns_deg.length,
      owners.length ** 2,
      clear,
      isByHeight,
    ),
    kindOf: Int32Array.from(owners, ({ kind }) => kind),
    turn_deg,
    angleOf: Int32Array.from(turn_deg, (angle) => position.get(angle) ?? 0),
    sin: Float64Array.from(turns, ({ sin }) => sin),
    cos: Float64Array.from(turns, ({ cos }) => cos),
    turnOf: Int32Array.from(between, (turn) => turnAt.get(turn) ?? 0),
    angles: angles.length,
    turns_deg,
    turned: [],
    isByHeight,
    storeys: [],
  };
}

/** Degrees from a to b in [0, 360), to a millionth, so that even steps give few of them. */
function turnBetween(a_deg: number, b_deg: number): number {
  const turn = (((b_deg - a_deg) % 360) + 360) % 360;
  return Math.round(turn * 1e6) / 1e6;
}

export function formAt(book: FormBook, index: number): Form {
  const known = book.forms[index];
  if (known) return known;
  const shape = book.kinds[book.kindOf[index]].shapeOf();
  const form = makeForm(shape, book.turn_deg[index], index);
  book.forms[index] = form;
  return form;
}

/** Overlap of form a at the origin with form b at dx, dy; by height a is below b. */
export function overlapOfForms(
  book: FormBook,
  a: number,
  b: number,
  dx: number,
  dy: number,
): number {
  tidyKernels(book.kernels);
  const isFirst = book.isByHeight || a <= b;
  const kernel = isFirst ? kernelOf(book, a, b) : kernelOf(book, b, a);
  const first = isFirst ? a : b;
  const sign = isFirst ? 1 : -1;
  const sin = sign * book.sin[first];
  const cos = sign * book.cos[first];
  const [u, v] = [cos * dx + sin * dy, cos * dy - sin * dx];
  return overlapOf(book.kernels, kernel, u, v, Number.POSITIVE_INFINITY, slope);
}

const slope = new Float64Array(3);

/** The kernel of two forms, the first of them turned back to 0; by height it is below. */
export function kernelOf(book: FormBook, a: number, b: number): number {
  const { kernels, kindOf, angleOf, turnOf } = book;
  const pair = a * kindOf.length + b;
  const seen = pair < kernels.pairs.length ? kernels.pairs[pair] : 0;
  if (seen > 0) return seen - 1;
  const turn = turnOf[angleOf[a] * book.angles + angleOf[b]];
  const key = (kindOf[a] * book.kinds.length + kindOf[b]) * book.turns_deg.length + turn;
  let kernel = findKernel(kernels, key);
  if (kernel < 0) {
    kernel = addKernel(kernels, key, meetingsBetween(book, kindOf[a], kindOf[b], turn));
  }
  if (pair < kernels.pairs.length) kernels.pairs[pair] = kernel + 1;
  return kernel;
}

/** Where two kinds meet, the first of them unturned. */
function meetingsBetween(book: FormBook, a: number, b: number, turn: number): Meeting[] {
  if (!book.isByHeight) return [{ a: turnedForm(book, a, 0), b: turnedForm(book, b, turn) }];
  return meetingsOf(storeysAt(book, a, 0), storeysAt(book, b, turn));
}

function storeysAt({ storeys, kinds, turns_deg, gap }: FormBook, kind: number, turn: number) {
  const at = kind * turns_deg.length + turn;
  const { stackOf } = kinds[kind];
  storeys[at] ??= stackOf ? makeStoreys(stackOf(), turns_deg[turn], gap / 2) : [];
  return storeys[at];
}

/** A kind at a turn of the list; the first of the list is no turn. */
function turnedForm({ turned, kinds, turns_deg, gap }: FormBook, kind: number, turn: number): Form {
  const at = kind * turns_deg.length + turn;
  const form = turned[at] ?? makeForm(kinds[kind].shapeOf(), turns_deg[turn], at, gap / 2);
  turned[at] = form;
  return form;
}
