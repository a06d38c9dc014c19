/** What tests of model programs do again and again, through the public interface only. */
import assert from "node:assert/strict";
import type { ModelProgramCreation, ModelProgramRun, ModelProgramRunRequest } from "@vatline/api";
import { inspectMesh, type Mesh, type MeshReport, readStl, writeStl } from "@vatline/geometry";
import type { TestServer } from "../../testing/server.ts";
import { settled } from "../../testing/shop.ts";

export type Parameters = ModelProgramRunRequest["parameters"];
type Step = ModelProgramCreation["operations"][number];
export type Settings = Omit<Step, "external_id" | "input" | "operation"> &
  Partial<Pick<Step, "external_id" | "input">> & { operation: Step["operation"] };

export const MODEL = { key: "MODEL_UUID", type: "model" } as const;

/** A program over ~MODEL_UUID~ whose steps follow each other: s0, s1, and so on. */
export function chain(
  steps: Settings[],
  parameters: ModelProgramCreation["parameters"] = [],
): ModelProgramCreation {
  const operations = steps.map((step, index) => ({
    external_id: `s${index}`,
    input: index === 0 ? "~MODEL_UUID~" : `s${index - 1}`,
    ...step,
  }));
  return { name: "chain", parameters: [MODEL, ...parameters], operations };
}

/** Keeps a thread at work for seconds, with an 80 mm box. */
export const LONG = chain([{ operation: "hollow", wall_mm: 1, resolution_mm: 0.35 }]);

/** Stores a program and answers its uuid. */
export async function aProgram(shop: TestServer, program: ModelProgramCreation): Promise<string> {
  const { status, body } = await shop.request("POST", "/manage/v1/model_programs", {
    body: program,
  });
  assert.equal(status, 200, JSON.stringify(body));
  return String(body.uuid);
}

/** Uploads a model and answers its uuid. */
export async function aModel(
  shop: TestServer,
  stl: Uint8Array = boxStl(40, 30, 20),
  headers: { filename: string; "external-id"?: string } = { filename: "box.stl" },
): Promise<string> {
  return (await shop.client.uploadModel({ headers, body: stl })).uuid;
}

/** Begins a run of a stored program. */
export function begin(shop: TestServer, model_program_uuid: string, parameters: Parameters) {
  const body = { model_program_uuid, parameters };
  return shop.request("POST", "/v1/model_program_runs", { body });
}

/** Runs a stored program to its end. */
export async function runToEnd(
  shop: TestServer,
  model_program_uuid: string,
  parameters: Parameters,
): Promise<ModelProgramRun> {
  const { status, body } = await begin(shop, model_program_uuid, parameters);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(body.status, "preparing");
  await settled(shop);
  return shop.client.getModelProgramRun({ params: { uuid: String(body.uuid) } });
}

/** Runs steps on a model; answers what it became, as its file says. */
export async function madeBy(shop: TestServer, model_uuid: string, steps: Settings[]) {
  const program = await aProgram(shop, chain(steps));
  const run = await runToEnd(shop, program, { "~MODEL_UUID~": model_uuid });
  assert.equal(run.status, "complete", String(run.failure_message));
  return reportOf(shop, String(run.model_uuid));
}

/** What the file of a model says, read anew. */
export async function reportOf(shop: TestServer, uuid: string): Promise<MeshReport> {
  const bytes = await shop.client.downloadModel({ params: { uuid } });
  return inspectMesh(readStl(bytes).mesh);
}

/** A box from the origin, without the faces named; their triangles are two each, from z low on. */
export function boxStl(x_mm: number, y_mm: number, z_mm: number, missing = 0): Uint8Array {
  const positions: number[] = [];
  for (const z of [0, z_mm]) {
    for (const [x, y] of [
      [0, 0],
      [x_mm, 0],
      [x_mm, y_mm],
      [0, y_mm],
    ]) {
      positions.push(x, y, z);
    }
  }
  const quads = [
    [0, 3, 2, 1],
    [4, 5, 6, 7],
    [0, 1, 5, 4],
    [1, 2, 6, 5],
    [2, 3, 7, 6],
    [3, 0, 4, 7],
  ];
  const triangles = quads.flatMap(([a, b, c, d]) => [a, b, c, a, c, d]);
  const mesh: Mesh = {
    positions: Float32Array.from(positions),
    triangles: Uint32Array.from(triangles.slice(3 * missing)),
  };
  return writeStl(mesh);
}
