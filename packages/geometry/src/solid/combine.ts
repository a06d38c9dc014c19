/** Two solids made one, and one solid made two. */

import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";
import { meshOf, withSolids } from "./kit.ts";
import { along, checkRange, dot, unitOf, type Vector } from "./vector.ts";

export type Combination = "union" | "difference" | "intersection";

/** A plane, and which side of it stays; "above" is where the normal points. */
export type Cut = {
  point: Vector;
  normal: Vector;
  keep: "above" | "below" | "both";
  /** How far the upper piece is moved off where both stay. Default 1 mm, from 0. */
  gap_mm?: number;
};

const GAP_MM_DEFAULT = 1;
const GAP_MM_MAX = 1000;

/**
 * Joins b to a, takes b off a, or keeps what both have.
 *
 * throws  GeometryError "not_watertight", "too_large", "nothing_left"
 */
export function combineMeshes(kind: Combination, a: Mesh, b: Mesh): Promise<Mesh> {
  return withSolids(({ wasm, own, solidOf }) => {
    const combined = own(wasm.Manifold[kind](solidOf(a), solidOf(b)));
    if (combined.isEmpty()) {
      throw new GeometryError("nothing_left", `Nothing is left of the ${kind} of the two solids.`);
    }
    return meshOf(combined);
  });
}

/**
 * Cuts a solid at a plane and closes it there. Where both pieces stay, they come as two bodies of
 * one mesh, the upper one moved off along the normal so that they do not touch.
 *
 * throws  GeometryError "not_watertight", "too_large", "direction_invalid", "gap_invalid",
 *         "cut_misses_part" where all of the part lies on one side
 */
export function cutMesh(mesh: Mesh, cut: Cut): Promise<Mesh> {
  return withSolids(({ wasm, own, solidOf }) => {
    const normal = unitOf(cut.normal);
    const gap_mm = cut.gap_mm ?? GAP_MM_DEFAULT;
    checkRange("gap_invalid", "The gap in mm", gap_mm, 0, GAP_MM_MAX);
    const pieces = solidOf(mesh).splitByPlane([...normal], dot(normal, cut.point));
    const [above, below] = pieces.map(own);
    if (above.isEmpty() || below.isEmpty()) {
      const side = above.isEmpty() ? "below" : "above";
      throw new GeometryError("cut_misses_part", `All of the part lies ${side} the plane.`);
    }
    if (cut.keep === "above") return meshOf(above);
    if (cut.keep === "below") return meshOf(below);
    const moved = own(above.translate([...along([0, 0, 0], gap_mm, normal)]));
    return meshOf(own(wasm.Manifold.compose([moved, below])));
  });
}
