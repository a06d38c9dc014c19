/** The verbs that a worker thread runs: bytes and plain data in, plain data out. */

import { bandsOf } from "./bands.ts";
import { inspectMesh, type MeshReport } from "./check.ts";
import { fitOnPlates, type PlateFit } from "./fit.ts";
import { type FootprintOptions, footprint } from "./footprint.ts";
import { type ModelFormat, readModel } from "./model.ts";
import { pack } from "./pack/pack.ts";
import { validatePacking } from "./pack/validate.ts";
import {
  checkModel,
  type ModelPrintability,
  type PrintSettings,
} from "./printability/check-model.ts";
import { prepareSlices } from "./slice/sliceable.ts";
import { combineMeshes, cutMesh } from "./solid/combine.ts";
import { addDrainHoles } from "./solid/drain.ts";
import { engraveText } from "./solid/engrave.ts";
import { hollowMesh } from "./solid/hollow.ts";
import { layFlat } from "./solid/lay-flat.ts";
import { repairMesh } from "./solid/repair.ts";
import { simplifyMesh } from "./solid/simplify.ts";
import type { Band, Footprint, Plate } from "./types.ts";

export const verbs = {
  inspectModel,
  footprintOfModel,
  bandsOfModel,
  printabilityOfModel,
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

/** Reads a model file, reports on it, and tries it on plates. Throws as readModel does. */
function inspectModel(
  bytes: Uint8Array,
  named?: ModelFormat,
  plates: Plate[] = [],
): { report: MeshReport; fits: PlateFit[] } {
  const { mesh, ...source } = readModel(bytes, named);
  return { report: inspectMesh(mesh, source), fits: fitOnPlates(mesh, plates) };
}

/** Reads a model file and finds its shadow. Throws as readModel and footprint do. */
function footprintOfModel(bytes: Uint8Array, options?: FootprintOptions): Promise<Footprint> {
  return footprint(readModel(bytes).mesh, options);
}

/** Reads a model file and cuts it into bands of height. Throws as readModel and footprint do. */
function bandsOfModel(bytes: Uint8Array, shadow: Footprint): Promise<Band[]> {
  return bandsOf(readModel(bytes).mesh, shadow);
}

/** Reads a model file and looks through its layers. Throws as readModel and checkModel do. */
function printabilityOfModel(bytes: Uint8Array, settings: PrintSettings): ModelPrintability {
  return checkModel(prepareSlices(readModel(bytes).mesh), settings);
}
