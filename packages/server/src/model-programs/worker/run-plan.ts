/** Carries out a plan: reads the models, works step by step, and writes the results as files. */
import {
  GeometryError,
  inspectMesh,
  type Mesh,
  readModel,
  repairMesh,
  writeStl,
} from "@vatline/geometry";
import type { PlannedStep, Source } from "../plan.ts";
import { writeProgress } from "../progress.ts";
import { applyStep, NEEDS_SOLID } from "./steps.ts";

export type PlanResult = {
  /** Of the steps that are kept, in their order; the last one's result is the run's. */
  results: { index: number; stl: Uint8Array }[];
  repairs: { external_id: string; detail: string }[];
};

/** Of all meshes that later steps may still need; each takes some 100 bytes at work. */
const TRIANGLES_HELD_MAX = 5_000_000;
/** Beyond it, single precision no longer tells tenths of a millimetre. */
const LENGTH_MM_MAX = 10_000;

/**
 * `files` are model files by the uuid of their model. Notes in `progress` how far it is; when it
 * throws, that names the step. Throws GeometryError.
 */
export async function runPlan(
  steps: PlannedStep[],
  files: Record<string, Uint8Array>,
  progress: SharedArrayBuffer,
): Promise<PlanResult> {
  const held = new Map<Source, Mesh>();
  const results: PlanResult["results"] = [];
  const repairs: PlanResult["repairs"] = [];
  const meshOf = async (source: Source, external_id: string, solid: boolean): Promise<Mesh> => {
    const mesh = held.get(source) ?? readModel(files[source]).mesh;
    held.set(source, mesh);
    checkHeld(held);
    if (!solid || isSolid(mesh)) return mesh;
    const repaired = await repairMesh(mesh);
    for (const { detail } of repaired.repairs) repairs.push({ external_id, detail });
    held.set(source, repaired.mesh);
    return repaired.mesh;
  };
  for (const [index, { settings, input, with: second }] of steps.entries()) {
    const { external_id, operation } = settings;
    writeProgress(progress, index, 0);
    const solid = NEEDS_SOLID.has(operation);
    const mesh = await meshOf(input, external_id, solid);
    const other = second === null ? null : await meshOf(second, external_id, solid);
    const onProgress = (share: number) => writeProgress(progress, index, share);
    const made = await applyStep(settings, mesh, other, onProgress);
    checkSize(made.mesh);
    for (const detail of made.repairs) repairs.push({ external_id, detail });
    held.set(index, made.mesh);
    checkHeld(held);
    if (settings.keep || index === steps.length - 1) {
      results.push({ index, stl: writeStl(made.mesh) });
    }
    for (const source of held.keys()) if (isDone(source, steps, index)) held.delete(source);
  }
  return { results, repairs };
}

/** Closed, and facing outwards. */
function isSolid(mesh: Mesh): boolean {
  const { watertight, inside_out } = inspectMesh(mesh);
  return watertight && !inside_out;
}

const isDone = (source: Source, steps: PlannedStep[], index: number) =>
  !steps.slice(index + 1).some((step) => step.input === source || step.with === source);

function checkHeld(held: Map<Source, Mesh>): void {
  let count = 0;
  for (const { triangles } of held.values()) count += triangles.length / 3;
  if (count <= TRIANGLES_HELD_MAX) return;
  const detail = `The models at hand have ${count} triangles; at most ${TRIANGLES_HELD_MAX}`;
  throw new GeometryError("too_many_triangles", `${detail} may be worked on at once.`);
}

function checkSize({ positions }: Mesh): void {
  if (positions.every((value) => Math.abs(value) <= LENGTH_MM_MAX)) return;
  const detail = `The model reaches further than ${LENGTH_MM_MAX / 1000} m from the origin`;
  throw new GeometryError("too_large", `${detail}, or has points that are no numbers.`);
}
