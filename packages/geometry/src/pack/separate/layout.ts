/** Where every part lies, which pairs overlap, and how much each pair's overlap weighs. */
import { sineAndCosine } from "./convex.ts";
import { type Form, makeForm, type Shape } from "./form.ts";
import { addKernel, findKernel, type Kernels, makeKernels, overlapOf } from "./kernel.ts";
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
  pairs: Pairs;
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

/**
 * How two forms meet depends on their shapes and on the turn from one to the other alone: kernels
 * are kept by those, and offsets turned back by the turn of the first.
 */
type Pairs = {
  kernels: Kernels;
  shapes: Shape[];
  /** By form. */
  shapeOf: Int32Array;
  turn_deg: number[];
  angleOf: Int32Array;
  sin: Float64Array;
  cos: Float64Array;
  /** The turn between two angles: position in `turns_deg`, row by row. */
  turnOf: Int32Array;
  angles: number;
  turns_deg: number[];
  /** The second form of kernels, by shape and turn. */
  turned: (Form | undefined)[];
};

/** Makes a layout in which no part has a place yet. */
export function makeLayout(containers: Container[], parts: Part[], gap = 0): Layout {
  const kinds = new Map<Shape, Map<string, number>>();
  const owners: { kind: number; turn_deg: number }[] = [];
  const firstForm = Int32Array.from(parts, ({ shape, turns_deg }) => {
    const known = kinds.get(shape) ?? new Map<string, number>();
    kinds.set(shape, known);
    const key = turns_deg.join();
    const first = known.get(key) ?? owners.length;
    if (known.has(key)) return first;
    known.set(key, first);
    const kind = [...kinds.keys()].indexOf(shape);
    owners.push(...turns_deg.map((turn_deg) => ({ kind, turn_deg })));
    return first;
  });
  const count = parts.length;
  const numbers = () => new Float64Array(count);
  const clear = SEPARATE.clear_share * Math.max(...containers.map(({ depth }) => depth));
  return {
    containers: containers.map((container) => ({ ...container })),
    parts,
    gap,
    clear,
    firstForm,
    forms: owners.map(() => undefined),
    pairs: makePairs([...kinds.keys()], owners, gap, clear),
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

function makePairs(
  shapes: Shape[],
  owners: { kind: number; turn_deg: number }[],
  gap: number,
  clear: number,
): Pairs {
  const turn_deg = owners.map((owner) => owner.turn_deg);
  const angles = [...new Set(turn_deg)];
  const between = angles.flatMap((a) => angles.map((b) => (((b - a) % 360) + 360) % 360));
  const turns_deg = [...new Set(between)];
  const turns = turn_deg.map(sineAndCosine);
  return {
    kernels: makeKernels(shapes.length ** 2 * turns_deg.length, gap, clear),
    shapes,
    shapeOf: Int32Array.from(owners, ({ kind }) => kind),
    turn_deg,
    angleOf: Int32Array.from(turn_deg, (angle) => angles.indexOf(angle)),
    sin: Float64Array.from(turns, ({ sin }) => sin),
    cos: Float64Array.from(turns, ({ cos }) => cos),
    turnOf: Int32Array.from(between, (angle) => turns_deg.indexOf(angle)),
    angles: angles.length,
    turns_deg,
    turned: [],
  };
}

export function formAt({ forms, pairs }: Layout, index: number): Form {
  const known = forms[index];
  if (known) return known;
  const form = makeForm(pairs.shapes[pairs.shapeOf[index]], pairs.turn_deg[index], index);
  forms[index] = form;
  return form;
}

/** Overlap of form a at the origin with form b at dx, dy: the same seen from either. */
export function overlapOfForms(
  layout: Layout,
  a: number,
  b: number,
  dx: number,
  dy: number,
): number {
  const isFirst = a < b || (a === b && (dx > 0 || (dx === 0 && dy > 0)));
  return isFirst
    ? overlapOfPair(layout.pairs, a, b, dx, dy)
    : overlapOfPair(layout.pairs, b, a, -dx, -dy);
}

function overlapOfPair(pairs: Pairs, a: number, b: number, dx: number, dy: number): number {
  const { kernels, shapeOf, angleOf, turnOf } = pairs;
  const turn = turnOf[angleOf[a] * pairs.angles + angleOf[b]];
  const key = (shapeOf[a] * pairs.shapes.length + shapeOf[b]) * pairs.turns_deg.length + turn;
  let kernel = findKernel(kernels, key);
  if (kernel < 0) {
    kernel = addKernel(
      kernels,
      key,
      turnedForm(pairs, shapeOf[a], 0),
      turnedForm(pairs, shapeOf[b], turn),
    );
  }
  const sin = pairs.sin[a];
  const cos = pairs.cos[a];
  return overlapOf(kernels, kernel, cos * dx + sin * dy, cos * dy - sin * dx);
}

/** A shape at a turn of the list; the first of the list is no turn. */
function turnedForm({ turned, shapes, turns_deg }: Pairs, shape: number, turn: number): Form {
  const at = shape * turns_deg.length + turn;
  const form = turned[at] ?? makeForm(shapes[shape], turns_deg[turn], at);
  turned[at] = form;
  return form;
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
