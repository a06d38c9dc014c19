/** A closed surface made of one with faults. */

import { GeometryError } from "../error.ts";
import type { MeshWarning } from "../model/file.ts";
import { weldRims } from "../topology.ts";
import type { Mesh } from "../types.ts";
import { joinLists, mergeBodies } from "./bodies.ts";
import { boundaryOf, rimVertices } from "./boundary.ts";
import { dropDuplicates } from "./duplicates.ts";
import { fillHoles } from "./fill.ts";
import { checkMesh, type SolidKit, weldMesh, withSolids } from "./kit.ts";
import { alignTriangles, faceOutwards } from "./orient.ts";
import { hasInside, shellsOf } from "./shells.ts";

export type Repaired = {
  mesh: Mesh;
  /** What was done, in the order it was done; empty: nothing, and the mesh is the one given. */
  repairs: MeshWarning[];
};

/** How near rims are welded, as shares of the size, each only if the one before did not suffice. */
const WELD_SHARES = [1e-7, 1e-5, 1e-4];

/**
 * Closes a surface: welds its rims, takes out triangles without corners of their own, turns what
 * faces the wrong way, fills holes that are flat or less than a quarter of the part across, drops
 * sheets without inside, and, if any of this was needed, merges bodies that overlap. A surface
 * that crosses itself within one body stays so. A mesh without faults comes back as it is.
 *
 * throws  GeometryError "mesh_not_repairable" with the reason, "no_triangles", "too_large"
 * cost    linear, and cubic in the edges of a hole, of which it has 200 at most
 */
export async function repairMesh(mesh: Mesh): Promise<Repaired> {
  checkMesh(mesh);
  return withSolids((kit) => {
    const repairs: MeshWarning[] = [];
    const note = (count: number, code: string, detail: string) => {
      if (count > 0) repairs.push({ code, detail });
    };
    const welded = weldAll(mesh, note);
    const closed = boundaryOf(welded) === 0 ? welded : closeRims(kit, welded, note);
    const outward = faceOutwards(closed);
    const { turned_count } = outward;
    note(turned_count, "shells_turned", `${turned_count} shells that faced inwards were turned.`);
    if (!hasInside(outward.mesh)) fail("it encloses no volume");
    if (repairs.length === 0) return { mesh, repairs };
    const merged = merge(kit, outward.mesh);
    note(
      Number(merged !== outward.mesh),
      "bodies_merged",
      "Bodies that overlapped were merged into one surface.",
    );
    return { mesh: merged, repairs };
  });
}

type Note = (count: number, code: string, detail: string) => void;

function weldAll(mesh: Mesh, note: Note): Mesh {
  const { mesh: exact, dropped_count } = weldMesh(mesh);
  note(
    dropped_count,
    "degenerate_dropped",
    `${dropped_count} triangles with two corners in one point were dropped.`,
  );
  const open_count = boundaryOf(exact);
  if (open_count === 0) {
    // Vertices of the same place that belong to different bodies may stay apart.
    const were_open = boundaryOf(mesh) > 0;
    note(Number(were_open), "welded", "Equal corners of neighbouring triangles were made one.");
    return were_open || dropped_count > 0 ? exact : mesh;
  }
  let best = exact;
  let best_count = open_count;
  for (const share of WELD_SHARES) {
    const triangles = weldRims(best, rimVertices(best), share);
    const welded = weldMesh({ positions: best.positions, triangles: triangles.slice() }).mesh;
    const count = boundaryOf(welded);
    if (count >= best_count || welded.triangles.length === 0) continue;
    best = welded;
    best_count = count;
    if (count === 0) break;
  }
  const closed_count = open_count - best_count;
  note(closed_count, "welded", `${closed_count} open edges were welded to one that is very near.`);
  return best;
}

function closeRims({ wasm }: SolidKit, mesh: Mesh, note: Note): Mesh {
  const single = dropDuplicates(mesh);
  note(
    single.dropped_count,
    "duplicates_dropped",
    `${single.dropped_count} triangles that repeat or cancel another were dropped.`,
  );
  const aligned = alignTriangles(single.mesh);
  if (aligned === undefined) fail("a sheet of it has only one side");
  const { turned_count } = aligned;
  note(
    turned_count,
    "triangles_turned",
    `${turned_count} triangles were turned to face the way their neighbours do.`,
  );
  const filling = fillHoles(wasm, aligned.mesh);
  if ("reason" in filling) fail(filling.reason);
  const { hole_count, edge_count, largest_mm } = filling;
  note(
    hole_count,
    "holes_filled",
    `${hole_count} holes with ${edge_count} edges were filled, the largest ` +
      `${largest_mm.toPrecision(3)} mm across.`,
  );
  return dropSheets(filling.mesh, note);
}

function dropSheets(mesh: Mesh, note: Note): Mesh {
  const { positions } = mesh;
  const shells = shellsOf(mesh);
  const solid = shells.filter(({ triangles }) => hasInside({ positions, triangles }));
  if (solid.length === 0) fail("it encloses no volume");
  if (solid.length === shells.length) return mesh;
  const count = shells.length - solid.length;
  note(count, "sheets_dropped", `${count} sheets that enclose no volume were dropped.`);
  return weldMesh({ positions, triangles: joinLists(solid.map(({ triangles }) => triangles)) })
    .mesh;
}

function merge(kit: SolidKit, mesh: Mesh): Mesh {
  try {
    return mergeBodies(kit, mesh);
  } catch (error) {
    if (!(error instanceof GeometryError)) throw error;
    return fail("its surface does not close");
  }
}

function fail(reason: string): never {
  throw new GeometryError("mesh_not_repairable", `The mesh cannot be repaired: ${reason}.`);
}
