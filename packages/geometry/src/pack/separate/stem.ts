/** A shape that may lie at any turn: its form is turned in place, where others have one a turn. */
import { convexHullOf } from "../../polygon/hull.ts";
import type { Ring } from "../../types.ts";
import { type Form, makeForm, type Shape } from "./form.ts";
import { PLANE } from "./pair.ts";
import type { Tree } from "./tree.ts";

/** A shape unturned: its pieces grown by half the gap, and its hull as it is, about the centre. */
export type Stem = { shape: Shape; form: Form; hull: Ring };

export function makeStem(shape: Shape, gap: number): Stem {
  const { x, y } = shape.centre;
  const hull = convexHullOf(shape.pieces).map((value, at) => value - (at % 2 === 0 ? x : y));
  return { shape, form: makeForm(shape, 0, 0, gap / 2), hull };
}

/** A copy of the form, to be turned. */
export function copyForm({ form }: Stem): Form {
  const { points, planes, tree } = form;
  const boxes = tree.boxes.slice();
  return { ...form, points: points.slice(), planes: planes.slice(), tree: { ...tree, boxes } };
}

/** Makes a copy what the stem's form is at a turn, but for its own box, which nobody asks for. */
export function turnForm({ form }: Stem, copy: Form, turn_rad: number): void {
  const [sin, cos] = [Math.sin(turn_rad), Math.cos(turn_rad)];
  for (let at = 0; at < form.points.length; at += 2) {
    const x = form.points[at];
    const y = form.points[at + 1];
    copy.points[at] = cos * x - sin * y;
    copy.points[at + 1] = sin * x + cos * y;
  }
  for (let at = 0; at < form.planes.length; at += PLANE) {
    const nx = form.planes[at];
    const ny = form.planes[at + 1];
    copy.planes[at] = cos * nx - sin * ny;
    copy.planes[at + 1] = sin * nx + cos * ny;
  }
  measureBoxes(copy.tree, copy);
}

/** A node comes before all below it. */
function measureBoxes({ boxes, rightChild, piece }: Tree, { starts, points }: Form): void {
  for (let node = rightChild.length - 1; node >= 0; node--) {
    const box = 4 * node;
    const left = 4 * (node + 1);
    const right = 4 * rightChild[node];
    if (right > 0) {
      boxes[box] = Math.min(boxes[left], boxes[right]);
      boxes[box + 1] = Math.min(boxes[left + 1], boxes[right + 1]);
      boxes[box + 2] = Math.max(boxes[left + 2], boxes[right + 2]);
      boxes[box + 3] = Math.max(boxes[left + 3], boxes[right + 3]);
      continue;
    }
    let x0 = Number.POSITIVE_INFINITY;
    let y0 = Number.POSITIVE_INFINITY;
    let x1 = Number.NEGATIVE_INFINITY;
    let y1 = Number.NEGATIVE_INFINITY;
    const end = 2 * starts[piece[node] + 1];
    for (let at = 2 * starts[piece[node]]; at < end; at += 2) {
      x0 = Math.min(x0, points[at]);
      y0 = Math.min(y0, points[at + 1]);
      x1 = Math.max(x1, points[at]);
      y1 = Math.max(y1, points[at + 1]);
    }
    boxes[box] = x0;
    boxes[box + 1] = y0;
    boxes[box + 2] = x1;
    boxes[box + 3] = y1;
  }
}

/** Where the outline's own origin lies when its centre is at 0, 0. */
export function originOf({ shape: { centre } }: Stem, turn_rad: number): { x: number; y: number } {
  const [sin, cos] = [Math.sin(turn_rad), Math.cos(turn_rad)];
  return { x: sin * centre.y - cos * centre.x, y: -sin * centre.x - cos * centre.y };
}

/** The box of a turned hull, and of the corner on each of its sides how far along it that lies. */
export type Walls = Record<"left" | "right" | "front" | "back", { at: number; along: number }>;

export function wallsOf({ hull }: Stem, turn_rad: number): Walls {
  const [sin, cos] = [Math.sin(turn_rad), Math.cos(turn_rad)];
  const at0 = () => ({ at: 0, along: 0 });
  const walls: Walls = { left: at0(), right: at0(), front: at0(), back: at0() };
  for (let corner = 0; corner < hull.length; corner += 2) {
    const x = cos * hull[corner] - sin * hull[corner + 1];
    const y = sin * hull[corner] + cos * hull[corner + 1];
    if (x < walls.left.at) walls.left = { at: x, along: y };
    if (x > walls.right.at) walls.right = { at: x, along: y };
    if (y < walls.front.at) walls.front = { at: y, along: x };
    if (y > walls.back.at) walls.back = { at: y, along: x };
  }
  return walls;
}
