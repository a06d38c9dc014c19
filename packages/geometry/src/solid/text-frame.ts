/** Where a text stands on a part. */

import type { Mesh } from "../types.ts";
import { boxOf } from "./line.ts";
import { along, checkRange, cross, dot, unitOf, type Vector } from "./vector.ts";

export type Side = "top" | "bottom" | "front" | "back" | "left" | "right";

export type TextFace =
  | {
      /** Where the start of the baseline lies, on or near the surface. */
      origin: Vector;
      /** Out of the part. */
      normal: Vector;
      /** Which way is up in the text. */
      up: Vector;
    }
  | {
      /** The text stands in the middle of this side of the part's box; the front is at -y. */
      side: Side;
      /** To the right and up, as the reader sees it. */
      offset_mm?: [u: number, v: number];
      /** Height to scale the text to, from its lowest to its highest point, 0.1 to 1000. */
      size_mm?: number;
    };

/** The text's x, y and depth in space. */
export type Frame = {
  origin: Vector;
  right: Vector;
  up: Vector;
  normal: Vector;
  scale: number;
  /** Whether the text goes on the outermost surface, or on the one nearest to the origin. */
  outermost: boolean;
};

const SIZE_MM_MIN = 0.1;
const SIZE_MM_MAX = 1000;

const SIDES: Record<Side, { normal: Vector; up: Vector }> = {
  top: { normal: [0, 0, 1], up: [0, 1, 0] },
  bottom: { normal: [0, 0, -1], up: [0, 1, 0] },
  front: { normal: [0, -1, 0], up: [0, 0, 1] },
  back: { normal: [0, 1, 0], up: [0, 0, 1] },
  left: { normal: [-1, 0, 0], up: [0, 0, 1] },
  right: { normal: [1, 0, 0], up: [0, 0, 1] },
};

/** Finds the frame. Throws GeometryError "direction_invalid", "size_invalid". */
export function frameOf(
  mesh: Mesh,
  text: { middle: number[]; height_mm: number },
  face: TextFace,
): Frame {
  if ("normal" in face) {
    const normal = unitOf(face.normal);
    const up = unitOf(along(face.up, -dot(face.up, normal), normal));
    return {
      origin: face.origin,
      right: cross(up, normal),
      up,
      normal,
      scale: 1,
      outermost: false,
    };
  }
  const { normal, up } = SIDES[face.side];
  const right = cross(up, normal);
  const { size_mm = text.height_mm, offset_mm = [0, 0] } = face;
  checkRange("size_invalid", "The size of the text in mm", size_mm, SIZE_MM_MIN, SIZE_MM_MAX);
  const scale = size_mm / text.height_mm;
  const { middle, size } = boxOf(mesh);
  const reach_mm = Math.abs(dot(size, normal)) / 2;
  const outside = along(middle, reach_mm, normal);
  const started = along(outside, offset_mm[0] - scale * text.middle[0], right);
  const origin = along(started, offset_mm[1] - scale * text.middle[1], up);
  return { origin, right, up, normal, scale, outermost: true };
}
