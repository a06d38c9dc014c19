/** A part made hollow. */

import { GeometryError } from "../error.ts";
import type { Mesh } from "../types.ts";

export type HollowOptions = {
  wall_mm: number;
  /** Size of a cell of the grid. */
  resolution_mm?: number;
  /** Told the share that is done, from 0 to 1. */
  onProgress?: (share: number) => void;
  /** Polled often; true ends the work with GeometryError "stopped". */
  shouldStop?: () => boolean;
};

export async function hollowMesh(_mesh: Mesh, _options: HollowOptions): Promise<Mesh> {
  throw new GeometryError("nothing_to_hollow", "The part is too thin for a cavity.");
}
