/** Where every part lies, which pairs overlap, and how much each pair's overlap weighs. */
import { type Form, makeForm, type Shape } from "./form.ts";
import { type Kernel, makeKernel, overlapOf } from "./kernel.ts";
import { SEPARATE } from "./tunables.ts";

/** A rectangle that parts lie in, corner at 0, 0; margins are already taken off. */
export type Container = { width: number; depth: number };

/** A part and the turns it may be given, degrees. A fixed part is never moved. */
export type Part = { shape: Shape; turns_deg: number[]; isFixed?: boolean };

/**
 * The state of a separation; one row of each array for each part. Parts may overlap each other,
 * but never leave their container.
 */
export type Layout = {
  containers: Container[];
  parts: Part[];
  gap: number;
  /** Overlaps up to this deep do not count. */
  clear: number;
  /** Form of the part's first turn; its other turns follow. */
  firstForm: Int32Array;
  forms: (Form | undefined)[];
  makeForm: (index: number) => Form;
  kernels: KernelStore;
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
  /** The parts of each container. */
  members: number[][];
  /** Overlap of each pair, and its weight; row by row. */
  overlaps: Float64Array;
  weights: Float64Array;
  /** How many places were weighed so far. */
  places: number;
};

/** Kernels of pairs of forms; a later pair of the same slot replaces an earlier one. */
type KernelStore = { slots: (Kernel | undefined)[]; keys: Float64Array };

/** Makes a layout in which no part has a place yet. */
export function makeLayout(containers: Container[], parts: Part[], gap = 0): Layout {
  const kinds = new Map<Shape, Map<string, number>>();
  const owners: { shape: Shape; turn_deg: number }[] = [];
  const firstForm = Int32Array.from(parts, ({ shape, turns_deg }) => {
    const known = kinds.get(shape) ?? new Map<string, number>();
    kinds.set(shape, known);
    const key = turns_deg.join();
    const first = known.get(key) ?? owners.length;
    if (!known.has(key)) owners.push(...turns_deg.map((turn_deg) => ({ shape, turn_deg })));
    known.set(key, first);
    return first;
  });
  const count = parts.length;
  const numbers = () => new Float64Array(count);
  const slots = Math.min(owners.length ** 2, slotsFor(kinds.keys()));
  return {
    containers: containers.map((container) => ({ ...container })),
    parts,
    gap,
    clear: SEPARATE.clear_share * Math.max(...containers.map(({ depth }) => depth)),
    firstForm,
    forms: owners.map(() => undefined),
    makeForm: (index) => makeForm(owners[index].shape, owners[index].turn_deg, index),
    kernels: { slots: Array(slots).fill(undefined), keys: new Float64Array(slots).fill(-1) },
    home: new Int32Array(count).fill(-1),
    form: firstForm.slice(),
    x: numbers(),
    y: numbers(),
    left: numbers(),
    right: numbers(),
    front: numbers(),
    back: numbers(),
    members: containers.map(() => []),
    overlaps: new Float64Array(count * count),
    weights: new Float64Array(count * count).fill(1),
    places: 0,
  };
}

/** As many kernels as fit the memory set aside for them, judged by the mean number of pieces. */
function slotsFor(shapes: Iterable<Shape>): number {
  const counts = Array.from(shapes, ({ pieces }) => pieces.length);
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const bytes = 8 * 30 * mean * mean;
  return Math.max(1024, Math.floor(SEPARATE.kernel_bytes / bytes));
}

export function formAt(layout: Layout, index: number): Form {
  const known = layout.forms[index];
  if (known) return known;
  const form = layout.makeForm(index);
  layout.forms[index] = form;
  return form;
}

/** Overlap of form a at the origin with form b at dx, dy: symmetric to the last bit. */
export function overlapOfForms(
  layout: Layout,
  a: number,
  b: number,
  dx: number,
  dy: number,
): number {
  const isFirst = a < b || (a === b && (dx > 0 || (dx === 0 && dy > 0)));
  return isFirst
    ? overlapOf(kernelOf(layout, a, b), dx, dy)
    : overlapOf(kernelOf(layout, b, a), -dx, -dy);
}

function kernelOf(layout: Layout, a: number, b: number): Kernel {
  const { slots, keys } = layout.kernels;
  const key = a * layout.forms.length + b;
  const slot = key < slots.length ? key : key % slots.length;
  const known = slots[slot];
  if (known && keys[slot] === key) return known;
  const kernel = makeKernel(formAt(layout, a), formAt(layout, b), layout.gap, layout.clear);
  slots[slot] = kernel;
  keys[slot] = key;
  return kernel;
}

/**
 * Weighted overlap that a part would have with all others of a container. Stops once it is not
 * below the bound; what it returns then is at least the bound.
 */
export function weightAt(
  layout: Layout,
  part: number,
  form: Form,
  home: number,
  x: number,
  y: number,
  bound: number,
): number {
  const { left, right, front, back, gap } = layout;
  const l = x + form.left - gap;
  const r = x + form.right + gap;
  const f = y + form.front - gap;
  const b = y + form.back + gap;
  const row = part * layout.parts.length;
  const list = layout.members[home];
  let sum = 0;
  layout.places++;
  for (let at = 0; at < list.length; at++) {
    const other = list[at];
    if (left[other] >= r || right[other] <= l || front[other] >= b || back[other] <= f) continue;
    if (other === part) continue;
    const dx = layout.x[other] - x;
    const dy = layout.y[other] - y;
    const overlap = overlapOfForms(layout, form.index, layout.form[other], dx, dy);
    if (overlap > 0) {
      sum += layout.weights[row + other] * overlap;
      if (sum >= bound) return sum;
    }
  }
  return sum;
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
  const { left, right, front, back } = formAt(layout, form);
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
  const { left, right, front, back, gap, overlaps, x, y, form } = layout;
  const count = layout.parts.length;
  const [l, r] = [left[part] - gap, right[part] + gap];
  const [f, b] = [front[part] - gap, back[part] + gap];
  for (const other of layout.members[layout.home[part]]) {
    if (other === part) continue;
    let overlap = 0;
    if (left[other] < r && right[other] > l && front[other] < b && back[other] > f) {
      const [dx, dy] = [x[other] - x[part], y[other] - y[part]];
      overlap = overlapOfForms(layout, form[part], form[other], dx, dy);
    }
    overlaps[part * count + other] = overlap;
    overlaps[other * count + part] = overlap;
  }
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
export type Snapshot = { home: Int32Array; form: Int32Array; x: Float64Array; y: Float64Array };

export function snapshotOf({ home, form, x, y }: Layout): Snapshot {
  return { home: home.slice(), form: form.slice(), x: x.slice(), y: y.slice() };
}

export function restore(layout: Layout, { home, form, x, y }: Snapshot): void {
  for (let part = 0; part < home.length; part++) {
    const isThere =
      layout.home[part] === home[part] &&
      layout.form[part] === form[part] &&
      layout.x[part] === x[part] &&
      layout.y[part] === y[part];
    if (isThere) continue;
    if (home[part] < 0) takePart(layout, part);
    else putPart(layout, part, home[part], form[part], x[part], y[part]);
  }
}
