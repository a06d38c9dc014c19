/**
 * Programs that mean harm. There is no script language to escape from; what is left is work
 * without end, memory, sizes, and names that are more than names.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ModelProgramCreation } from "@vatline/api";
import { onSqlite } from "../testing/databases.ts";
import { archStl } from "../testing/models.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import {
  aModel,
  aProgram,
  begin,
  boxStl,
  chain,
  LONG,
  MODEL,
  type Parameters,
  runToEnd,
  type Settings,
} from "./testing/programs.ts";

const PROGRAMS = "/manage/v1/model_programs";
const SCALE: Settings = { operation: "scale", factor: 2 };
const TEXT: Settings = {
  operation: "engrave_text",
  ...{ text: "A", size_mm: 5, depth_mm: 1, side: "top" },
};
const steps = (count: number, step: Settings) => Array.from({ length: count }, () => step);

/** Steps as whoever does not care for the types would write them. */
const raw = (...wild: object[]) => chain(wild as Settings[]);

const NAMES = [
  "__proto__",
  "../../../etc/passwd",
  "/etc/passwd",
  "file:///etc/passwd",
  "a/b",
  "a\u0000b",
  "",
  " ",
  "~MODEL_UUID~",
  "process.exit()",
  "x".repeat(65),
  "-rf",
];

const REFUSED: ModelProgramCreation[] = [
  chain([]),
  chain(steps(51, SCALE)),
  chain([{ operation: "scale", factor: 1e12 }]),
  chain([{ operation: "scale", factor: 0 }]),
  chain([{ operation: "scale", factor: -1 }]),
  chain([{ operation: "scale", factors: [1, 1] }]),
  chain([{ operation: "scale", factors: [1, 1, 1, 1] }]),
  chain([{ operation: "simplify", triangles_max: 1e9 }]),
  chain([{ operation: "simplify", triangles_max: 0 }]),
  chain([{ operation: "simplify", tolerance_mm: 1e-9 }]),
  chain([{ operation: "hollow", wall_mm: 2, resolution_mm: 1e-6 }]),
  chain([{ operation: "hollow", wall_mm: 1e-6 }]),
  chain([{ ...TEXT, text: "A".repeat(10_000) }]),
  chain([{ ...TEXT, text: "" }]),
  chain([{ ...TEXT, size_mm: 1e9 }]),
  chain([{ ...TEXT, line_height: 1e9 }]),
  chain([{ operation: "drain_holes", count: 1e6, diameter_mm: 1 }]),
  chain([
    { operation: "drain_holes", holes: Array(101).fill({ x_mm: 0, y_mm: 0, diameter_mm: 1 }) },
  ]),
  chain([{ operation: "move", x_mm: 1e30 }]),
  chain([{ operation: "rotate", axis: "x", angle_deg: 1e9 }]),
  raw({ operation: "exec", command: "id" }),
  raw({ operation: "__proto__" }),
  raw({ operation: "constructor" }),
  raw({ operation: "toString" }),
  raw({ operation: ["hollow"], wall_mm: 2 }),
  raw({ operation: "hollow", wall_mm: { toString: "2" } }),
  raw({ operation: "hollow", wall_mm: [2] }),
  raw({ ...SCALE, constructor: { prototype: { polluted: 1 } } }),
  raw({ ...SCALE, repeat: 1e9 }),
  raw({ ...SCALE, keep: "yes" }),
  raw({ ...SCALE, input: { uuid: "x" } }),
  raw({ ...SCALE, input: "~MODEL_UUID~~MODEL_UUID~" }),
  raw({ ...SCALE, input: "s0" }),
  raw({ ...SCALE, input: "https://example.org/a.stl" }),
  raw({ ...SCALE, factor: "~MODEL_UUID.__proto__~" }),
  raw({ ...TEXT, text: "~MODEL_UUID.file_key~ ~SECRET~" }),
  raw(JSON.parse('{"operation":"scale","factor":2,"__proto__":{"keep":true}}')),
  ...NAMES.map((external_id) => chain([{ ...SCALE, external_id }])),
  { ...chain([SCALE]), parameters: [MODEL, { key: "__proto__", type: "string" }] },
  { ...chain([SCALE]), parameters: [MODEL, { key: "A".repeat(65), type: "string" }] },
  { ...chain([SCALE]), parameters: Array(51).fill(MODEL) },
  { ...chain([SCALE]), name: "x".repeat(101) },
];

/** Tokens that mean more than they say. */
const PARAMETERS: string[] = [
  '{"__proto__":"x"}',
  '{"~__proto__~":"x"}',
  '{"constructor":"x","~toString~":"y"}',
  '{"~MODEL_UUID~":"__proto__"}',
  '{"~MODEL_UUID~":"~MODEL_UUID~"}',
  `{"~MODEL_UUID~":"${"x".repeat(100_000)}"}`,
  '[{"key":"__proto__","value":"x"}]',
  '[{"key":"~~MODEL_UUID~~","value":"x"}]',
  '[{"key":"MODEL_UUID","value":"../../files/x"}]',
];

const isClear = (text: unknown) =>
  assert.match(String(text), /^It (failed|was stopped) in step "s/);

async function worksOn(shop: TestServer): Promise<void> {
  const program = await aProgram(shop, chain([SCALE]));
  const run = await runToEnd(shop, program, { MODEL_UUID: await aModel(shop) });
  assert.equal(run.status, "complete", "the server goes on");
  assert.deepEqual(await shop.server.deps.jobs.parked(), []);
}

onSqlite("hostile model programs", (database) => {
  test("more than fifty are refused before anything runs", async () => {
    const shop = await startTestServer(database);
    for (const program of REFUSED) {
      const { status, body } = await shop.request("POST", PROGRAMS, { body: program });
      assert.equal(status, 400, `${JSON.stringify(program).slice(0, 300)}: ${body.code}`);
      assert.ok((body.errors as object[]).length > 0);
    }
    const program = await aProgram(shop, chain([SCALE]));
    for (const text of PARAMETERS) {
      const answer = await begin(shop, program, JSON.parse(text) as Parameters);
      assert.equal(answer.status, 400, `${text.slice(0, 100)}: ${JSON.stringify(answer.body)}`);
    }
    assert.ok(REFUSED.length + PARAMETERS.length >= 50);
    assert.equal(({} as { polluted?: number }).polluted, undefined);
    await worksOn(shop);
  });

  test("what grows step by step is stopped by its size", async () => {
    const shop = await startTestServer(database);
    const box = await aModel(shop);
    const growing: Settings[][] = [
      steps(50, { operation: "scale", factor: 1000 }),
      steps(3, { operation: "move", x_mm: 9000 }),
      [{ operation: "cut", point_mm: [0, 0, 0], normal: [0, 0, 0], keep_side: "above" }],
      [{ operation: "cut", point_mm: [0, 0, 500], normal: [0, 0, 1], keep_side: "above" }],
      [{ operation: "hollow", wall_mm: 100 }],
      [{ operation: "drain_holes", count: 20, diameter_mm: 100 }],
      [{ ...TEXT, size_mm: 500 }],
      steps(5, { operation: "scale", factor: 0.001 }).concat({ operation: "hollow", wall_mm: 1 }),
    ];
    for (const each of growing) {
      const run = await runToEnd(shop, await aProgram(shop, chain(each)), { MODEL_UUID: box });
      assert.equal(run.status, "failed", JSON.stringify(each).slice(0, 200));
      isClear(run.failure_message);
      const [failed] = run.operation_status?.filter(({ status }) => status === "failed") ?? [];
      assert.equal(failed.failure_message, run.failure_message);
      assert.equal(run.model_uuid, null);
    }
    await worksOn(shop);
  });

  test("work without end ends at a limit, at the latest that of time, also what doubles", async () => {
    const shop = await startTestServer(database, { program_seconds_max: 0.5 });
    const doubling: Settings[] = [];
    for (let step = 0; step < 48; step += 2) {
      doubling.push({ operation: "move", x_mm: 1.1 ** step });
      doubling.push({ operation: "union", with: step === 0 ? "~MODEL_UUID~" : `s${step - 1}` });
    }
    const cases: [ModelProgramCreation, Uint8Array][] = [
      [LONG, boxStl(80, 80, 80)],
      [chain(doubling), archStl(1)],
      [chain(steps(50, { ...TEXT, text: "MANY LETTERS\n".repeat(15), size_mm: 0.5 })), archStl(2)],
    ];
    for (const [program, stl] of cases) {
      const uuid = await aProgram(shop, program);
      const run = await runToEnd(shop, uuid, { MODEL_UUID: await aModel(shop, stl) });
      assert.equal(run.status, "failed");
      isClear(run.failure_message);
      // The others may meet another limit before, on a fast machine.
      if (program !== LONG) continue;
      assert.match(String(run.failure_message), /^It was stopped in step "s0": .* 0.5 s\.$/);
    }
    await worksOn(shop);
  });

  test("a program that needs too much memory loses its thread, not the server", async () => {
    const shop = await startTestServer(database, { program_memory_mb_max: 64 });
    const uuid = await aProgram(shop, LONG);
    const model = await aModel(shop, boxStl(80, 80, 80));
    const run = await runToEnd(shop, uuid, { MODEL_UUID: model });
    assert.equal(run.status, "failed");
    assert.match(String(run.failure_message), /64 MiB|memory/);
    await worksOn(shop);
  });
});
