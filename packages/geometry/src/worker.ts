/** The verbs that a worker thread runs: bytes and plain data in, plain data out. */

import { inspectMesh, type MeshReport } from "./check.ts";
import { type FootprintOptions, footprint } from "./footprint.ts";
import { type ModelFormat, readModel } from "./model.ts";
import { pack } from "./pack/pack.ts";
import { validatePacking } from "./pack/validate.ts";
import type { Footprint } from "./types.ts";

export const verbs = { inspectModel, footprintOfModel, pack, validatePacking };

/** Reads a model file and reports on it. Throws as readModel does. */
function inspectModel(bytes: Uint8Array, named?: ModelFormat): MeshReport {
  const { mesh, ...source } = readModel(bytes, named);
  return inspectMesh(mesh, source);
}

/** Reads a model file and finds its shadow. Throws as readModel and footprint do. */
function footprintOfModel(bytes: Uint8Array, options?: FootprintOptions): Promise<Footprint> {
  return footprint(readModel(bytes).mesh, options);
}
