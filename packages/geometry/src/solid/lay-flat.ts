/** The turn that lays a part on its best face. */
import type { Mesh } from "../types.ts";
import type { Vector } from "./vector.ts";

export type LayFlatOptions = {
  /** Out of the part: the hull face that looks most nearly this way is laid down. */
  face?: Vector;
};

export async function layFlat(mesh: Mesh, _options: LayFlatOptions = {}): Promise<Mesh> {
  return mesh;
}
