import assert from "node:assert/strict";
import { test } from "node:test";
import { type Measurement, manageOperations, operations } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts, type ListRow } from "../testing/lists.ts";
import { manageClient } from "../testing/manage.ts";
import { aTemplateBody, printedParts, seededTemplate } from "../testing/measuring.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { anOrder, aPart } from "../testing/shop.ts";

const PATH = "/manage/v1/measurements";
const LIST = {
  operation: manageOperations.getMeasurements,
  rows: "measurements",
  base: "/manage/v1",
};
const V1_LIST = { operation: operations.getPartMeasurements, rows: "part_measurements" };

async function eventsOf({ server }: TestServer, uuid: string) {
  const events = server.deps.db.read.selectFrom("events").selectAll().where("uuid", "=", uuid);
  const rows = await events.orderBy("seq").execute();
  return rows.map(({ what, details }) => [what, JSON.parse(details)]);
}

async function refusal(shop: TestServer, method: string, path: string, body: object) {
  const answer = await shop.request(method, path, { body });
  const errors = (answer.body.errors ?? []) as { pointer: string }[];
  return [answer.status, answer.body.code, ...errors.map(({ pointer }) => pointer)];
}

async function dueOn(shop: TestServer, uuid: string): Promise<string[]> {
  const { measurement_templates } = await manageClient(shop).getMeasurementsDue({
    params: { uuid },
  });
  return measurement_templates.map((template) => String(template.measurement_name));
}

forEachDatabase("measurements", (database) => {
  test("a measurement is judged, corrected and declared void, and its history stays", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const [part] = await printedParts(shop, 1);
    const mass = await seededTemplate(shop, "Mass");
    const part_measurement_template_uuid = mass.uuid;
    const { serial_number = "" } = part;
    const measurement = await manage.createMeasurement({
      body: { serial_number, part_measurement_template_uuid, value: 13, notes: "=1+1" },
    });
    const { uuid } = measurement;
    const now = shop.server.deps.clock.now();
    assert.deepEqual(measurement, {
      uuid,
      printed_part_uuid: part.uuid,
      part_measurement_template_uuid,
      application_uuid: shop.furnished.application_uuid,
      serial_number,
      part_number: "ALIGNER-001",
      operation_name: "Inspect",
      measurement_name: "Mass",
      units: "g",
      min: 5,
      max: 12,
      value: 13,
      category_value: null,
      measurement_result: "fail",
      zones: [],
      notes: "=1+1",
      external_id: null,
      measured_at: now,
      measured_by: "Sandbox Admin",
      created_at: now,
      updated_at: now,
      voided_at: null,
      void_reason: null,
    });
    await shop.advance(60);
    const params = { uuid };
    const corrected = await manage.updateMeasurement({ params, body: { value: 12 } });
    assert.deepEqual([corrected.value, corrected.measurement_result], [12, "pass"]);
    assert.ok(String(corrected.updated_at) > now);
    assert.equal(corrected.measured_at, now);
    const same = await manage.updateMeasurement({ params, body: { value: 12, notes: "=1+1" } });
    assert.deepEqual(same, corrected);
    const open = await manage.updateMeasurement({ params, body: { value: null } });
    assert.deepEqual([open.value, open.measurement_result], [null, "incomplete"]);
    const gone = await manage.voidMeasurement({ params, body: { reason: "wrong part" } });
    assert.deepEqual([gone.void_reason, gone.voided_at], ["wrong part", gone.updated_at]);
    assert.deepEqual(await manage.getMeasurement({ params }), gone);
    assert.equal((await shop.client.getPartMeasurements()).total_count, 0);
    for (const [method, path, body] of [
      ["PATCH", uuid, { value: 1 }],
      ["POST", `${uuid}/void`, { reason: "again" }],
    ] as const) {
      assert.deepEqual(await refusal(shop, method, `${PATH}/${path}`, body), [
        409,
        "measurement_voided",
      ]);
    }
    const history = await eventsOf(shop, uuid);
    assert.deepEqual(
      history.map(([what]) => what),
      ["recorded", "corrected", "corrected", "voided"],
    );
    assert.deepEqual(history[1][1], {
      value: { from: 13, to: 12 },
      measurement_result: { from: "fail", to: "pass" },
    });
  });

  test("every type of template takes its own entries and no others", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const [part] = await printedParts(shop, 1);
    const uuids = new Map<string, string>();
    for (const name of ["Mass", "Surface", "Oven temperature"]) {
      uuids.set(name, (await seededTemplate(shop, name)).uuid);
    }
    const body = (name: string, entry: object) => ({
      printed_part_uuid: part.uuid,
      part_measurement_template_uuid: uuids.get(name) ?? "",
      ...entry,
    });
    const results: [name: string, entry: object, result: string][] = [
      ["Mass", {}, "incomplete"],
      ["Mass", { value: 5, category_value: "" }, "pass"],
      ["Mass", { value: 4.999, category_value: null }, "fail"],
      ["Oven temperature", { value: 120, measured_at: "2029-12-31" }, "pass"],
      ["Oven temperature", { value: 126 }, "fail"],
      ["Surface", { category_value: "good" }, "pass"],
      ["Surface", { category_value: "stain", zones: ["front", "edge"] }, "flag"],
      ["Surface", { category_value: "crack", value: null }, "fail"],
      ["Surface", { category_value: "" }, "incomplete"],
    ];
    for (const [name, entry, result] of results) {
      const made = await manage.createMeasurement({ body: body(name, entry) });
      assert.equal(made.measurement_result, result, JSON.stringify(entry));
    }
    const refused: [name: string, entry: object, code: string, ...pointers: string[]][] = [
      ["Mass", { category_value: "good" }, "measurement_invalid", "category_value"],
      ["Surface", { value: 1 }, "measurement_invalid", "value"],
      ["Surface", { category_value: "Good" }, "measurement_invalid", "category_value"],
      ["Surface", { zones: ["top", "front", "front"] }, "measurement_invalid", "zones", "zones"],
      ["Mass", { zones: ["front"] }, "measurement_invalid", "zones"],
      ["Mass", { measured_at: "2040-01-01" }, "measurement_invalid", "measured_at"],
      ["Mass", { measured_at: "now" }, "input_invalid", "measured_at"],
      ["Mass", { value: "5" }, "input_invalid", "value"],
      ["Mass", { value: 1e13 }, "input_invalid", "value"],
      ["Mass", { notes: "x".repeat(10_001) }, "input_invalid", "notes"],
      ["Mass", { serial_number: "none" }, "printed_part_unknown", "serial_number"],
      ["None", {}, "measurement_template_unknown", "part_measurement_template_uuid"],
    ];
    for (const [name, entry, code, ...fields] of refused) {
      const said = await refusal(shop, "POST", PATH, body(name, entry));
      const expected = [400, code, ...fields.map((field) => `/body/${field}`)];
      assert.deepEqual(said, expected, JSON.stringify(entry));
    }
    const { part_measurements = [] } = await shop.client.getPartMeasurements();
    assert.equal(part_measurements.length, results.length, "what was refused left nothing");
    const [{ uuid }] = part_measurements;
    const late = await refusal(shop, "PATCH", `${PATH}/${uuid}`, { measured_at: "2040-01-01" });
    assert.deepEqual(late, [400, "measurement_invalid", "/body/measured_at"]);
  });

  test("only what was printed is measured, and only by a template that is for it", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const mass = await seededTemplate(shop, "Mass");
    const [printed] = await printedParts(shop, 1);
    const of = (printed_part_uuid: string, template: string) => ({
      printed_part_uuid,
      part_measurement_template_uuid: template,
      value: 6,
    });
    const { printed_parts } = await anOrder(shop, { parts: [await aPart(shop)] });
    const waiting = of(printed_parts[0].uuid, mass.uuid);
    const at = (field: string) => [400, "measurement_invalid", `/body/${field}`];
    assert.deepEqual(await refusal(shop, "POST", PATH, waiting), at("printed_part_uuid"));
    const { printed_part_uuid: _, ...nameless } = waiting;
    assert.deepEqual(await refusal(shop, "POST", PATH, nameless), at("printed_part_uuid"));

    const body = { ...aTemplateBody(shop), part_numbers: ["MIDSOLE-001"] };
    const other = await manage.createMeasurementTemplate({ body });
    const template_at = at("part_measurement_template_uuid");
    const foreign = of(printed.uuid, other.uuid);
    assert.deepEqual(await refusal(shop, "POST", PATH, foreign), template_at);

    await shop.advance(1);
    await manage.retireMeasurementTemplate({ params: { uuid: mass.uuid } });
    await manage.createMeasurement({ body: of(printed.uuid, mass.uuid) });
    const [later] = await printedParts(shop, 1);
    const retired = of(later.uuid, mass.uuid);
    assert.deepEqual(await refusal(shop, "POST", PATH, retired), template_at);
  });

  test("what is due on a part are the templates of its day that have no entry", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const failure = { measurement_name: "Cause", required_level: "required_for_failure" } as const;
    await manage.createMeasurementTemplate({ body: { ...aTemplateBody(shop), ...failure } });
    const [part] = await printedParts(shop, 1);
    const printed_part_uuid = part.uuid;
    await shop.advance(1);
    await manage.createMeasurementTemplate({ body: aTemplateBody(shop) });
    assert.deepEqual(await dueOn(shop, part.uuid), ["Mass", "Surface"]);
    const mass = await seededTemplate(shop, "Mass");
    const of_mass = { printed_part_uuid, part_measurement_template_uuid: mass.uuid };
    const { uuid } = await manage.createMeasurement({ body: of_mass });
    assert.deepEqual(await dueOn(shop, part.uuid), ["Mass", "Surface"], "incomplete is no entry");
    const { part_measurements = [] } = await shop.client.getPartMeasurements();
    assert.deepEqual(
      part_measurements.map((one) => [one.uuid, one.value, one.measurement_result]),
      [[uuid, null, "incomplete"]],
    );
    await manage.updateMeasurement({ params: { uuid }, body: { value: 6 } });
    assert.deepEqual(await dueOn(shop, part.uuid), ["Surface"]);
    await manage.updateMeasurement({ params: { uuid }, body: { value: 60 } });
    assert.deepEqual(await dueOn(shop, part.uuid), ["Surface", "Cause"]);
    await manage.voidMeasurement({ params: { uuid }, body: { reason: "slipped" } });
    assert.deepEqual(await dueOn(shop, part.uuid), ["Mass", "Surface"]);

    const { printed_parts } = await anOrder(shop, { parts: [await aPart(shop)] });
    assert.deepEqual(await dueOn(shop, printed_parts[0].uuid), []);
    const [later] = await printedParts(shop, 1);
    assert.deepEqual(await dueOn(shop, later.uuid), ["Mass", "Surface", "Weight"]);
  });

  test("both lists: filters, sorts, pages and refusals [getPartMeasurements]", async () => {
    const shop = await startTestServer(database);
    const manage = manageClient(shop);
    const parts = await printedParts(shop, 3);
    const mass = await seededTemplate(shop, "Mass");
    const surface = await seededTemplate(shop, "Surface");
    const made: Measurement[] = [];
    for (const [index, part] of parts.entries()) {
      const of = { printed_part_uuid: part.uuid };
      const by_mass = { ...of, part_measurement_template_uuid: mass.uuid, value: 5 + 5 * index };
      made.push(await manage.createMeasurement({ body: by_mass }));
      const by_surface = { ...of, part_measurement_template_uuid: surface.uuid };
      const measured_at = "2029-06-01";
      made.push(await manage.createMeasurement({ body: { ...by_surface, measured_at } }));
    }
    await shop.advance(60);
    const params = { uuid: made[0].uuid };
    const gone = await manage.voidMeasurement({ params, body: { reason: "a test" } });
    await manage.updateMeasurement({ params: { uuid: made[1].uuid }, body: { notes: "seen" } });
    const all = made.map((one) => one.uuid);
    const where = (test: (one: Measurement) => boolean) => made.filter(test).map((one) => one.uuid);
    const before = String(made[0].created_at);
    const { application_uuid } = shop.furnished;
    const cases = (counted: string[]): [query: string, expected: string[]][] => {
      const some = (uuids: string[]) => uuids.filter((uuid) => counted.includes(uuid));
      return [
        [`uuid=${all[1]}&uuid=${all[2]}`, [all[1], all[2]]],
        [`uuid=${NO_UUID}`, []],
        [`application_uuid=${application_uuid}`, counted],
        [`application_uuid=${NO_UUID}`, []],
        [`updated_before=${gone.updated_at}`, some(all.slice(2))],
        [`updated_before=${TEST_START}`, []],
        [`updated_after=${gone.updated_at}`, some(all.slice(0, 2))],
        ["updated_after=2040-01-01", []],
        [`printed_part_uuid=${parts[2].uuid}`, some(all.slice(4))],
        [`printed_part_uuid=${NO_UUID}`, []],
      ];
    };
    await checkFilters(shop, V1_LIST, cases(all.slice(1)));
    await checkFilters(shop, LIST, [
      ...cases(all),
      [`measured_before=${before}`, where((one) => one.measured_at !== before)],
      ["measured_before=2000-01-01", []],
      [`measured_after=${before}`, where((one) => one.measured_at === before)],
      ["measured_after=2040-01-01", []],
      [`serial_number=${parts[1].serial_number}`, all.slice(2, 4)],
      ["serial_number=none", []],
      [`part_measurement_template_uuid=${mass.uuid}`, [all[0], all[2], all[4]]],
      [`part_measurement_template_uuid=${NO_UUID}`, []],
      ["measurement_result=fail&measurement_result=pass", [all[0], all[2], all[4]]],
      ["measurement_result=flag", []],
      ["voided=true", [all[0]]],
      ["voided=false", all.slice(1)],
      [`voided=true&uuid=${all[1]}`, []],
    ]);
    const keyOf = (field: string, row: ListRow) => String(row[field]);
    await checkSorts(shop, LIST, keyOf);
    await checkSorts(shop, V1_LIST, keyOf);
    await checkRefusals(shop, LIST);
    await checkRefusals(shop, V1_LIST);
    for (const query of ["voided=1", "measurement_result=", "measured_after=soon"]) {
      const { status, body } = await shop.request("GET", `${PATH}?${query}`);
      assert.deepEqual([status, body.code], [400, "input_invalid"], query);
    }
  });
});
