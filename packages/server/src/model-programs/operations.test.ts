/** Every operation, from the stored program to the file of the result. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { MODEL_PROGRAM_STEPS, manageOperations } from "@vatline/api";
import type { MeshReport } from "@vatline/geometry";
import { onSqlite } from "../testing/databases.ts";
import { startTestServer } from "../testing/server.ts";
import {
  aModel,
  aProgram,
  boxStl,
  chain,
  MODEL,
  madeBy,
  reportOf,
  runToEnd,
  type Settings,
} from "./testing/programs.ts";

const BOX_MM3 = 40 * 30 * 20;
const LETTERS = { text: "H8\nA-1", size_mm: 5, depth_mm: 1 };

type Case = { steps: Settings[]; holds(made: MeshReport): void };

const near = (value: number, expected: number, slack = 0.01) =>
  assert.ok(Math.abs(value - expected) <= slack * Math.abs(expected), `${value}, not ${expected}`);
const hasVolume = (mm3: number, slack?: number) => (made: MeshReport) =>
  near(made.volume_mm3, mm3, slack);
const hasSize =
  (...size_mm: number[]) =>
  (made: MeshReport) =>
    assert.deepEqual(
      made.size_mm.map((size) => Math.round(size * 1000) / 1000),
      size_mm,
    );
const both =
  (...checks: ((made: MeshReport) => void)[]) =>
  (made: MeshReport) => {
    for (const check of checks) check(made);
  };

/** The box is 40 x 30 x 20 mm, from the origin. */
const CASES: Record<string, Case> = {
  repair: { steps: [{ operation: "repair" }], holds: hasVolume(BOX_MM3) },
  hollow: {
    steps: [{ operation: "hollow", wall_mm: 2, resolution_mm: 0.5 }],
    holds: both(hasVolume(BOX_MM3 - 36 * 26 * 16, 0.05), hasSize(40, 30, 20)),
  },
  drain_holes: {
    steps: [
      { operation: "hollow", wall_mm: 2 },
      { operation: "drain_holes", holes: [{ x_mm: 20, y_mm: 15, diameter_mm: 4 }] },
    ],
    holds: both(hasVolume(BOX_MM3 - 36 * 26 * 16 - Math.PI * 4 * 2, 0.05), (made) =>
      assert.equal(made.shell_count, 1, "the cavity is open"),
    ),
  },
  engrave_text: {
    steps: [{ operation: "engrave_text", ...LETTERS, side: "top", offset_mm: [1, 2] }],
    holds: both(hasSize(40, 30, 20), (made) =>
      assert.ok(made.volume_mm3 < BOX_MM3 - 10 && made.volume_mm3 > BOX_MM3 - 200),
    ),
  },
  emboss_text: {
    steps: [
      {
        operation: "emboss_text",
        ...LETTERS,
        origin_mm: [20, 0, 10],
        normal: [0, -1, 0],
        up: [0, 0, 1],
      },
    ],
    holds: both(hasSize(40, 31, 20), (made) => assert.ok(made.volume_mm3 > BOX_MM3 + 10)),
  },
  scale: {
    steps: [
      { operation: "scale", factor: 2 },
      { operation: "scale", factors: [1, 0.5, 0.25] },
      { operation: "scale", from: "cm" },
    ],
    holds: both(hasSize(800, 300, 100), hasVolume(BOX_MM3 * 1000)),
  },
  mirror: {
    steps: [{ operation: "mirror", axis: "x" }],
    holds: both(hasVolume(BOX_MM3), ({ bounds }) => assert.deepEqual(bounds.min, [-40, 0, 0])),
  },
  rotate: {
    steps: [{ operation: "rotate", axis: "z", angle_deg: 90 }],
    holds: both(hasVolume(BOX_MM3), hasSize(30, 40, 20), ({ bounds }) =>
      assert.deepEqual(bounds.min, [-30, 0, 0]),
    ),
  },
  move: {
    steps: [{ operation: "move", x_mm: 5, z_mm: -3 }],
    holds: both(hasSize(40, 30, 20), ({ bounds }) => assert.deepEqual(bounds.min, [5, 0, -3])),
  },
  lay_flat: {
    steps: [{ operation: "rotate", axis: "x", angle_deg: 33 }, { operation: "lay_flat" }],
    holds: both(hasVolume(BOX_MM3), ({ size_mm, bounds }) => {
      near(size_mm[2], 20, 1e-4);
      assert.ok(Math.abs(bounds.min[2]) < 1e-4);
    }),
  },
  cut: {
    steps: [{ operation: "cut", point_mm: [0, 0, 5], normal: [0, 0, 1], keep_side: "above" }],
    holds: both(hasVolume(BOX_MM3 * 0.75), hasSize(40, 30, 15)),
  },
  union: {
    steps: [
      { operation: "move", x_mm: 20 },
      { operation: "union", with: "~MODEL_UUID~" },
    ],
    holds: both(hasVolume(BOX_MM3 * 1.5), hasSize(60, 30, 20)),
  },
  difference: {
    steps: [
      { operation: "move", x_mm: 10 },
      { operation: "difference", with: "~MODEL_UUID~" },
    ],
    holds: both(hasVolume(BOX_MM3 / 4), hasSize(10, 30, 20)),
  },
  intersection: {
    steps: [
      { operation: "move", x_mm: 10 },
      { operation: "intersection", with: "~MODEL_UUID~" },
    ],
    holds: both(hasVolume(BOX_MM3 * 0.75), hasSize(30, 30, 20)),
  },
  simplify: {
    steps: [
      { operation: "engrave_text", ...LETTERS, side: "top" },
      { operation: "simplify", tolerance_mm: 0.05 },
      { operation: "simplify", triangles_max: 400 },
    ],
    holds: both(hasVolume(BOX_MM3, 0.02), (made) => assert.ok(made.triangle_count <= 400)),
  },
};

onSqlite("operations of model programs", (database) => {
  test("each makes what it says, watertight, with the report of any model", async () => {
    const shop = await startTestServer(database);
    const model = await aModel(shop);
    assert.deepEqual(Object.keys(CASES).sort(), Object.keys(MODEL_PROGRAM_STEPS).sort());
    for (const [name, { steps, holds }] of Object.entries(CASES)) {
      const made = await madeBy(shop, model, steps);
      assert.ok(made.watertight && !made.inside_out, `${name}: watertight`);
      try {
        holds(made);
      } catch (error) {
        throw new Error(`${name}: ${error}`);
      }
    }
    const open = await madeBy(shop, await aModel(shop, boxStl(40, 30, 20, 1)), [
      { operation: "repair" },
    ]);
    assert.deepEqual([open.watertight, Math.round(open.volume_mm3)], [true, BOX_MM3]);
    const made = await madeBy(shop, model, [
      { operation: "hollow", wall_mm: 3 },
      { operation: "drain_holes", count: 2, diameter_mm: 3 },
    ]);
    assert.deepEqual([made.watertight, made.shell_count], [true, 1]);
  });

  test("results are models of their own, for 30 days; kept steps have one as well", async () => {
    const shop = await startTestServer(database);
    const model = await aModel(shop, boxStl(40, 30, 20), { filename: "left shoe.stl" });
    const program = await aProgram(
      shop,
      chain([
        { operation: "scale", factor: 2, keep: true },
        { operation: "mirror", axis: "x" },
      ]),
    );
    const run = await runToEnd(shop, program, { "~MODEL_UUID~": model });
    const [scaled, mirrored] = run.operation_status ?? [];
    assert.deepEqual([scaled.status, scaled.progress], ["complete", 1]);
    assert.equal(mirrored.model_uuid, run.model_uuid);
    const { models } = await shop.client.findModels({
      query: { uuid: [String(scaled.model_uuid), String(run.model_uuid)] },
    });
    const names = models?.map(({ filename }) => filename).sort();
    assert.deepEqual(names, ["left shoe-s0.stl", "left shoe-s1.stl"]);
    for (const made of models ?? []) {
      assert.equal(made.application_uuid, shop.furnished.application_uuid);
      assert.equal(made.created_by, "Sandbox Admin");
    }
    assert.equal((await reportOf(shop, String(scaled.model_uuid))).volume_mm3, 8 * BOX_MM3);
    await shop.advance(30 * 24 * 3600 - 1);
    await reportOf(shop, String(run.model_uuid));
    await shop.advance(1);
    assert.equal((await shop.request("GET", `/v1/models/${run.model_uuid}`)).status, 404);
  });

  test("an open model drawn in inches is scaled, mended and hollowed, and the run says so", async (t) => {
    const folder =
      process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data");
    const file = join(folder, "stl/real/ot_EARCUP_W_PINNA__LEFT_REV-C.stl");
    if (!existsSync(file)) return t.skip(`there is no ${file}; VATLINE_TEST_DATA names the folder`);
    const shop = await startTestServer(database);
    const model = await aModel(shop, readFileSync(file));
    const program = await aProgram(
      shop,
      chain([
        { operation: "scale", from: "inch" },
        { operation: "hollow", wall_mm: 1.5, resolution_mm: 0.75 },
      ]),
    );
    const run = await runToEnd(shop, program, { "~MODEL_UUID~": model });
    assert.equal(run.status, "complete", String(run.failure_message));
    const made = await reportOf(shop, String(run.model_uuid));
    assert.ok(made.watertight && made.volume_mm3 > 10_000 && made.volume_mm3 < 90_000);
    const { path } = manageOperations.getModelProgramRunDetails;
    const { body } = await shop.request(
      "GET",
      `/manage/v1${path.replace("{uuid}", `${run.uuid}`)}`,
    );
    const repairs = body.repairs as { external_id: string; detail: string }[];
    assert.ok(repairs.length > 0);
    assert.deepEqual([...new Set(repairs.map(({ external_id }) => external_id))], ["s1"]);
  });

  test("two models go into one; the first inputs say whose name the result has", async () => {
    const shop = await startTestServer(database);
    const body = await aModel(shop, boxStl(40, 30, 20), { filename: "body.stl" });
    const tool = await aModel(shop, boxStl(10, 30, 20), { filename: "tool.stl" });
    const program = await aProgram(shop, {
      name: "two",
      parameters: [MODEL, { key: "TOOL", type: "model" }],
      operations: [
        { external_id: "moved", operation: "move", input: "~TOOL~", x_mm: 30 },
        { external_id: "less", operation: "difference", input: "~MODEL_UUID~", with: "moved" },
      ],
    });
    const run = await runToEnd(shop, program, { "~MODEL_UUID~": body, "~TOOL~": tool });
    assert.equal(run.status, "complete", String(run.failure_message));
    const made = await shop.client.getModel({ params: { uuid: String(run.model_uuid) } });
    assert.equal(made.filename, "body-less.stl");
    assert.equal(Math.round((await reportOf(shop, made.uuid)).volume_mm3), 30 * 30 * 20);
  });
});
