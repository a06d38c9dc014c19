/** Programs as they are stored, and runs as callers see them, on every database. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type ModelProgram, type ModelProgramCreation, mintToken } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { loseFiles } from "../testing/lose-files.ts";
import { createTestOwner } from "../testing/people.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { settled } from "../testing/shop.ts";
import { carryOutRun } from "./run.ts";
import { RUNS_UNDER_WAY_MAX } from "./start.ts";
import {
  aModel,
  aProgram,
  begin,
  boxStl,
  chain,
  LONG,
  MODEL,
  type Parameters,
  reportOf,
  runToEnd,
} from "./testing/programs.ts";

const PROGRAMS = "/manage/v1/model_programs";
const RUNS = "/manage/v1/model_program_runs";

const SCALE = chain(
  [{ operation: "scale", factor: "~FACTOR~" }],
  [{ key: "FACTOR", type: "double", default: 2, minimum: 0.5, maximum: 10 }],
);

/** Expects a refusal with these pointers, in any order. */
function refused(
  { status, body }: { status: number; body: Record<string, unknown> },
  code: string,
  ...pointers: string[]
): void {
  assert.deepEqual([status, body.code], [400, code], JSON.stringify(body));
  const told = (body.errors as { pointer: string }[]).map(({ pointer }) => pointer);
  assert.deepEqual(told.sort(), pointers.sort(), JSON.stringify(body));
}

/** The uuids of a list. */
async function uuidsOf(shop: TestServer, path: string, query: string): Promise<string[]> {
  const { status, body } = await shop.request("GET", `${path}?${query}`);
  assert.equal(status, 200, JSON.stringify(body));
  const key = path === RUNS ? "model_program_runs" : "model_programs";
  return (body[key] as { uuid: string }[]).map(({ uuid }) => uuid);
}

async function aStranger(shop: TestServer): Promise<string> {
  const owner = await createTestOwner(shop.server.deps.db, { key_index: 1 });
  return mintToken(owner, { expires_in_s: 600 });
}

forEachDatabase("model programs", (database) => {
  test("the published example works: hollow needs nothing but the model [run-preparing] [run-complete] [createModelProgramRun] [getModelProgramRun]", async () => {
    const shop = await startTestServer(database);
    const [[name, program]] = Object.entries(shop.furnished.model_program_uuids);
    assert.equal(name, "hollow");
    const model = await aModel(shop);
    const answer = await begin(shop, program, { "~MODEL_UUID~": model });
    assert.deepEqual(answer.body.status, "preparing");
    const uuid = String(answer.body.uuid);
    const seen = new Set<string>();
    for (;;) {
      const run = await shop.client.getModelProgramRun({ params: { uuid } });
      seen.add(run.status);
      assert.equal(run.status === "complete", Boolean(run.model_uuid), "both in one write");
      if (run.status !== "preparing") break;
    }
    assert.deepEqual([...seen].at(-1), "complete");
    const { model_program_runs } = await shop.client.getModelProgramRuns({
      query: { uuid: [uuid, NO_UUID] },
    });
    assert.deepEqual(
      model_program_runs?.map((run) => [run.uuid, run.progress]),
      [[uuid, 1]],
    );
    const made = await reportOf(shop, String(model_program_runs?.[0].model_uuid));
    assert.ok(made.watertight && made.volume_mm3 < 0.6 * 40 * 30 * 20);
    const changes = await readEvents(shop.server.deps.db.read, {
      customer_uuid: shop.furnished.customer_uuid,
      noun: "model_program_runs",
    });
    assert.deepEqual(
      changes.map(({ what }) => what),
      ["created", "completed"],
    );
  });

  test("every program of the sandbox runs on a plain model", async () => {
    const shop = await startTestServer(database);
    const model = await aModel(shop);
    for (const program of Object.values(shop.furnished.model_program_uuids)) {
      const { body } = await shop.request("GET", `${PROGRAMS}/${program}`);
      const { parameters } = body as ModelProgram;
      const needed = parameters.filter((parameter) => parameter.default === undefined);
      const given = needed.map(({ key, type }) => [`~${key}~`, type === "model" ? model : "A-1"]);
      const run = await runToEnd(shop, program, Object.fromEntries(given));
      assert.equal(run.status, "complete", `${body.name}: ${run.failure_message}`);
    }
  });

  test("both forms of parameters, with and without tildes, mean the same [run-parameters]", async () => {
    const shop = await startTestServer(database);
    const program = await aProgram(shop, SCALE);
    const model = await aModel(shop, boxStl(10, 10, 10));
    const forms: [Parameters, size: number][] = [
      [{ "~MODEL_UUID~": model }, 20],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "1.5" }, 15],
      [{ MODEL_UUID: model, FACTOR: "1e0" }, 10],
      [[{ key: "MODEL_UUID", value: model }], 20],
      [
        [
          { key: "~MODEL_UUID~", type: "string", value: model },
          { key: "FACTOR", type: "double", value: 0.5 },
        ],
        5,
      ],
      [
        [
          { key: "MODEL_UUID", value: model },
          { key: "~FACTOR~", type: "integer", value: 3 },
        ],
        30,
      ],
    ];
    for (const [parameters, size] of forms) {
      const run = await runToEnd(shop, program, parameters);
      assert.equal(run.status, "complete", String(run.failure_message));
      assert.equal((await reportOf(shop, String(run.model_uuid))).size_mm[0], size);
    }
  });

  test("parameters are refused with a pointer to each, before anything runs", async () => {
    const shop = await startTestServer(database);
    const program = await aProgram(shop, SCALE);
    const model = await aModel(shop);
    const foreign = await aModelOf(shop, await aStranger(shop));
    const at = (key: string) => `/body/parameters/~0${key}~0`;
    const cases: [Parameters, ...pointers: string[]][] = [
      [{}, "/body/parameters"],
      [[], "/body/parameters"],
      [{ "~MODEL_UUID~": NO_UUID }, at("MODEL_UUID")],
      [{ "~MODEL_UUID~": foreign }, at("MODEL_UUID")],
      [{ "~MODEL_UUID~": "" }, at("MODEL_UUID")],
      [{ "~MODEL_UUID~": "../../etc/passwd" }, at("MODEL_UUID")],
      [{ "~MODEL_UUID~": "s0" }, at("MODEL_UUID")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "2,5" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "0x2" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "Infinity" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "0.49" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "10.01" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~FACTOR~": "~MODEL_UUID~" }, at("FACTOR")],
      [{ "~MODEL_UUID~": model, "~factor~": "2" }, at("factor")],
      [{ "~MODEL_UUID~": model, MODEL_UUID: model }, "/body/parameters/MODEL_UUID"],
      [{ "~FACTOR~": "x", "~OTHER~": "2" }, at("FACTOR"), at("OTHER"), "/body/parameters"],
      [
        [
          { key: "MODEL_UUID", value: model },
          { key: "FACTOR", value: "2" },
        ],
        "/body/parameters/1",
      ],
      [[{ key: "MODEL_UUID", type: "integer", value: 7 }], "/body/parameters/0"],
    ];
    for (const [parameters, ...pointers] of cases) {
      const answer = await begin(shop, program, parameters);
      refused(answer, "model_program_parameters_invalid", ...pointers);
    }
    const wrong_kind = [{ key: "MODEL_UUID", type: "double", value: "2" }] as unknown as Parameters;
    assert.equal((await begin(shop, program, wrong_kind)).body.code, "input_invalid");
    for (const unknown of [NO_UUID, "", "hollow"]) {
      const answer = await begin(shop, unknown, { "~MODEL_UUID~": model });
      refused(answer, "model_program_unknown", "/body/model_program_uuid");
    }
    assert.deepEqual(await uuidsOf(shop, RUNS, "limit=10"), []);
  });

  test("a value that breaks a step's rule is told of the parameter that brought it in", async () => {
    const shop = await startTestServer(database);
    const program = await aProgram(
      shop,
      chain(
        [
          { operation: "scale", factors: ["~F~", 1, "~F~"] },
          { operation: "mirror", axis: "~AXIS~" },
          {
            operation: "engrave_text",
            text: "~NOTE~ of ~MODEL_UUID.name~ (~MODEL_UUID.external_id~)",
            ...{ size_mm: 2, depth_mm: 0.5, side: "top" },
          },
        ],
        [
          { key: "F", type: "double", default: 1 },
          { key: "AXIS", type: "string", default: "x" },
          { key: "NOTE", type: "string", default: "~F~" },
        ],
      ),
    );
    const named = { filename: "a.stl", "external-id": "R 7" };
    const model = await aModel(shop, boxStl(90, 40, 20), named);
    const nameless = await aModel(shop, boxStl(90, 40, 20), { filename: "b.stl" });
    const code = "model_program_parameters_invalid";
    const given = { "~MODEL_UUID~": model };
    refused(
      await begin(shop, program, { ...given, "~F~": "1e9", "~AXIS~": "w" }),
      code,
      ...["/body/parameters/~0F~0", "/body/parameters/~0F~0", "/body/parameters/~0AXIS~0"],
    );
    refused(
      await begin(shop, program, { "~MODEL_UUID~": nameless }),
      code,
      "/body/parameters/~0MODEL_UUID~0",
    );
    refused(await begin(shop, program, { ...given, "~NOTE~": "漢" }), code, "/body/parameters");
    const run = await runToEnd(shop, program, { ...given, "~NOTE~": "~AXIS~ ~MODEL_UUID~" });
    assert.equal(run.status, "complete", "what a value brings along is no token, but letters");
  });

  test("programs are stored, listed, changed in versions and retired; runs keep theirs", async () => {
    const shop = await startTestServer(database);
    const stored = await shop.request("POST", PROGRAMS, {
      body: { ...SCALE, name: "a scale", description: "for tests" },
    });
    const { uuid, version, status } = stored.body;
    assert.deepEqual([version, status], [1, "active"]);
    const path = `${PROGRAMS}/${uuid}`;
    assert.deepEqual((await shop.request("GET", path)).body, stored.body);
    const model = await aModel(shop, boxStl(10, 10, 10));
    const before = await begin(shop, String(uuid), { "~MODEL_UUID~": model });
    await shop.advance(1);
    const { body: changed } = await shop.request("PATCH", path, {
      body: { operations: chain([{ operation: "mirror", axis: "x" }]).operations },
    });
    assert.deepEqual([changed.version, changed.name], [2, "a scale"]);
    const same = await shop.request("PATCH", path, { body: { name: "a scale" } });
    assert.deepEqual(same.body, changed, "what is given as it was changes nothing");
    await settled(shop);
    const { body: run } = await shop.request("GET", `${RUNS}/${before.body.uuid}`);
    assert.deepEqual([run.version, run.status, run.model_program_uuid], [1, "complete", uuid]);
    assert.deepEqual(run.parameters, { MODEL_UUID: model, FACTOR: 2 });
    assert.equal((await reportOf(shop, String(run.model_uuid))).size_mm[0], 20);
    const old = await shop.request("GET", `${path}?version=1`);
    assert.deepEqual(old.body.operations, stored.body.operations);
    assert.equal((await shop.request("GET", `${path}?version=3`)).status, 404);
    assert.equal((await shop.request("GET", `${path}?version=0`)).status, 400);

    const retired = await shop.request("PATCH", path, { body: { status: "retired" } });
    assert.deepEqual([retired.body.version, retired.body.status], [2, "retired"]);
    const refusal = await begin(shop, String(uuid), { "~MODEL_UUID~": model });
    refused(refusal, "model_program_unknown", "/body/model_program_uuid");
    await shop.request("PATCH", path, { body: { status: "active" } });
    assert.equal((await runToEnd(shop, String(uuid), { MODEL_UUID: model })).status, "complete");
    const changes = await readEvents(shop.server.deps.db.read, {
      customer_uuid: shop.furnished.customer_uuid,
      ...{ noun: "model_programs", uuid: String(uuid) },
    });
    assert.deepEqual(
      changes.map(({ what, details }) => [what, details]),
      [
        ["created", { name: "a scale" }],
        ["updated", { fields: ["operations"], version: { from: 1, to: 2 } }],
        ["updated", { status: { from: "active", to: "retired" } }],
        ["updated", { status: { from: "retired", to: "active" } }],
      ],
    );
  });

  test("a program that cannot work is refused with every fault", async () => {
    const shop = await startTestServer(database);
    const { uuid } = (await shop.request("POST", PROGRAMS, { body: SCALE })).body;
    const hollow = { external_id: "a", operation: "hollow", input: "~MODEL_UUID~", wall_mm: 2 };
    const program = (operations: object[], parameters: object[] = [MODEL]) =>
      ({ name: "x", parameters, operations }) as ModelProgramCreation;
    const number = { key: "N", type: "integer" };
    const cases: [ModelProgramCreation, ...pointers: string[]][] = [
      [program([{ ...hollow, input: "a" }]), "operations/0/input"],
      [
        program([
          { ...hollow, input: "b" },
          { ...hollow, external_id: "b" },
        ]),
        "operations/0/input",
      ],
      [program([hollow, hollow]), "operations/1/external_id"],
      [program([{ ...hollow, input: "~OTHER~" }]), "operations/0/input"],
      [program([{ ...hollow, input: "~N~" }], [MODEL, number]), "operations/0/input"],
      [program([{ ...hollow, wall_mm: "~N~" }]), "operations/0/wall_mm"],
      [program([{ ...hollow, wall_mm: 0 }]), "operations/0/wall_mm"],
      [program([{ ...hollow, wall_mm: "~MODEL_UUID~" }]), "operations/0/wall_mm"],
      [program([{ ...hollow, axis: "x" }]), "operations/0/axis"],
      [program([{ ...hollow, operation: "mirror" }]), "operations/0/axis", "operations/0/wall_mm"],
      [program([{ ...hollow, operation: "union", wall_mm: undefined }]), "operations/0/with"],
      [
        program([{ ...hollow, operation: "scale", wall_mm: undefined, factor: 2, from: "cm" }]),
        "operations/0",
      ],
      [program([hollow], [MODEL, number, number]), "parameters/2/key"],
      [program([hollow], [MODEL, { ...number, default: 1.5 }]), "parameters/1/default"],
      [program([hollow], [MODEL, { ...number, default: 1, minimum: 2 }]), "parameters/1/default"],
      [program([hollow], [MODEL, { ...number, minimum: 3, maximum: 2 }]), "parameters/1/minimum"],
      [program([hollow], [MODEL, { ...number, max_length: 3 }]), "parameters/1/max_length"],
      [program([hollow], [{ ...MODEL, default: NO_UUID }]), "parameters/0/default"],
      [program([{ ...hollow, input: "~N.name~" }], [MODEL, number]), "operations/0/input"],
    ];
    for (const [body, ...pointers] of cases) {
      const wanted = pointers.map((pointer) => `/body/${pointer}`);
      for (const [method, path] of [
        ["POST", PROGRAMS],
        ["PATCH", `${PROGRAMS}/${uuid}`],
      ]) {
        const { status, body: said } = await shop.request(method, path, { body });
        const told = (said.errors as { pointer: string }[] | undefined)?.map((one) => one.pointer);
        assert.deepEqual(
          [status, told?.sort()],
          [400, wanted.sort()],
          JSON.stringify([body, said]),
        );
      }
    }
    const { body } = await shop.request("GET", `${PROGRAMS}/${uuid}`);
    assert.equal(body.version, 1, "refused changes leave nothing behind");
  });

  test("lists filter and sort, both ways with ties, page by page", async () => {
    const shop = await startTestServer(database);
    const furnished = Object.values(shop.furnished.model_program_uuids);
    const [hollow] = furnished;
    const program = await aProgram(shop, { ...SCALE, name: "hollow" });
    const model = await aModel(shop);
    const runs = [];
    for (const factor of ["1", "2", "3"]) {
      const run = await runToEnd(shop, program, { MODEL_UUID: model, FACTOR: factor });
      runs.push(String(run.uuid));
    }
    const failed = await runToEnd(shop, hollow, { MODEL_UUID: model, WALL_THICKNESS_MM: "20" });
    assert.equal(failed.status, "failed");
    assert.match(String(failed.failure_message), /^It failed in step "hollow": .*wall of 20 mm/);
    runs.push(String(failed.uuid));
    const cases: [path: string, query: string, expected: string[]][] = [
      [PROGRAMS, "limit=100", [...furnished, program]],
      [PROGRAMS, `limit=9&uuid=${program}&uuid=${NO_UUID}`, [program]],
      [PROGRAMS, "limit=9&name=hollow", [hollow, program]],
      [PROGRAMS, "limit=9&name=", []],
      [PROGRAMS, "limit=9&status=retired", []],
      [PROGRAMS, "limit=9&updated_after=2030-01-02", []],
      [PROGRAMS, "limit=9&updated_before=2030-01-01", []],
      [RUNS, "limit=100", runs],
      [RUNS, `limit=9&uuid=${runs[1]}`, [runs[1]]],
      [RUNS, `limit=9&model_program_uuid=${hollow}`, [runs[3]]],
      [RUNS, `limit=9&model_program_uuid=${NO_UUID}`, []],
      [RUNS, "limit=9&status=complete", runs.slice(0, 3)],
      [RUNS, "limit=9&status=failed", [runs[3]]],
      [RUNS, "limit=9&updated_after=2030-01-02", []],
      [RUNS, "limit=9&updated_before=2030-01-01", []],
    ];
    for (const [path, query, expected] of cases) {
      const found = await uuidsOf(shop, path, query);
      assert.deepEqual(found.sort(), expected.toSorted(), `${path}?${query}`);
    }
    const sorts = { [PROGRAMS]: ["name", "created_at"], [RUNS]: ["status", "created_at"] };
    for (const [path, fields] of Object.entries(sorts)) {
      for (const field of [...fields, "uuid", "updated_at"]) {
        const rising = await uuidsOf(shop, path, `limit=100&sort=${field}`);
        const falling = await uuidsOf(shop, path, `limit=100&sort=${field},desc`);
        assert.deepEqual(falling, rising.toReversed(), `${path} ${field}`);
        const first = await shop.request("GET", `${path}?limit=2&sort=${field}`);
        const cursor = encodeURIComponent(String(first.body.next_cursor));
        const rest = await uuidsOf(shop, path, `limit=100&sort=${field}&cursor=${cursor}`);
        assert.deepEqual(rest, rising.slice(2));
      }
      for (const query of ["limit=0", "limit=x", "limit=", "uuid=&nonsense=1", "sort=plan"]) {
        assert.equal((await shop.request("GET", `${path}?${query}`)).status, 400, query);
      }
    }
    for (const query of ["", "?uuid=&other=1", `?${"uuid=x&".repeat(101)}`]) {
      const answer = await shop.request("GET", `/v1/model_program_runs${query}`);
      assert.deepEqual([answer.status, answer.body.code], [400, "input_invalid"], query);
    }
  });

  test("a run is canceled once, and makes no model; an ended one is left alone", async () => {
    const shop = await startTestServer(database);
    const program = await aProgram(shop, LONG);
    const model = await aModel(shop, boxStl(80, 80, 80));
    const { body } = await begin(shop, program, { "~MODEL_UUID~": model });
    const path = `${RUNS}/${body.uuid}`;
    while ((await shop.request("GET", path)).body.started_at === null);
    const canceled = await shop.request("POST", `${path}/cancel`, { body: {} });
    assert.deepEqual(
      [canceled.status, canceled.body.status, canceled.body.failure_message],
      [200, "failed", "Canceled by Sandbox Admin."],
    );
    const again = await shop.request("POST", `${path}/cancel`);
    assert.deepEqual([again.status, again.body.code], [409, "model_program_run_ended"]);
    await settled(shop);
    const { body: ended } = await shop.request("GET", path);
    assert.deepEqual([ended.status, ended.model_uuid], ["failed", null]);
    assert.equal(ended.finished_at, canceled.body.finished_at);
    const { total_count } = (await shop.request("GET", "/v1/models?limit=9")).body;
    assert.equal(total_count, 1);
    const done = await runToEnd(shop, await aProgram(shop, SCALE), { MODEL_UUID: model });
    const late = await shop.request("POST", `${RUNS}/${done.uuid}/cancel`);
    assert.equal(late.status, 409);
    assert.equal((await shop.request("POST", `${RUNS}/${NO_UUID}/cancel`)).status, 404);
  });

  test("a customer has so many runs under way at once, and no more", async () => {
    const shop = await startTestServer(database);
    const program = await aProgram(shop, SCALE);
    const model = await aModel(shop, boxStl(80, 80, 80));
    const { body: first } = await begin(shop, await aProgram(shop, LONG), { MODEL_UUID: model });
    for (let under_way = 1; under_way < RUNS_UNDER_WAY_MAX; under_way++) {
      assert.equal((await begin(shop, program, { MODEL_UUID: model })).status, 200);
    }
    const refusal = await begin(shop, program, { MODEL_UUID: model });
    assert.deepEqual([refusal.status, refusal.body.code], [429, "too_many_requests"]);
    assert.equal(refusal.headers.get("retry-after"), "5");
    await shop.request("POST", `${RUNS}/${first.uuid}/cancel`);
    await settled(shop);
    assert.equal((await runToEnd(shop, program, { MODEL_UUID: model })).status, "complete");
  });

  test("a run whose file is gone, or that ended the server again and again, fails and says so", async () => {
    const shop = await startTestServer(database);
    const { deps } = shop.server;
    const { customer_uuid } = shop.furnished;
    const program = await aProgram(shop, SCALE);
    const model = await aModel(shop, boxStl(80, 80, 80));
    const { body: first } = await begin(shop, await aProgram(shop, LONG), { MODEL_UUID: model });
    const lost = await begin(shop, program, { MODEL_UUID: await aModel(shop) });
    const deadly = await begin(shop, program, { MODEL_UUID: model });
    const run_uuid = String(deadly.body.uuid);
    const context = { job_uuid: NO_UUID, attempt: 6, ids: deps.ids };
    const { signal } = new AbortController();
    await carryOutRun(deps, deps.workers, { customer_uuid, run_uuid }, { ...context, signal });
    const box = await deps.db.read
      .selectFrom("models")
      .select("file_key")
      .where("filename", "=", "box.stl")
      .orderBy("uuid", "desc")
      .executeTakeFirstOrThrow();
    await loseFiles(deps.files, [box.file_key]);
    await shop.request("POST", `${RUNS}/${first.uuid}/cancel`);
    await settled(shop);
    const messages = [lost, deadly].map(async ({ body }) => {
      const uuid = String(body.uuid);
      const run = await shop.client.getModelProgramRun({ params: { uuid } });
      return [run.status, run.failure_message];
    });
    const [[gone, why], [dead, times]] = await Promise.all(messages);
    assert.deepEqual([gone, dead], ["failed", "failed"]);
    assert.match(String(why), /file/);
    assert.equal(times, "It was begun 5 times, and the server ended each time.");
    assert.deepEqual(await deps.jobs.parked(), []);
  });

  test("programs and runs of another customer are like those that nobody has [getModelProgramRuns]", async () => {
    const shop = await startTestServer(database);
    const program = await aProgram(shop, SCALE);
    const model = await aModel(shop);
    const { uuid: run } = await runToEnd(shop, program, { MODEL_UUID: model });
    const token = await aStranger(shop);
    const asked: [method: string, path: (id: string) => string, body?: object][] = [
      ["GET", (id) => `/v1/model_program_runs/${id}`],
      ["GET", (id) => `/v1/model_program_runs?uuid=${id}`],
      ["GET", (id) => `${RUNS}/${id}`],
      ["GET", (id) => `${RUNS}?limit=9&uuid=${id}`],
      ["POST", (id) => `${RUNS}/${id}/cancel`],
      ["GET", (id) => `${PROGRAMS}/${id}`],
      ["GET", (id) => `${PROGRAMS}?limit=9&uuid=${id}`],
      ["PATCH", (id) => `${PROGRAMS}/${id}`, { status: "retired" }],
    ];
    const said = async (method: string, path: string, id: string, body?: object) => {
      const answer = await shop.request(method, path, { token, ...(body && { body }) });
      const { request_id: _request_id, instance: _instance, ...rest } = answer.body;
      return [answer.status, JSON.stringify(rest).replaceAll(id, "ID")];
    };
    for (const [method, path, body] of asked) {
      const id = path("").includes("runs") ? String(run) : program;
      assert.deepEqual(
        await said(method, path(id), id, body),
        await said(method, path(NO_UUID), NO_UUID, body),
      );
    }
    const parameters = { MODEL_UUID: model };
    const foreign = await shop.request("POST", "/v1/model_program_runs", {
      body: { model_program_uuid: program, parameters },
      token,
    });
    refused(foreign, "model_program_unknown", "/body/model_program_uuid");
    assert.equal((await shop.request("GET", `${PROGRAMS}/${program}`)).body.status, "active");
  });
});

/** A model of another customer, uploaded with their token. */
async function aModelOf(shop: TestServer, token: string): Promise<string> {
  const { db, ids, clock } = shop.server.deps;
  const owner = await db.read.selectFrom("users").select("customer_uuid").orderBy("created_at");
  const [{ customer_uuid }] = await owner.execute();
  await db.transaction((tx) =>
    tx
      .insertInto("applications")
      .values({
        ...{ customer_uuid, uuid: ids.next(), name: "Other", description: null },
        created_at: clock.now(),
        is_default: 0,
      })
      .execute(),
  );
  const headers = { filename: "theirs.stl" };
  const { status, body } = await shop.request("POST", "/v1/models", {
    ...{ headers, token, body: boxStl(1, 2, 3) },
  });
  assert.equal(status, 200, JSON.stringify(body));
  return String(body.uuid);
}
