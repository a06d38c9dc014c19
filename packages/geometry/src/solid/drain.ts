/** Holes through the wall of a hollow part, for the resin to run out. */

import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";
import { type Bore, boreFrom } from "./bore.ts";
import { type Cavity, cavitiesOf, labelTriangles } from "./cavities.ts";
import { placeHoles } from "./drain-places.ts";
import { meshOf, type SolidKit, withSolids } from "./kit.ts";
import { frameMatrix, LineCaster, type LineHit } from "./line.ts";
import { checkRange, cross, unitOf, type Vector } from "./vector.ts";

export type DrainHole = {
  x_mm: number;
  y_mm: number;
  /** Where the hole leads, from the cavity outwards. Default "down". */
  direction?: "down" | "up" | Vector;
  /**
   * A height in the cavity or before it: the hole leads on from there. Needed for a direction of
   * its own; without it, a hole up or down leads from the last cavity on its line.
   */
  z_mm?: number;
  /** 0.1 to 100. */
  diameter_mm: number;
};

/** The holes themselves, 1 to 64, or how many to place by rule. */
export type DrainHoles = { holes: DrainHole[] } | { count: number; diameter_mm: number };

const HOLES_MAX = 64;
const DIAMETER_MM_MIN = 0.1;
const DIAMETER_MM_MAX = 100;
/** Sides of a hole. */
const SEGMENTS = 48;
const DIRECTIONS: Record<"down" | "up", Vector> = { down: [0, 0, -1], up: [0, 0, 1] };

/**
 * Drills holes from the cavities of a part to the outside. Told a number, it drills one down from
 * the lowest place of each cavity, the largest first, then one up from the highest for the air,
 * and further ones in turn, as far as may be from those before.
 *
 * throws  GeometryError "no_cavity", "hole_misses_cavity", "hole_invalid", "holes_invalid",
 *         "diameter_invalid", "too_few_holes" for fewer than there are cavities, "too_many_holes"
 *         where no place is left, "not_watertight"
 */
export function addDrainHoles(mesh: Mesh, plan: DrainHoles): Promise<Mesh> {
  return withSolids((kit) => {
    const solid = kit.solidOf(mesh);
    const cavities = cavitiesOf(mesh);
    if (cavities.length === 0) {
      throw new GeometryError("no_cavity", "The part has no closed cavity to drain.");
    }
    const count = "holes" in plan ? plan.holes.length : plan.count;
    checkRange("holes_invalid", "The number of holes", count, 1, HOLES_MAX);
    const bores =
      "holes" in plan ? boreAll(mesh, cavities, plan.holes) : boreByRule(mesh, cavities, plan);
    const tools = kit.own(kit.wasm.Manifold.union(bores.map((bore) => cylinderOf(kit, bore))));
    return meshOf(kit.own(solid.subtract(tools)));
  });
}

function boreByRule(
  mesh: Mesh,
  cavities: Cavity[],
  { count, diameter_mm }: { count: number; diameter_mm: number },
): Bore[] {
  checkDiameter(diameter_mm);
  if (count < cavities.length) {
    const detail = `${count} holes cannot drain all ${cavities.length} cavities of the part.`;
    throw new GeometryError("too_few_holes", detail);
  }
  return placeHoles(mesh, cavities, count, diameter_mm);
}

function boreAll(mesh: Mesh, cavities: Cavity[], holes: DrainHole[]): Bore[] {
  const cavity_of_triangle = labelTriangles(mesh, cavities);
  return holes.map((hole, index) => {
    const { x_mm, y_mm, z_mm, direction = "down", diameter_mm } = hole;
    checkDiameter(diameter_mm);
    if (typeof direction !== "string" && z_mm === undefined) {
      const detail = `Hole ${index + 1} has a direction of its own and needs z_mm to start from.`;
      throw new GeometryError("hole_invalid", detail);
    }
    const way = typeof direction === "string" ? DIRECTIONS[direction] : direction;
    const caster = new LineCaster(mesh, way);
    const point: Vector = [x_mm, y_mm, z_mm ?? 0];
    const hits = caster.hits(point);
    const isFloor = ({ step, triangle }: LineHit) => step > 0 && cavity_of_triangle[triangle] >= 0;
    const floor =
      z_mm === undefined
        ? hits.findLastIndex(isFloor)
        : hits.findIndex((hit) => hit.at_mm >= 0 && isFloor(hit));
    const bore = boreFrom(caster, point, hits, floor, cavity_of_triangle, diameter_mm);
    if (bore) return bore;
    const place = `(${x_mm}, ${y_mm}${z_mm === undefined ? "" : `, ${z_mm}`})`;
    const detail = `Hole ${index + 1} at ${place} does not lead out of a cavity.`;
    throw new GeometryError("hole_misses_cavity", detail);
  });
}

function checkDiameter(diameter_mm: number): void {
  const limits = [DIAMETER_MM_MIN, DIAMETER_MM_MAX] as const;
  checkRange("diameter_invalid", "The diameter in mm", diameter_mm, ...limits);
}

function cylinderOf({ wasm, own }: SolidKit, { start, direction, length_mm, diameter_mm }: Bore) {
  const radius_mm = diameter_mm / 2;
  const upright = own(wasm.Manifold.cylinder(length_mm, radius_mm, radius_mm, SEGMENTS));
  const u = unitOf(cross(Math.abs(direction[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0], direction));
  return own(upright.transform(frameMatrix(u, cross(direction, u), direction, start)));
}
