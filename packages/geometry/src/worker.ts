/** The verbs that a worker thread runs: bytes and plain data in, plain data out. */

import { inspectMesh, type MeshReport } from "./check.ts";
import { type FootprintOptions, footprint } from "./footprint.ts";
import { pack } from "./pack/pack.ts";
import { validatePacking } from "./pack/validate.ts";
import { combineMeshes, cutMesh } from "./solid/combine.ts";
import { addDrainHoles } from "./solid/drain.ts";
import { engraveText } from "./solid/engrave.ts";
import { hollowMesh } from "./solid/hollow.ts";
import { layFlat } from "./solid/lay-flat.ts";
import { repairMesh } from "./solid/repair.ts";
import { simplifyMesh } from "./solid/simplify.ts";
import { readStl } from "./stl.ts";
import type { Footprint } from "./types.ts";

export const verbs = {
  inspectStl,
  footprintOfStl,
  pack,
  validatePacking,
  repairMesh,
  hollowMesh,
  addDrainHoles,
  engraveText,
  layFlat,
  cutMesh,
  combineMeshes,
  simplifyMesh,
};

/** Reads an STL file and reports on it. Throws as readStl does. */
function inspectStl(bytes: Uint8Array): MeshReport {
  const { mesh, ...source } = readStl(bytes);
  return inspectMesh(mesh, source);
}

/** Reads an STL file and finds its shadow. Throws as readStl and footprint do. */
function footprintOfStl(bytes: Uint8Array, options?: FootprintOptions): Promise<Footprint> {
  return footprint(readStl(bytes).mesh, options);
}
