/** A closed surface made of one with faults. */
import type { MeshWarning } from "../stl/file.ts";
import type { Mesh } from "../types.ts";

export type Repaired = { mesh: Mesh; repairs: MeshWarning[] };

export async function repairMesh(mesh: Mesh): Promise<Repaired> {
  return { mesh, repairs: [] };
}
