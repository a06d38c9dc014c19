import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Model, operations } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts, listPageOf } from "../testing/lists.ts";
import { archStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";

const DATA =
  process.env.VATLINE_TEST_DATA ?? join(import.meta.dirname, "../../../../../shared/data");
const PATHOLOGICAL = join(DATA, "stl/pathological");

/** uuid and external_id make it a look-up instead of a list. */
const LIST = {
  operation: operations.findModels,
  rows: "models",
  others: ["uuid", "external_id"],
};

function upload(shop: TestServer, headers: Record<string, string>, body: Uint8Array = archStl(1)) {
  return shop.request("POST", "/v1/models", { body, headers });
}

forEachDatabase("models", (database) => {
  const open = (flags = {}) => startTestServer(database, flags);

  test("uploadModel: keeps name, application, external id, size and who sent it [uploadModel] [getModel]", async () => {
    const shop = await open();
    const { application_uuid } = shop.furnished;
    const stl = archStl(1);
    const headers = {
      filename: "arch.stl",
      "application-uuid": application_uuid,
      "external-id": "case 7/upper",
    };
    const { status, body } = await upload(shop, headers, stl);
    assert.equal(status, 200);
    const { uuid, ...rest } = body;
    assert.deepEqual(rest, {
      filename: "arch.stl",
      external_id: "case 7/upper",
      application_uuid,
      file_size_bytes: stl.byteLength,
      created_at: TEST_START,
      updated_at: TEST_START,
      created_by: "Sandbox Admin",
    });
    assert.deepEqual(await shop.client.getModel({ params: { uuid: String(uuid) } }), body);
  });

  test("uploadModel: drops folders, adds .stl, keeps latin-1 letters [file-names] [header-text]", async () => {
    const shop = await open();
    const names: [given: string, kept: string][] = [
      ["/foo/bar.stl", "bar.stl"],
      ["C:\\parts\\bar.STL", "bar.STL"],
      ["../../etc/passwd", "passwd.stl"],
      ["bar", "bar.stl"],
      ["bar.", "bar.stl"],
      ["\u00e9tui \u00fc.stl", "\u00e9tui \u00fc.stl"],
      [`${"n".repeat(251)}.stl`, `${"n".repeat(251)}.stl`],
    ];
    for (const [given, kept] of names) {
      const { status, body } = await upload(shop, { filename: given });
      assert.deepEqual([status, body.filename], [200, kept], given);
    }
  });

  test("uploadModel: names each fault and stores nothing [unreadable-model]", async () => {
    const shop = await open({ upload_bytes_max: 20_000 });
    const stl = archStl(1);
    const nan = stl.slice();
    new DataView(nan.buffer).setFloat32(84 + 12, Number.NaN, true);
    const named = { filename: "a.stl" };
    type Fault = [headers: Record<string, string>, bytes: Uint8Array, code: string, at: string];
    const faults: Fault[] = [
      [{}, stl, "input_invalid", "/headers/filename"],
      [{ filename: "a.step" }, stl, "input_invalid", "/headers/filename"],
      [{ filename: "a/" }, stl, "input_invalid", "/headers/filename"],
      [{ filename: ".." }, stl, "input_invalid", "/headers/filename"],
      [{ filename: "n".repeat(256) }, stl, "input_invalid", "/headers/filename"],
      [{ filename: "n".repeat(254) }, stl, "input_invalid", "/headers/filename"],
      [{ ...named, "external-id": "i".repeat(256) }, stl, "input_invalid", "/headers/external-id"],
      [
        { ...named, "application-uuid": NO_UUID },
        stl,
        "application_unknown",
        "/headers/application-uuid",
      ],
      [named, new Uint8Array(), "model_empty", ""],
      [named, Buffer.from("what is this"), "model_invalid", "/body"],
      [named, stl.subarray(0, 1000), "model_invalid", "/body"],
      [named, nan, "model_invalid", "/body"],
      [named, new Uint8Array(20_001), "body_too_large", ""],
    ];
    for (const [headers, bytes, code, pointer] of faults) {
      const { status, body } = await upload(shop, headers, bytes);
      assert.equal(body.code, code, JSON.stringify(body));
      assert.equal(status, code === "body_too_large" ? 413 : 400);
      const errors = (body.errors ?? [{ pointer: "" }]) as { pointer: string }[];
      assert.equal(errors[0].pointer, pointer, JSON.stringify(body));
    }
    const json = { ...named, "content-type": "application/json" };
    assert.equal((await upload(shop, json)).status, 415);
    const left = await shop.client.findModels({ query: { limit: 10 } });
    assert.equal(left.total_count, 0);
  });

  test("uploadModel: refuses a model of more triangles than the server takes", async () => {
    const shop = await open({ triangles_max: 99 });
    const { status, body } = await upload(shop, { filename: "a.stl" });
    assert.deepEqual([status, body.code], [400, "model_invalid"]);
    assert.match(String(body.detail), /100 triangles, at most 99/);
  });

  test("uploadModel: wants the application named once there are several [no-application-named]", async () => {
    const shop = await open();
    const { application_uuid } = shop.furnished;
    await shop.request("POST", "/manage/v1/applications", { body: { name: "Second" } });
    const { status, body } = await upload(shop, { filename: "a.stl" });
    assert.deepEqual([status, body.code], [400, "application_ambiguous"]);
    const named = await upload(shop, { filename: "a.stl", "application-uuid": application_uuid });
    assert.equal(named.status, 200);
    const { applications } = await shop.client.getApplications();
    assert.deepEqual(
      applications.map(({ name, description }) => [name, typeof description]),
      [
        ["Sandbox", "string"],
        ["Second", "undefined"],
      ],
    );
  });

  test("findModels: answers the union of uuids and external ids, each model once [findModels] [model-union]", async () => {
    const shop = await open();
    const made: Record<string, string> = {};
    for (const [number, external_id] of ["a", "b", "b", ""].entries()) {
      const headers = {
        filename: `${number}.stl`,
        ...(external_id && { "external-id": external_id }),
      };
      made[number] = String((await upload(shop, headers)).body.uuid);
    }
    const cases: [query: string, numbers: number[]][] = [
      [`uuid=${made[0]}`, [0]],
      ["external_id=b", [1, 2]],
      [`uuid=${made[1]}&external_id=b`, [1, 2]],
      [`uuid=${made[3]}&external_id=a&external_id=b&external_id=no`, [0, 1, 2, 3]],
      [`uuid=${NO_UUID}&uuid=what`, []],
      // With either of them, the parameters of the earlier list do not count.
      [`uuid=${made[0]}&limit=1&filename=other.stl`, [0]],
    ];
    for (const [query, numbers] of cases) {
      const { status, body } = await shop.request("GET", `/v1/models?${query}`);
      assert.equal(status, 200);
      const found = (body.models as Model[]).map((model) => model.uuid).sort();
      assert.deepEqual(found, numbers.map((number) => made[number]).sort(), query);
      assert.equal("total_count" in body, false);
    }
    for (const query of ["", "?filename=0.stl", "?sort=uuid"]) {
      const { status, body } = await shop.request("GET", `/v1/models${query}`);
      assert.deepEqual([status, body.code], [400, "model_criteria_missing"], query);
    }
    const many = await shop.request("GET", `/v1/models?${"external_id=x&".repeat(101)}`);
    assert.equal(many.status, 400);
  });

  test("findModels: with a limit, is the list of earlier versions [earlier-model-list]", async () => {
    const shop = await open();
    const { application_uuid } = shop.furnished;
    const uuids: string[] = [];
    for (let number = 0; number < 7; number++) {
      if (number === 4) await shop.advance(60);
      const filename = number % 2 === 0 ? "even.stl" : "odd.stl";
      uuids.push(String((await upload(shop, { filename })).body.uuid));
    }
    const pick = (...numbers: number[]) => numbers.map((number) => uuids[number]);
    const later = "2030-01-01T08:01:00Z";
    const all = await listPageOf(shop, LIST, "limit=10");
    assert.deepEqual([all.rows.length, all.total_count], [7, 7]);
    await checkFilters(shop, LIST, [
      [`limit=10&application_uuid=${application_uuid}&application_uuid=x`, uuids],
      [`limit=10&application_uuid=${NO_UUID}`, []],
      ["limit=10&filename=even.stl", pick(0, 2, 4, 6)],
      ["limit=10&filename=EVEN.stl", []],
      [`limit=10&updated_after=${later}`, pick(4, 5, 6)],
      ["limit=10&updated_after=2031-01-01", []],
      [`limit=10&updated_before=${later}`, pick(0, 1, 2, 3)],
      [`limit=10&updated_before=${TEST_START}`, []],
    ]);
    await checkSorts(shop, LIST, (field, row) => String(row[field]));
    await checkRefusals(shop, LIST);
  });

  test("downloadModel: leads to the same bytes, with and without a token [downloadModel]", async () => {
    const shop = await open();
    const stl = archStl(3);
    const { body } = await upload(shop, { filename: "\u00e9tui neuf.stl" }, stl);
    const answer = await shop.request("GET", `/v1/models/${body.uuid}/download`);
    assert.equal(answer.status, 302);
    const address = new URL(String(answer.headers.get("location")), shop.url);
    for (const authorization of [undefined, `Bearer ${shop.token}`]) {
      const file = await fetch(address, authorization ? { headers: { authorization } } : {});
      assert.equal(file.status, 200);
      assert.deepEqual(Buffer.from(await file.arrayBuffer()), Buffer.from(stl));
      const disposition = file.headers.get("content-disposition");
      assert.equal(disposition, 'attachment; filename="etui_neuf.stl"');
    }
    const altered = new URL(address);
    altered.searchParams.set("media_type", "text/html");
    assert.equal((await fetch(altered)).status, 404);
  });

  test("a model that is not there is 404, whatever its address looks like", async () => {
    const shop = await open();
    for (const uuid of [NO_UUID, "x", "%00", "a".repeat(300)]) {
      for (const path of [
        `/v1/models/${uuid}`,
        `/v1/models/${uuid}/download`,
        `/manage/v1/models/${uuid}/report`,
      ]) {
        const { status, body } = await shop.request("GET", path);
        assert.deepEqual([status, body.code], [404, "not_found"], path);
      }
    }
  });

  test("a model is gone from every read after 30 days, its parts and builds are not [models-after-30-days]", async () => {
    const shop = await open();
    const { body } = await upload(shop, { filename: "a.stl", "external-id": "a" });
    const model_uuid = String(body.uuid);
    const part_number = "ALIGNER-001";
    const part = await shop.client.createPart({ body: { part_number, model_uuid } });
    const paths = [
      `/v1/models/${model_uuid}`,
      `/v1/models/${model_uuid}/download`,
      `/manage/v1/models/${model_uuid}/report`,
    ];
    const seen = async () => {
      const statuses: number[] = [];
      for (const path of paths) statuses.push((await shop.request("GET", path)).status);
      const counts: unknown[] = [];
      for (const query of [{ uuid: [model_uuid] }, { external_id: ["a"] }, { limit: 10 }]) {
        counts.push((await shop.client.findModels({ query })).models?.length);
      }
      const again = await shop.request("POST", "/v1/parts", { body: { part_number, model_uuid } });
      return [...statuses, ...counts, again.status];
    };
    await shop.advance(30 * 24 * 3600 - 1);
    assert.deepEqual(await seen(), [200, 302, 200, 1, 1, 1, 200]);
    await shop.advance(1);
    assert.deepEqual(await seen(), [404, 404, 404, 0, 0, 0, 400]);
    const kept = await shop.client.getPart({ params: { uuid: part.uuid } });
    assert.equal(kept.model_uuid, model_uuid);
    const order = await shop.client.createPartOrder({
      body: {
        part_order_number: "PO",
        parts: [{ uuid: part.uuid }],
        due_date: "2030-03-01",
        flush: true,
      },
    });
    await shop.server.deps.jobs.idle();
    const packed = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(packed.build_uuids?.length, 1, "a part is orderable as long as it is there");
  });

  test("a strange file gives a model with a report, or a clean refusal", {
    skip: existsSync(PATHOLOGICAL) ? false : `no test data in ${DATA} (set VATLINE_TEST_DATA)`,
  }, async () => {
    const shop = await open();
    const outcomes: Record<string, number> = {};
    for (const filename of readdirSync(PATHOLOGICAL)) {
      const bytes = readFileSync(join(PATHOLOGICAL, filename));
      const { status, body } = await upload(shop, { filename }, bytes);
      assert.ok(status === 200 || status === 400, `${filename}: ${JSON.stringify(body)}`);
      outcomes[status] = (outcomes[status] ?? 0) + 1;
      if (status === 400) {
        assert.ok(["model_invalid", "model_empty"].includes(String(body.code)), filename);
        continue;
      }
      const report = await shop.request("GET", `/manage/v1/models/${body.uuid}/report`);
      assert.equal(report.status, 200, filename);
      assert.ok(Number(report.body.triangle_count) > 0, filename);
    }
    assert.equal(outcomes[400], 3, "only the files without a facet are refused");
  });
});
