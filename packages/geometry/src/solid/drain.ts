/** Holes through the wall of a hollow part, for the resin to run out. */
import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";
import type { Vector } from "./vector.ts";

export type DrainHole = {
  x_mm: number;
  y_mm: number;
  /** Where the hole leads, from the cavity outwards. Default down. */
  direction?: "down" | "up" | Vector;
  z_mm?: number;
  diameter_mm: number;
};

/** The holes themselves, or how many to place by rule. */
export type DrainHoles = { holes: DrainHole[] } | { count: number; diameter_mm: number };

export async function addDrainHoles(_mesh: Mesh, _holes: DrainHoles): Promise<Mesh> {
  throw new GeometryError("no_cavity", "The part has no cavity.");
}
