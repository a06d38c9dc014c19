/** The bodies of a mesh: outer shells with the cavities in them, and what to do if they overlap. */

import { GeometryError } from "../error.ts";
import { boundsOf } from "../mesh.ts";
import type { Bounds, Mesh } from "../types.ts";
import { meshOf, type SolidKit } from "./kit.ts";
import { type Shell, shellsOf } from "./shells.ts";

/** Share of the volume below which bodies have only touched or crossed by rounding. */
const OVERLAP_NOISE = 1e-6;

type Placed = Shell & { bounds: Bounds };

/**
 * Makes one surface of bodies that overlap. Where none do, gives the mesh as it is.
 *
 * throws  GeometryError "not_watertight", "inside_out" for a shell that faces inwards in no other
 */
export function mergeBodies({ wasm, own, solidOf }: SolidKit, mesh: Mesh): Mesh {
  const { positions } = mesh;
  const shells = shellsOf(mesh).map((shell) => ({ ...shell, bounds: shellBounds(mesh, shell) }));
  const outer = shells.filter(({ volume_mm3 }) => volume_mm3 >= 0);
  const bodies = outer.map((shell) => [shell.triangles]);
  for (const shell of shells) {
    if (shell.volume_mm3 < 0) bodies[ownerOf(shell, outer)].push(shell.triangles);
  }
  if (!outer.some((a, i) => outer.some((b, j) => i < j && boxesMeet(a.bounds, b.bounds)))) {
    solidOf(mesh);
    return mesh;
  }
  const solids = bodies.map((body) => solidOf({ positions, triangles: joinLists(body) }));
  const merged = own(wasm.Manifold.union(solids));
  const sum_mm3 = solids.reduce((sum, solid) => sum + solid.volume(), 0);
  return sum_mm3 - merged.volume() > OVERLAP_NOISE * sum_mm3 ? meshOf(merged) : mesh;
}

/** The smallest outer shell whose box contains the shell's. */
function ownerOf(shell: Placed, outer: Placed[]): number {
  let owner = -1;
  for (const [index, { bounds, volume_mm3 }] of outer.entries()) {
    if (volume_mm3 < -shell.volume_mm3 || !boxContains(bounds, shell.bounds)) continue;
    if (owner < 0 || volume_mm3 < outer[owner].volume_mm3) owner = index;
  }
  if (owner < 0) {
    const detail = "A shell faces inwards and lies in no other: repair the mesh first.";
    throw new GeometryError("inside_out", detail);
  }
  return owner;
}

/** The box of one shell's corners. */
export function shellBounds(
  { positions }: Mesh,
  { triangles }: { triangles: Uint32Array },
): Bounds {
  const corners = new Float32Array(3 * triangles.length);
  for (let i = 0; i < triangles.length; i++) {
    const at = 3 * triangles[i];
    corners.set(positions.subarray(at, at + 3), 3 * i);
  }
  return boundsOf({ positions: corners, triangles });
}

export function boxContains(a: Bounds, b: Bounds): boolean {
  return [0, 1, 2].every((axis) => a.min[axis] <= b.min[axis] && a.max[axis] >= b.max[axis]);
}

function boxesMeet(a: Bounds, b: Bounds): boolean {
  return [0, 1, 2].every((axis) => a.min[axis] <= b.max[axis] && a.max[axis] >= b.min[axis]);
}

/** Puts lists of triangles behind each other. */
export function joinLists(lists: Uint32Array[]): Uint32Array {
  const joined = new Uint32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let length = 0;
  for (const list of lists) {
    joined.set(list, length);
    length += list.length;
  }
  return joined;
}
