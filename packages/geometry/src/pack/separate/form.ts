/** Shapes as the separation sees them: convex pieces around a centre, one form for each turn. */
import { convexHullOf } from "../../polygon/hull.ts";
import { outlineAreaOf, ringAreaOf } from "../../polygon/ring.ts";
import type { Outline, Ring } from "../../types.ts";
import { convexPiecesOf, growRing, planesOf, sineAndCosine, turnRing } from "./convex.ts";
import { compactOrder, makeTree, type Tree } from "./tree.ts";

/** A distinct outline. Copies of a part share it. */
export type Shape = {
  pieces: Ring[];
  /** Middle of the outline's box: what a form's place refers to. */
  centre: { x: number; y: number };
  area: number;
  /** From the centre to the farthest corner. */
  radius: number;
  /** Root of the hull's area. */
  size: number;
};

/** A shape at one turn, moved so that its centre lies at 0, 0. */
export type Form = {
  /** Position in the order of creation; stands for the form in keys. */
  index: number;
  turn_deg: number;
  size: number;
  left: number;
  front: number;
  right: number;
  back: number;
  /** The first corner of each piece, and the end of the last. */
  starts: Int32Array;
  /** x, y of all corners, counter-clockwise, and nx, ny, c of the sides that end in them. */
  points: Float64Array;
  planes: Float64Array;
  tree: Tree;
  /** Where the outline's own origin lies when the centre is at 0, 0. */
  origin: { x: number; y: number };
};

/**
 * Prepares an outline for separation.
 *
 * tolerance  by how much the convex pieces may reach beyond the outline, as a share of the root of
 *            its area; 0 for exact pieces
 */
export function makeShape(outline: Outline, tolerance: number): Shape {
  const size = Math.sqrt(ringAreaOf(convexHullOf(outline)));
  const found = convexPiecesOf(outline, Math.max(tolerance, 1e-9) * size);
  const pieces = compactOrder(found.map(sidesOf)).map((at) => found[at]);
  const box = boxOf(pieces);
  const centre = { x: (box.left + box.right) / 2, y: (box.front + box.back) / 2 };
  return {
    pieces,
    centre,
    radius: radiusOf(pieces, centre),
    area: outlineAreaOf(outline),
    size,
  };
}

/** A shape at a turn, each piece grown by a distance. */
export function makeForm(shape: Shape, turn_deg: number, index: number, grow = 0): Form {
  const { sin, cos } = sineAndCosine(turn_deg);
  const { x, y } = shape.centre;
  const origin = { x: -(cos * x - sin * y), y: -(sin * x + cos * y) };
  const pieces = shape.pieces.map((ring) => {
    const turned = turnRing(ring, turn_deg);
    for (let at = 0; at < turned.length; at += 2) {
      turned[at] += origin.x;
      turned[at + 1] += origin.y;
    }
    return grow > 0 ? growRing(turned, grow) : turned;
  });
  const starts = new Int32Array(pieces.length + 1);
  for (const [at, ring] of pieces.entries()) starts[at + 1] = starts[at] + ring.length / 2;
  return {
    index,
    turn_deg,
    size: shape.size,
    ...boxOf(pieces),
    starts,
    points: Float64Array.from(pieces.flatMap((ring) => [...ring])),
    planes: Float64Array.from(pieces.flatMap((ring) => [...planesOf(ring)])),
    tree: makeTree(pieces.map(sidesOf)),
    origin,
  };
}

function radiusOf(rings: Ring[], { x, y }: { x: number; y: number }): number {
  let radius = 0;
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      radius = Math.max(radius, Math.hypot(ring[at] - x, ring[at + 1] - y));
    }
  }
  return radius;
}

export function sidesOf(ring: Ring): [number, number, number, number] {
  const { left, front, right, back } = boxOf([ring]);
  return [left, front, right, back];
}

function boxOf(rings: Ring[]): { left: number; front: number; right: number; back: number } {
  const box = { left: Infinity, front: Infinity, right: -Infinity, back: -Infinity };
  for (const ring of rings) {
    for (let at = 0; at < ring.length; at += 2) {
      box.left = Math.min(box.left, ring[at]);
      box.right = Math.max(box.right, ring[at]);
      box.front = Math.min(box.front, ring[at + 1]);
      box.back = Math.max(box.back, ring[at + 1]);
    }
  }
  return box;
}
