import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type MeasurementTemplate,
  type MeasurementTemplateRequest,
  type MeasurementTemplateUpdate,
  manageOperations,
  operations,
} from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts, type ListRow } from "../testing/lists.ts";
import { manageClient } from "../testing/manage.ts";
import { aTemplateBody, printedParts, seededTemplate } from "../testing/measuring.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";

const PATH = "/manage/v1/measurement_templates";
const LIST = {
  operation: manageOperations.getMeasurementTemplates,
  rows: "measurement_templates",
  base: "/manage/v1",
};
const V1_LIST = {
  operation: operations.getPartMeasurementTemplates,
  rows: "part_measurement_templates",
};

async function eventsOf({ server, furnished }: TestServer, uuid: string) {
  const events = server.deps.db.read.selectFrom("events").selectAll().where("uuid", "=", uuid);
  const rows = await events.orderBy("seq").execute();
  assert.ok(rows.every((row) => row.customer_uuid === furnished.customer_uuid));
  return rows.map(({ what, details }) => [what, JSON.parse(details)]);
}

/** Expects a refusal; answers its code and the pointers of its faults. */
async function refusal(shop: TestServer, method: string, path: string, body: object) {
  const answer = await shop.request(method, path, { body });
  assert.ok(answer.status >= 400, JSON.stringify(answer.body));
  const errors = (answer.body.errors ?? []) as { pointer: string }[];
  return [answer.body.code, ...errors.map(({ pointer }) => pointer)];
}

forEachDatabase("measurement templates", (database) => {
  test("a template is kept as it was set up, and shown to both interfaces", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const body: MeasurementTemplateRequest = {
      ...aTemplateBody(shop),
      measurement_type: "category",
      category_options: { pass: ["good"], fail: ["crack"] },
      zones: ["top", "rim"],
      measurement_classification: "surface",
      part_numbers: ["ALIGNER-001"],
    };
    const template = await manage.createMeasurementTemplate({ body });
    const { uuid, created_at, updated_at, retired_at, zones_enabled, ...rest } = template;
    assert.deepEqual([created_at, updated_at, retired_at], [TEST_START, TEST_START, null]);
    assert.equal(zones_enabled, true);
    const category_options = { fail: ["crack"], flag: [], pass: ["good"] };
    const limits = { units: null, min: null, max: null };
    assert.deepEqual(rest, { ...body, ...limits, category_options });
    assert.deepEqual(await manage.getMeasurementTemplate({ params: { uuid } }), template);
    const query = { uuid: [uuid] };
    const { part_measurement_templates = [] } = await shop.client.getPartMeasurementTemplates({
      query,
    });
    const {
      application_uuid: _a,
      part_numbers: _p,
      created_at: _c,
      retired_at: _r,
      ...shown
    } = template;
    assert.deepEqual(part_measurement_templates, [shown]);
    const [created] = await eventsOf(shop, uuid);
    assert.deepEqual(created, ["created", { measurement_name: "Weight" }]);
  });

  test("a template that makes no sense is refused, and every fault is named", async () => {
    const shop = await startTestServer(database);
    const options = { pass: ["good"] };
    const cases: [change: object, ...expected: string[]][] = [
      [{ category_options: options }, "/category_options"],
      [{ measurement_type: "category" }, "/category_options"],
      [{ measurement_type: "category", category_options: {} }, "/category_options"],
      [
        { measurement_type: "category", category_options: { pass: ["a"], fail: ["a"] } },
        "/category_options",
      ],
      [
        { measurement_type: "process", category_options: options, units: "g", min: 1, max: 2 },
        "/units",
        "/min",
        "/max",
      ],
      [{ min: 2, max: 1 }, "/min"],
      [{ zones: ["a", "b", "a"] }, "/zones"],
      [{ part_numbers: ["ALIGNER-001", "ALIGNER-001"] }, "/part_numbers"],
    ];
    for (const [change, ...pointers] of cases) {
      const body = { ...aTemplateBody(shop), ...change };
      const expected = pointers.map((pointer) => `/body${pointer}`);
      const said = await refusal(shop, "POST", PATH, body);
      assert.deepEqual(said, ["measurement_template_invalid", ...expected], JSON.stringify(change));
    }
    const other: [change: object, code: string, pointer: string][] = [
      [{ part_numbers: ["ALIGNER-001", "NONE"] }, "part_number_unknown", "/body/part_numbers/1"],
      [{ application_uuid: NO_UUID }, "application_unknown", "/body/application_uuid"],
      [{ replaces_uuid: NO_UUID }, "measurement_template_unknown", "/body/replaces_uuid"],
      [{ min: 1e13 }, "input_invalid", "/body/min"],
      [{ zones: ["a|b"] }, "input_invalid", "/body/zones/0"],
      [{ measurement_name: "" }, "input_invalid", "/body/measurement_name"],
      [{ required_level: "always" }, "input_invalid", "/body/required_level"],
    ];
    for (const [change, code, pointer] of other) {
      const body = { ...aTemplateBody(shop), ...change };
      assert.deepEqual(await refusal(shop, "POST", PATH, body), [code, pointer]);
    }
    const { measurement_templates } = await manageClient(shop).getMeasurementTemplates();
    assert.equal(measurement_templates.length, 3, "nothing was made");
  });

  test("limits stay once something was measured, and a new template takes over", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const { uuid } = await seededTemplate(shop, "Mass");
    const params = { uuid };
    const free = { min: 4, zones: ["top"] };
    const changed = await manage.updateMeasurementTemplate({ params, body: free });
    assert.deepEqual([changed.min, changed.zones], [4, ["top"]]);
    const changes = { min: { from: 5, to: 4 }, zones: { from: [], to: ["top"] } };
    assert.deepEqual(await eventsOf(shop, uuid), [["updated", changes]]);

    const [part] = await printedParts(shop, 1);
    const of = { printed_part_uuid: part.uuid, part_measurement_template_uuid: uuid };
    await manage.createMeasurement({ body: { ...of, value: 6 } });
    assert.deepEqual(
      await refusal(shop, "PATCH", `${PATH}/${uuid}`, { min: 1, max: 2, zones: [] }),
      ["measurement_template_in_use", "/body/min", "/body/max", "/body/zones"],
    );
    const body: MeasurementTemplateUpdate = {
      required_level: "not_required",
      min: 4,
      part_numbers: [],
    };
    const kept = await manage.updateMeasurementTemplate({ params, body });
    assert.deepEqual([kept.required_level, kept.min, kept.part_numbers], ["not_required", 4, []]);
    const again = await manage.updateMeasurementTemplate({ params, body });
    assert.deepEqual(again, kept);
    assert.equal((await eventsOf(shop, uuid)).length, 2, "what changes nothing is no event");

    const next = await manage.createMeasurementTemplate({
      body: { ...aTemplateBody(shop), measurement_name: "Mass", min: 1, replaces_uuid: uuid },
    });
    const old = await manage.getMeasurementTemplate({ params });
    assert.equal(old.retired_at, next.created_at);
    const retired = await manage.retireMeasurementTemplate({ params });
    assert.deepEqual(retired, old);
    const whats = (await eventsOf(shop, uuid)).map(([what]) => what);
    assert.deepEqual(whats, ["updated", "updated", "retired"]);
  });

  test("an application has at most 1000 templates in use", async () => {
    const shop = await startTestServer(database);
    const { db } = shop.server.deps;
    const { uuid, customer_uuid, ...row } = await db.read
      .selectFrom("part_measurement_templates")
      .selectAll()
      .where("measurement_name", "=", "Mass")
      .executeTakeFirstOrThrow();
    await db.transaction(async (tx) => {
      for (let index = 0; index < 997; index++) {
        const more = { ...row, customer_uuid, uuid: `${uuid.slice(0, -4)}${index + 1000}` };
        await tx.insertInto("part_measurement_templates").values(more).execute();
      }
    });
    const body = aTemplateBody(shop);
    assert.deepEqual(await refusal(shop, "POST", PATH, body), ["measurement_templates_too_many"]);
    await manageClient(shop).createMeasurementTemplate({ body: { ...body, replaces_uuid: uuid } });
  });

  test("both lists: filters, sorts, pages and refusals [getPartMeasurementTemplates]", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    await shop.advance(60);
    const made = await manage.createMeasurementTemplate({ body: aTemplateBody(shop) });
    const retired = await manage.retireMeasurementTemplate({ params: { uuid: made.uuid } });
    const { measurement_templates: rows } = await manage.getMeasurementTemplates();
    const all = rows.map((row) => row.uuid);
    assert.equal(all.length, 4);
    const where = (test: (row: MeasurementTemplate) => boolean) =>
      rows.filter(test).map((row) => row.uuid);
    const seeded = where((row) => row.uuid !== made.uuid);
    const { application_uuid } = shop.furnished;
    const common: [query: string, expected: string[]][] = [
      [`uuid=${all[0]}&uuid=${all[1]}`, [all[0], all[1]]],
      [`uuid=${NO_UUID}`, []],
      [`application_uuid=${application_uuid}`, all],
      [`application_uuid=${NO_UUID}`, []],
      [`updated_before=${retired.updated_at}`, seeded],
      [`updated_before=${TEST_START}`, []],
      [`updated_after=${retired.updated_at}`, [made.uuid]],
      ["updated_after=2040-01-01", []],
    ];
    await checkFilters(shop, V1_LIST, common);
    await checkFilters(shop, LIST, [
      ...common,
      ["production_sop_name=Inspection", [made.uuid]],
      ["production_sop_name=None", []],
      ["operation_name=Inspect&operation_name=Bake", seeded],
      ["operation_name=", []],
      ["measurement_name=Weight", [made.uuid]],
      ["measurement_name=weight", []],
      ["measurement_type=category", where((row) => row.measurement_type === "category")],
      ["measurement_type=category&measurement_name=Mass", []],
      ["retired=true", [made.uuid]],
      ["retired=false", seeded],
      ["retired=true&measurement_name=Mass", []],
    ]);
    const keyOf = (field: string, row: ListRow) => String(row[field]);
    await checkSorts(shop, LIST, keyOf);
    await checkSorts(shop, V1_LIST, keyOf);
    await checkRefusals(shop, LIST);
    await checkRefusals(shop, V1_LIST);
    for (const query of ["retired=yes", "retired=", "measurement_type=length"]) {
      const { status, body } = await shop.request("GET", `${PATH}?${query}`);
      assert.deepEqual([status, body.code], [400, "input_invalid"], query);
    }
  });
});
