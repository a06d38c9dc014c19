export { bandsOf } from "./bands.ts";
export { inspectMesh, type MeshReport, type MeshSource } from "./check.ts";
export { GeometryError } from "./error.ts";
export { fitOnPlates, type PlateFit } from "./fit.ts";
export { type FootprintOptions, footprint } from "./footprint.ts";
export { type Affine, boundsOf, measureMesh, transformMesh } from "./mesh.ts";
export type { LengthUnit, MeshWarning, ModelFile } from "./model/file.ts";
export { MODEL_FORMATS, type ModelFormat, readModel } from "./model.ts";
export { pack } from "./pack/pack.ts";
export { type InnerDisc, innerDisc } from "./pack/problem/inscribed.ts";
export { type PackedStrip, packStrip, type StripItem, type StripOptions } from "./pack/strip.ts";
export { type PlateSvgOptions, packedPlateSvg } from "./pack/svg.ts";
export { type JudgedPacking, type Violation, validatePacking } from "./pack/validate.ts";
export { cleanOutline } from "./polygon/clean.ts";
export { outlineContains } from "./polygon/contains.ts";
export { materialAreaOf } from "./polygon/covered.ts";
export { growOutline } from "./polygon/grow.ts";
export { convexHullOf } from "./polygon/hull.ts";
export { outlineAreaOf, ringAreaOf } from "./polygon/ring.ts";
export { simplifyOutward } from "./polygon/simplify.ts";
export { checkLayers } from "./printability/check-layers.ts";
export {
  checkModel,
  type ModelPrintability,
  type PrintSettings,
} from "./printability/check-model.ts";
export {
  compareFindings,
  FINDING_KINDS,
  type Finding,
  type FindingCounts,
  type FindingKind,
  type Printability,
  SEVERITIES,
  type Severity,
} from "./printability/finding.ts";
export { OVERHANG_LIMIT_DEG, THIN_PIXELS } from "./printability/rules.ts";
export { layerAreas } from "./slice/areas.ts";
export type { Stand } from "./slice/edges.ts";
export type { Layer, SliceGrid } from "./slice/layer.ts";
export { type SliceTask, sliceLayers } from "./slice/layers.ts";
export { layerCount, prepareSlices, type Sliceable } from "./slice/sliceable.ts";
export { type Combination, type Cut, combineMeshes, cutMesh } from "./solid/combine.ts";
export { addDrainHoles, type DrainHole, type DrainHoles } from "./solid/drain.ts";
export { engraveText, type TextOptions } from "./solid/engrave.ts";
export { type HollowOptions, hollowMesh } from "./solid/hollow.ts";
export { type LayFlatOptions, layFlat } from "./solid/lay-flat.ts";
export { type Repaired, repairMesh } from "./solid/repair.ts";
export { type Simplification, type Simplified, simplifyMesh } from "./solid/simplify.ts";
export type { Side, TextFace } from "./solid/text-frame.ts";
export { mirrorMesh, moveMesh, rotateMesh, scaleMesh, type Turn } from "./solid/transform.ts";
export type { Axis, Vector } from "./solid/vector.ts";
export { readStl, writeStl } from "./stl.ts";
export { readZip, type ZipEntry } from "./threemf/zip.ts";
export type {
  Band,
  Bounds,
  FixedPart,
  Footprint,
  ItemFault,
  LeftOut,
  Mesh,
  OpenPlate,
  Outline,
  PackChange,
  PackedPart,
  PackedPlate,
  PackItem,
  Packing,
  PackNeeds,
  PackOptions,
  PackProgress,
  PlacedBecause,
  Placement,
  Plate,
  Ring,
  RotationRule,
} from "./types.ts";
