/** Finds the equal parts of a job and seats them on periodic layouts. */
import { addPart, type Board, makeBoard, putToRest } from "../engine/board.ts";
import { settle } from "../engine/contact.ts";
import type { Place } from "../engine/place.ts";
import type { Job } from "../problem/job.ts";
import { TUNABLES } from "../tunables.ts";
import { bestLattice } from "./lattice.ts";

/** For groups of equal parts, by their list of angles: the places of one full plate. */
export type Lattices = Map<number[], Place[]>;

/** Boards with parts on them already, and which entries those are. */
export type Seats = { boards: Board[]; seated: Set<number> };

/** Looks for a periodic layout for each of the groups that take up most area. */
export function latticesFor(job: Job, anglesMax: number, groupsMax: number): Lattices {
  const lattices: Lattices = new Map();
  for (const items of largestGroups(job).slice(0, groupsMax)) {
    const { shape, angles } = job.entries[items[0]];
    const corners = shape.outline.reduce((sum, ring) => sum + ring.length / 2, 0);
    if (corners > TUNABLES.lattice_corners) continue;
    const some = angles.slice(0, anglesMax);
    const isFree = freeBeside(job);
    const places = bestLattice(shape, some, job.frame, isFree, job.shouldStop);
    if (places.length >= TUNABLES.lattice_parts) lattices.set(angles, places);
  }
  return lattices;
}

/** Whether a seat keeps clear of the zones that every new plate has. */
function freeBeside({ frame, bare }: Job): (place: Place) => boolean {
  if (bare.fixed.length === 0) return () => true;
  const board = makeBoard(frame, bare);
  return ({ variant, x, y }) => {
    const start = {
      x: Math.min(Math.max(0, x), frame.width - variant.width),
      y: Math.min(Math.max(0, y), frame.depth - variant.depth),
    };
    return settle(board, frame, variant, start, { x: 1, y: 1 }, 0) !== undefined;
  };
}

/** Fills new plates with the equal parts; the last one of a group may stay partly empty. */
export function seatOnLattices(job: Job, lattices: Lattices, taken: Seats): Seats {
  const boards = [...taken.boards];
  const seated = new Set(taken.seated);
  const platesMax = job.open.length + job.platesMax;
  for (const group of largestGroups(job)) {
    const places = lattices.get(job.entries[group[0]].angles);
    if (!places) continue;
    const items = group.filter((item) => !seated.has(item));
    for (let first = 0; first < items.length; first += places.length) {
      if (boards.length >= platesMax) return { boards, seated };
      const board = makeBoard(job.frame, job.bare);
      for (const [at, item] of items.slice(first, first + places.length).entries()) {
        addPart(board, job.frame, { item, ...places[at], how: "periodic" });
        seated.add(item);
      }
      if (boards.length >= TUNABLES.boards_awake) putToRest(board);
      boards.push(board);
    }
  }
  return { boards, seated };
}

/** Entries of the same outline and rule, lowest rank first within a group; largest group first. */
export function largestGroups(job: Job): number[][] {
  const groups = new Map<number[], number[]>();
  for (const [at, { angles }] of job.entries.entries()) {
    const group = groups.get(angles);
    if (group) group.push(at);
    else groups.set(angles, [at]);
  }
  const areaOf = (group: number[]) => group.length * job.entries[group[0]].shape.claim;
  return [...groups.values()]
    .filter((group) => group.length >= TUNABLES.lattice_parts)
    .sort((a, b) => areaOf(b) - areaOf(a) || a[0] - b[0]);
}
