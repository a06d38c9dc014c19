/**
 * Periodic layouts of many equal parts: one part, or two turned by 180 degrees against each
 * other, repeated along two directions. Exact, where a grid of cells would cost the last row.
 */
import { type Blocked, CLEAR_MM, collectBlocked, firstClear } from "../engine/contact.ts";
import type { Frame } from "../engine/frame.ts";
import type { Place } from "../engine/place.ts";
import { type Layer, type Shape, type Variant, variantOf } from "../engine/shape.ts";
import { EDGE_SIZE } from "../engine/span.ts";
import { TUNABLES } from "../tunables.ts";

/** A row or column more may not fail for what rounding adds up over a plate. */
const ROUNDING_MM = 1e-7;

/** One or two parts that repeat together; the box of the whole starts at 0, 0. */
type Unit = {
  seats: Place[];
  width: number;
  depth: number;
  /** As those of a variant: what must be free in each layer, and what keeps others out. */
  feet: (Sides & { layer: number })[];
  roofs: Sides[];
};

type Sides = Pick<Layer, "edges" | "edgesAcross">;

/** Units lie at k (pitch, 0) + m (shift, rise) for whole k and m. */
type Pattern = { unit: Unit; pitch: number; shift: number; rise: number };

/**
 * The places of the periodic layout that puts most copies of the shape on an empty plate, in an
 * order in which each may be added after those before it.
 *
 * Angles are tried in the order given, those 180 degrees apart once. Errs towards fewer copies:
 * the shifts are samples. Cost about 5-20 ms per angle for outlines of 150 points.
 */
export function bestLattice(
  shape: Shape,
  angles: number[],
  frame: Frame,
  isFree: (place: Place) => boolean,
  shouldStop: () => boolean,
): Place[] {
  let best: Place[] = [];
  const tried = new Set<number>();
  for (const angle of angles) {
    // By height, later seats reach over earlier ones, and then both ways round differ.
    const turn = frame.layers > 1 ? angle : angle % 180;
    if (tried.has(turn)) continue;
    tried.add(turn);
    for (const unit of unitsFor(shape, angle, angles, frame)) {
      if (shouldStop()) return best;
      for (const pattern of patternsOf(unit, frame)) {
        const seats = seatsOnPlate(pattern, frame).filter(isFree);
        if (seats.length > best.length) best = seats;
      }
    }
  }
  return best;
}

/** The part alone, and the closest pairs of it with its half-turned self. */
function unitsFor(shape: Shape, angle: number, angles: number[], frame: Frame): Unit[] {
  const variant = variantOf(shape, angle, frame);
  const single = makeUnit([{ variant, x: 0, y: 0 }]);
  const opposite = angles.find((other) => Math.abs(Math.abs(other - angle) - 180) < 1e-9);
  if (opposite === undefined) return [single];
  const turned = makeUnit([{ variant: variantOf(shape, opposite, frame), x: 0, y: 0 }]);
  const pairs: Unit[] = [];
  const samples = TUNABLES.lattice_offsets;
  for (let at = 0; at <= samples; at++) {
    const y = (at / samples - 0.5) * 2 * single.depth;
    const x = clearMove(turned, single, true, y, frame);
    pairs.push(pairOf(single, turned, x, y));
    const across = (at / samples - 0.5) * 2 * single.width;
    const up = clearMove(turned, single, false, across, frame);
    pairs.push(pairOf(single, turned, across, up));
  }
  pairs.sort((a, b) => a.width * a.depth - b.width * b.depth);
  return [single, ...pairs.slice(0, TUNABLES.lattice_pairs)];
}

function pairOf(single: Unit, turned: Unit, x: number, y: number): Unit {
  return makeUnit([
    { ...single.seats[0], x: 0, y: 0 },
    { ...turned.seats[0], x, y },
  ]);
}

/** Least movement >= 0 along an axis that takes a unit clear of another, `aside` held fixed. */
function clearMove(a: Unit, b: Unit, alongX: boolean, aside: number, frame: Frame): number {
  const blocked: Blocked = { from: [], to: [] };
  block(blocked, a, b, alongX, aside, frame);
  return firstClear(blocked, 0, Number.POSITIVE_INFINITY);
}

function block(
  blocked: Blocked,
  a: Unit,
  b: Unit,
  alongX: boolean,
  aside: number,
  frame: Frame,
): void {
  const r = frame.gap + CLEAR_MM;
  const far = Math.max(a.width + b.width, a.depth + b.depth) + 2 * r;
  for (const foot of a.feet) {
    const roof = b.roofs[foot.layer];
    if (alongX) {
      collectBlocked(foot.edges, a.width, a.depth, roof.edges, 0, -aside, r, 0, far, blocked);
    } else {
      const [ea, eb] = [foot.edgesAcross, roof.edgesAcross];
      collectBlocked(ea, a.depth, a.width, eb, 0, -aside, r, 0, far, blocked);
    }
  }
}

function patternsOf(unit: Unit, frame: Frame): Pattern[] {
  const inRow: Blocked = { from: [], to: [] };
  block(inRow, unit, unit, true, 0, frame);
  const pitch = leastStep(() => inRow, unit.width + frame.gap);
  const count = TUNABLES.lattice_shifts;
  return Array.from({ length: count }, (_, at) => {
    const shift = (at * pitch) / count;
    const rows = new Map<number, Blocked>();
    const rowAt = (multiple: number) => {
      const known = rows.get(multiple) ?? blockedRow(unit, pitch, shift * multiple, frame);
      rows.set(multiple, known);
      return known;
    };
    return { unit, pitch, shift, rise: leastStep(rowAt, unit.depth + frame.gap) };
  });
}

/** What a whole row of units blocks for a unit that moves up from it, moved aside by `shift`. */
function blockedRow(unit: Unit, pitch: number, shift: number, frame: Frame): Blocked {
  const blocked: Blocked = { from: [], to: [] };
  const reach = unit.width + frame.gap + CLEAR_MM;
  const first = Math.ceil((-reach - shift) / pitch);
  for (let k = first; shift + k * pitch < reach; k++) {
    block(blocked, unit, unit, false, shift + k * pitch, frame);
  }
  return blocked;
}

/** Least step of which no multiple is blocked; `far` is clear at any rate. */
function leastStep(blockedAt: (multiple: number) => Blocked, far: number): number {
  let step = 1e-6;
  for (let tries = 0; tries < 200; tries++) {
    const before = step;
    for (let multiple = 1; multiple * step < far; multiple++) {
      const clear = firstClear(blockedAt(multiple), multiple * step, Number.POSITIVE_INFINITY);
      step = Math.max(step, clear / multiple);
    }
    if (step === before) return step;
  }
  return far + CLEAR_MM;
}

/** The seats of a pattern that lie on the plate, with one seat or another in its corner. */
function seatsOnPlate({ unit, pitch, shift, rise }: Pattern, frame: Frame): Place[] {
  let best: Place[] = [];
  for (const corner of unit.seats) {
    const seats: Place[] = [];
    const rows = Math.ceil((frame.depth + unit.depth) / rise);
    for (let row = -Math.ceil(unit.depth / rise); row <= rows; row++) {
      const phase = (row * shift) % pitch;
      const columns = Math.ceil((frame.width + unit.width) / pitch);
      for (let column = -columns; column <= columns; column++) {
        for (const seat of unit.seats) {
          const x = column * pitch + phase + seat.x - corner.x;
          const y = row * rise + seat.y - corner.y;
          if (isOnPlate(seat, x, y, frame)) seats.push({ variant: seat.variant, x, y });
        }
      }
    }
    if (seats.length > best.length) best = seats;
  }
  return best;
}

function isOnPlate({ variant }: Place, x: number, y: number, frame: Frame): boolean {
  const isInX = x >= -ROUNDING_MM && x + variant.width <= frame.width + ROUNDING_MM;
  return isInX && y >= -ROUNDING_MM && y + variant.depth <= frame.depth + ROUNDING_MM;
}

function makeUnit(seats: Place[]): Unit {
  const left = Math.min(...seats.map((seat) => seat.x));
  const front = Math.min(...seats.map((seat) => seat.y));
  const moved = seats.map((seat) => ({ ...seat, x: seat.x - left, y: seat.y - front }));
  const sidesOf = (layerOf: (variant: Variant) => Layer): Sides => ({
    edges: joinEdges(moved.map((s) => moveEdges(layerOf(s.variant).edges, s.x, s.y))),
    edgesAcross: joinEdges(moved.map((s) => moveEdges(layerOf(s.variant).edgesAcross, s.y, s.x))),
  });
  // The seats are turns of one shape, so that all have the same feet and roofs.
  const [{ variant }] = moved;
  return {
    seats: moved,
    width: Math.max(...moved.map((seat) => seat.x + seat.variant.width)),
    depth: Math.max(...moved.map((seat) => seat.y + seat.variant.depth)),
    feet: variant.feet.map(({ layer }, at) => ({ ...sidesOf((v) => v.feet[at]), layer })),
    roofs: variant.roofs.map((_, at) => sidesOf((v) => v.roofs[at])),
  };
}

function moveEdges(edges: Float64Array, dx: number, dy: number): Float64Array {
  const moved = edges.slice();
  for (let at = 0; at < moved.length; at += EDGE_SIZE) {
    moved[at] += dx;
    moved[at + 1] += dy;
    moved[at + 2] += dx;
    moved[at + 3] += dy;
  }
  return moved;
}

function joinEdges(lists: Float64Array[]): Float64Array {
  const joined = new Float64Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    joined.set(list, at);
    at += list.length;
  }
  return joined;
}
