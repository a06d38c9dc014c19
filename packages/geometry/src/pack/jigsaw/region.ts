/** What is still free of a plate that is filled without gaps: the sides around it. */
import { ANGLE_EPSILON, type Tile, turnBetween } from "./tile.ts";

/** Sides with the free side to their left: x1, y1, x2, y2 and the unit vector along them. */
export type Region = number[];
const SIDE = 6;

/** A place where two sides of the region meet at less than a straight angle. */
export type Notch = {
  x: number;
  y: number;
  angle: number;
  outX: number;
  outY: number;
  backX: number;
  backY: number;
};

/** Lengths below this are none, mm. */
export const LENGTH_EPSILON = 1e-5;

export function wholePlate(width: number, depth: number): Region {
  const region: Region = [];
  pushSide(region, 0, 0, width, 0);
  pushSide(region, width, 0, width, depth);
  pushSide(region, width, depth, 0, depth);
  pushSide(region, 0, depth, 0, 0);
  return region;
}

/** Lists all notches of the region. Whatever fills it has a corner in each of them. */
export function notchesOf(region: Region): Notch[] {
  const notches: Notch[] = [];
  for (let out = 0; out < region.length; out += SIDE) {
    const x = region[out];
    const y = region[out + 1];
    const outX = region[out + 4];
    const outY = region[out + 5];
    let angle = 2 * Math.PI;
    let nearest = -1;
    for (let side = 0; side < region.length; side += SIDE) {
      if (Math.abs(region[side + 2] - x) > LENGTH_EPSILON) continue;
      if (Math.abs(region[side + 3] - y) > LENGTH_EPSILON) continue;
      const turn = turnBetween(outX, outY, -region[side + 4], -region[side + 5]);
      if (turn >= angle) continue;
      angle = turn;
      nearest = side;
    }
    if (nearest < 0 || angle >= Math.PI - ANGLE_EPSILON) continue;
    const backX = -region[nearest + 4];
    const backY = -region[nearest + 5];
    notches.push({ x, y, angle, outX, outY, backX, backY });
  }
  return notches;
}

/** Whether no side of the region reaches into the tile at x, y by more than the epsilon. */
export function isFreeFor(region: Region, tile: Tile, x: number, y: number): boolean {
  for (const planes of tile.parts) {
    for (let side = 0; side < region.length; side += SIDE) {
      if (reachesInto(region, side, planes, x, y)) return false;
    }
  }
  return true;
}

/** Cuts the side down to what lies inside all half planes, and looks whether anything is left. */
function reachesInto(
  region: Region,
  side: number,
  planes: Float64Array,
  x: number,
  y: number,
): boolean {
  const x1 = region[side] - x;
  const y1 = region[side + 1] - y;
  const dx = region[side + 2] - region[side];
  const dy = region[side + 3] - region[side + 1];
  let from = 0;
  let to = 1;
  for (let at = 0; at < planes.length; at += 3) {
    const start = planes[at] * x1 + planes[at + 1] * y1 - planes[at + 2] + LENGTH_EPSILON;
    const slope = planes[at] * dx + planes[at + 1] * dy;
    const end = start + slope;
    if (start >= 0 && end >= 0) return false;
    if (start > 0) from = Math.max(from, -start / slope);
    else if (end > 0) to = Math.min(to, -start / slope);
    if (from >= to) return false;
  }
  return true;
}

/** Share of the tile's outline at x, y that lies on sides of the region. */
export function contactOf(region: Region, tile: Tile, x: number, y: number): number {
  // The sides that meet are in neither; those of the tile that meet none are added.
  const rest = lengthOf(withoutTile(region, tile, x, y));
  return (lengthOf(region) + tile.length - rest) / (2 * tile.length);
}

function lengthOf(region: Region): number {
  let length = 0;
  for (let side = 0; side < region.length; side += SIDE) {
    length += Math.hypot(region[side + 2] - region[side], region[side + 3] - region[side + 1]);
  }
  return length;
}

/** The region without the tile at x, y, which must be free for it. */
export function withoutTile(region: Region, tile: Tile, x: number, y: number): Region {
  const { points } = tile;
  let rest = region;
  const added: Region = [];
  for (let at = 0; at < points.length; at += 2) {
    const to = (at + 2) % points.length;
    rest = takeSide(
      rest,
      added,
      points[at] + x,
      points[at + 1] + y,
      points[to] + x,
      points[to + 1] + y,
    );
  }
  return [...rest, ...added];
}

/** Takes the stretches that lie along the side off the region; adds the side's rest, reversed. */
function takeSide(
  region: Region,
  added: Region,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): Region {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const ux = (x2 - x1) / length;
  const uy = (y2 - y1) / length;
  const rest: Region = [];
  let open: number[] = [0, length];
  for (let side = 0; side < region.length; side += SIDE) {
    const [ax, ay, bx, by, sx, sy] = region.slice(side, side + SIDE);
    const isAlong =
      Math.abs(ux * sy - uy * sx) <= ANGLE_EPSILON &&
      ux * sx + uy * sy > 0 &&
      Math.abs((ax - x1) * uy - (ay - y1) * ux) <= LENGTH_EPSILON;
    const from = (ax - x1) * ux + (ay - y1) * uy;
    const to = (bx - x1) * ux + (by - y1) * uy;
    if (!isAlong || from > length - LENGTH_EPSILON || to < LENGTH_EPSILON) {
      rest.push(ax, ay, bx, by, sx, sy);
      continue;
    }
    if (from < -LENGTH_EPSILON) pushSide(rest, ax, ay, x1, y1);
    if (to > length + LENGTH_EPSILON) pushSide(rest, x2, y2, bx, by);
    open = without(open, from, to);
  }
  for (let at = 0; at < open.length; at += 2) {
    const from = open[at] === 0 ? [x1, y1] : [x1 + open[at] * ux, y1 + open[at] * uy];
    const to =
      open[at + 1] === length ? [x2, y2] : [x1 + open[at + 1] * ux, y1 + open[at + 1] * uy];
    pushSide(added, to[0], to[1], from[0], from[1]);
  }
  return rest;
}

/** Stretches (from and to in turn) less one of them. */
function without(stretches: number[], from: number, to: number): number[] {
  const rest: number[] = [];
  for (let at = 0; at < stretches.length; at += 2) {
    const start = stretches[at];
    const end = stretches[at + 1];
    const cut = [start, Math.min(end, from), Math.max(start, to), end];
    if (cut[1] - cut[0] > LENGTH_EPSILON) rest.push(cut[0], cut[1]);
    if (cut[3] - cut[2] > LENGTH_EPSILON) rest.push(cut[2], cut[3]);
  }
  return rest;
}

function pushSide(region: Region, x1: number, y1: number, x2: number, y2: number): void {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length <= LENGTH_EPSILON) return;
  region.push(x1, y1, x2, y2, (x2 - x1) / length, (y2 - y1) / length);
}
