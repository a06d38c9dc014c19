/** What each operation of a program does, in terms of the geometry package. */
import type { ModelProgramOperationName, ModelProgramStep } from "@vatline/api";
import {
  addDrainHoles,
  combineMeshes,
  cutMesh,
  engraveText,
  hollowMesh,
  layFlat,
  type Mesh,
  mirrorMesh,
  moveMesh,
  repairMesh,
  rotateMesh,
  scaleMesh,
  simplifyMesh,
  type TextFace,
  type Vector,
} from "@vatline/geometry";
import { invariant } from "../../platform/invariant.ts";
import { textOutline } from "./text-outline.ts";

type StepOf<Name extends ModelProgramOperationName> = Extract<
  ModelProgramStep,
  { operation: Name }
>;

type Context = {
  mesh: Mesh;
  /** The second model of two; null where the operation takes one. */
  other: Mesh | null;
  onProgress: (share: number) => void;
};

type Made = { mesh: Mesh; repairs: string[] };

/** Operations that work on closed surfaces only; the others take a mesh as it is. */
export const NEEDS_SOLID: ReadonlySet<ModelProgramOperationName> = new Set([
  "hollow",
  "drain_holes",
  "engrave_text",
  "emboss_text",
  "cut",
  "union",
  "difference",
  "intersection",
  "simplify",
]);

const MM = { inch: 25.4, cm: 10, m: 1000 };

const OPERATIONS: {
  [Name in ModelProgramOperationName]: (
    step: StepOf<Name>,
    context: Context,
  ) => Mesh | Made | Promise<Mesh | Made>;
} = {
  async repair(_step, { mesh }) {
    const repaired = await repairMesh(mesh);
    return { mesh: repaired.mesh, repairs: repaired.repairs.map(({ detail }) => detail) };
  },
  hollow: ({ wall_mm, resolution_mm }, { mesh, onProgress }) =>
    hollowMesh(mesh, {
      wall_mm,
      onProgress,
      ...(resolution_mm !== undefined && { resolution_mm }),
    }),
  drain_holes: ({ holes, count, diameter_mm }, { mesh }) => {
    if (count !== undefined && diameter_mm !== undefined) {
      return addDrainHoles(mesh, { count, diameter_mm });
    }
    const given = (holes ?? []).map(({ direction, ...hole }) => ({
      ...hole,
      ...(direction && { direction: vectorOf(direction) }),
    }));
    return addDrainHoles(mesh, { holes: given });
  },
  engrave_text: (step, { mesh }) => letter(step, mesh, "engrave"),
  emboss_text: (step, { mesh }) => letter(step, mesh, "emboss"),
  scale: ({ factor, factors, from }, { mesh }) => {
    if (factors) return scaleMesh(mesh, vectorOf(factors));
    return scaleMesh(mesh, from ? MM[from] : (factor ?? 1));
  },
  mirror: ({ axis }, { mesh }) => mirrorMesh(mesh, axis),
  rotate: ({ axis, angle_deg }, { mesh }) => rotateMesh(mesh, { axis, angle_deg }),
  move: ({ x_mm = 0, y_mm = 0, z_mm = 0 }, { mesh }) => moveMesh(mesh, [x_mm, y_mm, z_mm]),
  lay_flat: (_step, { mesh }) => layFlat(mesh),
  cut: ({ point_mm, normal, keep_side }, { mesh }) =>
    cutMesh(mesh, { point: vectorOf(point_mm), normal: vectorOf(normal), keep: keep_side }),
  union: combine,
  difference: combine,
  intersection: combine,
  async simplify({ tolerance_mm, triangles_max = 0 }, { mesh }) {
    const to = tolerance_mm === undefined ? { triangles_max } : { tolerance_mm };
    return (await simplifyMesh(mesh, to)).mesh;
  },
};

/** Does one step. Throws GeometryError. */
export async function applyStep(
  step: ModelProgramStep,
  mesh: Mesh,
  other: Mesh | null,
  onProgress: (share: number) => void,
): Promise<Made> {
  const operation = OPERATIONS[step.operation] as (
    step: ModelProgramStep,
    context: Context,
  ) => Mesh | Made | Promise<Mesh | Made>;
  const made = await operation(step, { mesh, other, onProgress });
  return "repairs" in made ? made : { mesh: made, repairs: [] };
}

function combine(
  { operation }: StepOf<"union" | "difference" | "intersection">,
  { mesh, other }: Context,
): Promise<Mesh> {
  invariant(other, `a checked ${operation} has two models`);
  return combineMeshes(operation, mesh, other);
}

function letter(
  step: StepOf<"engrave_text" | "emboss_text">,
  mesh: Mesh,
  mode: "engrave" | "emboss",
): Promise<Mesh> {
  const outline = textOutline(step.text, step);
  return engraveText(mesh, { outline, depth_mm: step.depth_mm, mode, face: faceOf(step) });
}

function faceOf(step: StepOf<"engrave_text" | "emboss_text">): TextFace {
  const { side, offset_mm = [0, 0], origin_mm = [], normal = [], up = [] } = step;
  if (side) return { side, offset_mm: [offset_mm[0], offset_mm[1]] };
  return { origin: vectorOf(origin_mm), normal: vectorOf(normal), up: vectorOf(up) };
}

const vectorOf = ([x, y, z]: number[]): Vector => [x, y, z];
