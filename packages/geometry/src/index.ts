export { inspectMesh, type MeshReport, type MeshSource } from "./check.ts";
export { GeometryError } from "./error.ts";
export { fitOnPlates, type PlateFit } from "./fit.ts";
export { type FootprintOptions, footprint } from "./footprint.ts";
export { type Affine, boundsOf, measureMesh, transformMesh } from "./mesh.ts";
export type { LengthUnit, MeshWarning, ModelFile } from "./model/file.ts";
export { MODEL_FORMATS, type ModelFormat, readModel } from "./model.ts";
export { pack } from "./pack/pack.ts";
export { type InnerDisc, innerDisc } from "./pack/problem/inscribed.ts";
export { type PlateSvgOptions, packedPlateSvg } from "./pack/svg.ts";
export { type Violation, validatePacking } from "./pack/validate.ts";
export { cleanOutline } from "./polygon/clean.ts";
export { outlineContains } from "./polygon/contains.ts";
export { growOutline } from "./polygon/grow.ts";
export { convexHullOf } from "./polygon/hull.ts";
export { outlineAreaOf, ringAreaOf } from "./polygon/ring.ts";
export { simplifyOutward } from "./polygon/simplify.ts";
export { readStl, writeStl } from "./stl.ts";
export type {
  Bounds,
  Footprint,
  LeftOut,
  Mesh,
  Outline,
  PackedPlate,
  PackItem,
  Packing,
  PackOptions,
  Placement,
  Plate,
  Ring,
  RotationRule,
} from "./types.ts";
