/** Where every part lies, which pairs overlap, and how much each pair's overlap weighs. */
import { type FormBook, formAt, overlapOfForms } from "./book.ts";

/** A rectangle that parts lie in, corner at 0, 0; margins are already taken off. */
export type Container = { width: number; depth: number };

/** A part of a kind of the book. */
export type Part = { kind: number };

/**
 * The state of a separation; one row of each array for each part. Parts may overlap each other,
 * but never leave their container.
 */
export type Layout = {
  containers: Container[];
  parts: Part[];
  book: FormBook;
  /** Container of each part, -1 while it is in none. */
  home: Int32Array;
  form: Int32Array;
  /** Place of the form's centre. */
  x: Float64Array;
  y: Float64Array;
  left: Float64Array;
  right: Float64Array;
  front: Float64Array;
  back: Float64Array;
  /** By height: the order in which parts may reach over each other, from below. */
  level: Float64Array;
  /** The parts of each container. */
  members: number[][];
  /** Overlap of each pair, and its weight; row by row. */
  overlaps: Float64Array;
  weights: Float64Array;
  /** How many places were weighed so far. */
  places: number;
};

/** Makes a layout in which no part has a place yet. */
export function makeLayout(containers: Container[], parts: Part[], book: FormBook): Layout {
  const count = parts.length;
  const numbers = () => new Float64Array(count);
  return {
    containers: containers.map((container) => ({ ...container })),
    parts,
    book,
    home: new Int32Array(count).fill(-1),
    form: Int32Array.from(parts, ({ kind }) => book.firstForm[kind]),
    x: numbers(),
    y: numbers(),
    left: numbers(),
    right: numbers(),
    front: numbers(),
    back: numbers(),
    level: numbers(),
    members: containers.map(() => []),
    overlaps: new Float64Array(count * count),
    weights: new Float64Array(count * count).fill(1),
    places: 0,
  };
}

/** Puts a part somewhere, moved inward where it would leave the container. */
export function putPart(
  layout: Layout,
  part: number,
  home: number,
  form: number,
  x: number,
  y: number,
): void {
  const before = layout.home[part];
  if (before !== home) {
    if (before >= 0) leave(layout, part, before);
    layout.members[home].push(part);
    layout.home[part] = home;
  }
  const { left, right, front, back } = formAt(layout.book, form);
  const { width, depth } = layout.containers[home];
  layout.form[part] = form;
  layout.x[part] = Math.max(-left, Math.min(width - right, x));
  layout.y[part] = Math.max(-front, Math.min(depth - back, y));
  layout.left[part] = layout.x[part] + left;
  layout.right[part] = layout.x[part] + right;
  layout.front[part] = layout.y[part] + front;
  layout.back[part] = layout.y[part] + back;
  measurePart(layout, part);
}

/** Takes a part out of its container. */
export function takePart(layout: Layout, part: number): void {
  const before = layout.home[part];
  if (before >= 0) leave(layout, part, before);
}

function leave(layout: Layout, part: number, home: number): void {
  const { members, overlaps, parts } = layout;
  const list = members[home];
  list.splice(list.indexOf(part), 1);
  layout.home[part] = -1;
  for (const other of list) {
    overlaps[part * parts.length + other] = 0;
    overlaps[other * parts.length + part] = 0;
  }
}

/** Brings the overlaps of a part with all of its container up to date. */
function measurePart(layout: Layout, part: number): void {
  const { left, right, front, back, overlaps, x, y, form, book } = layout;
  const { gap } = book;
  const count = layout.parts.length;
  const [l, r] = [left[part] - gap, right[part] + gap];
  const [f, b] = [front[part] - gap, back[part] + gap];
  for (const other of layout.members[layout.home[part]]) {
    if (other === part) continue;
    let overlap = 0;
    if (left[other] < r && right[other] > l && front[other] < b && back[other] > f) {
      const [a, b] = isBelow(layout, part, form[part], other) ? [part, other] : [other, part];
      overlap = overlapOfForms(book, form[a], form[b], x[b] - x[a], y[b] - y[a]);
    }
    overlaps[part * count + other] = overlap;
    overlaps[other * count + part] = overlap;
  }
}

/** Whether a part, in this form, is the first one of its pair with another. */
export function isBelow(layout: Layout, part: number, form: number, other: number): boolean {
  const { book, level } = layout;
  if (!book.isByHeight) return form <= layout.form[other];
  return level[part] === level[other] ? part < other : level[part] < level[other];
}

/** Sum of all overlaps, without weights; 0 exactly where no two parts overlap. */
export function overlapOfAll(layout: Layout): number {
  const count = layout.parts.length;
  let sum = 0;
  for (const list of layout.members) {
    for (const a of list) {
      for (const b of list) if (b < a) sum += layout.overlaps[a * count + b];
    }
  }
  return sum;
}

/** Sum of a part's overlaps, without weights. */
export function overlapOfPart(layout: Layout, part: number): number {
  const row = part * layout.parts.length;
  let sum = 0;
  for (const other of layout.members[layout.home[part]]) sum += layout.overlaps[row + other];
  return sum;
}

/** Everything that moves change; weights are kept apart. */
export type Snapshot = Pick<Layout, "home" | "form" | "x" | "y" | "level">;

export function snapshotOf({ home, form, x, y, level }: Layout): Snapshot {
  const places = { home: home.slice(), form: form.slice(), x: x.slice(), y: y.slice() };
  return { ...places, level: level.slice() };
}

export function restore(layout: Layout, { home, form, x, y, level }: Snapshot): void {
  const isOrdered = level.every((at, part) => at === layout.level[part]);
  layout.level.set(level);
  for (let part = 0; part < home.length; part++) {
    const isThere =
      isOrdered &&
      layout.home[part] === home[part] &&
      layout.form[part] === form[part] &&
      layout.x[part] === x[part] &&
      layout.y[part] === y[part];
    if (isThere) continue;
    if (home[part] < 0) takePart(layout, part);
    else putPart(layout, part, home[part], form[part], x[part], y[part]);
  }
}
