import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { forEachDatabase } from "../testing/databases.ts";
import { manageClient } from "../testing/manage.ts";
import { aTemplateBody, printedParts, seededTemplate } from "../testing/measuring.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";

const PATH = "/manage/v1/measurements/import";

async function upload(shop: TestServer, text: string, query = "") {
  const body = Buffer.from(text);
  const headers = { "content-type": "text/csv; charset=utf-8" };
  const answer = await shop.request("POST", PATH + query, { body, headers });
  const errors = (answer.body.errors ?? []) as { pointer: string; detail: string }[];
  return { ...answer, errors, pointers: errors.map(({ pointer }) => pointer) };
}

async function countOf({ server }: TestServer) {
  const { read } = server.deps.db;
  const measurements = await read.selectFrom("part_measurements").select("uuid").execute();
  const events = await read.selectFrom("events").select("seq").execute();
  return { measurements: measurements.length, events: events.length };
}

forEachDatabase("import of measurements", (database) => {
  test("a table is recorded row by row, and a dry run writes nothing", async () => {
    const shop = await startTestServer(database);
    const [one, two] = await printedParts(shop, 2);
    const mass = await seededTemplate(shop, "Mass");
    const table = [
      "serial_number;printed_part_uuid;part_measurement_template_uuid;operation_name;" +
        "measurement_name;value;category_value;zones;notes;measured_at",
      `${one.serial_number};;${mass.uuid};;;6.25;;;"heavy;\n'-ish";2029-12-31T10:00`,
      `;${two.uuid};;;Mass;60;;;;`,
      `${two.serial_number};${two.uuid};;Inspect;Surface;;stain;front | edge;'=x;`,
      `${one.serial_number};;;;Surface;;;;;`,
    ].join("\r\n");
    const before = await countOf(shop);
    const said = {
      rows: 4,
      recorded: 4,
      unchanged: 0,
      results: { pass: 1, fail: 1, flag: 1, incomplete: 1 },
    };
    const dry = await upload(shop, table, "?dry_run=true");
    assert.deepEqual([dry.status, dry.body], [200, { dry_run: true, ...said }]);
    assert.deepEqual(await countOf(shop), before);
    const done = await upload(shop, table);
    assert.deepEqual([done.status, done.body], [200, { dry_run: false, ...said }]);
    const after = { measurements: before.measurements + 4, events: before.events + 4 };
    assert.deepEqual(await countOf(shop), after);
    const { measurements } = await manageClient(shop).getMeasurements({
      query: { sort: ["uuid"] },
    });
    const now = shop.server.deps.clock.now();
    const shown = measurements.map((row) => [
      row.serial_number,
      row.value,
      row.category_value,
      row.zones,
      row.notes,
      row.measured_at,
    ]);
    assert.deepEqual(shown, [
      [one.serial_number, 6.25, null, [], "heavy;\n'-ish", "2029-12-31T10:00:00.000Z"],
      [two.serial_number, 60, null, [], "", now],
      [two.serial_number, null, "stain", ["front", "edge"], "=x", now],
      [one.serial_number, null, null, [], "", now],
    ]);
  });

  test("a table sent again is not recorded again where its rows have ids", async () => {
    const shop = await startTestServer(database);
    const [part] = await printedParts(shop, 1);
    const header = "serial_number,measurement_name,value,external_id";
    const table = (...rows: string[]) =>
      [header, ...rows.map((row) => `${part.serial_number},Mass,${row}`)].join("\n");
    const first = await upload(shop, table("6,A", "7,B"));
    assert.deepEqual([first.body.recorded, first.body.unchanged], [2, 0]);
    const again = await upload(shop, table("6,A", "8,C", "7,B", "9,"));
    assert.deepEqual([again.body.recorded, again.body.unchanged], [2, 2]);
    const { measurements: count } = await countOf(shop);
    assert.equal(count, 4);

    const altered = await upload(shop, table("6,A", "7.5,B", "1,D"));
    assert.deepEqual([altered.status, altered.pointers], [400, ["/body/3/external_id"]]);
    const { measurements } = await manageClient(shop).getMeasurements();
    const known = measurements.find((row) => row.external_id === "B");
    assert.match(altered.errors[0].detail, new RegExp(`correct measurement ${known?.uuid}`));
    const twice = await upload(shop, table("1,E", "2,F", "1,E"));
    assert.deepEqual(twice.pointers, ["/body/4/external_id"]);
    assert.equal((await countOf(shop)).measurements, 4);
  });

  test("every row that cannot be recorded is told with its column, and nothing is written", async () => {
    const shop = await startTestServer(database);
    const [part, other] = await printedParts(shop, 2);
    const manage = manageClient(shop);
    const { serial_number } = part;
    for (const measurement_name of ["Weight", "Weight"]) {
      await manage.createMeasurementTemplate({
        body: { ...aTemplateBody(shop), measurement_name },
      });
    }
    const sole = {
      ...aTemplateBody(shop),
      measurement_name: "Flex",
      part_numbers: ["MIDSOLE-001"],
    };
    const flex = await manage.createMeasurementTemplate({ body: sole });
    const header =
      "serial_number,printed_part_uuid,part_measurement_template_uuid,measurement_name," +
      "value,category_value,zones,measured_at";
    const cases: [row: string, column: string][] = [
      ["none,,,Mass,6,,,", "serial_number"],
      [",none,,Mass,6,,,", "printed_part_uuid"],
      [",,,Mass,6,,,", "serial_number"],
      [`${serial_number},${other.uuid},,Mass,6,,,`, "printed_part_uuid"],
      [`${serial_number},,none,,6,,,`, "part_measurement_template_uuid"],
      [`${serial_number},,,,6,,,`, "measurement_name"],
      [`${serial_number},,,None,6,,,`, "measurement_name"],
      [`${serial_number},,,Weight,6,,,`, "measurement_name"],
      [`${serial_number},,,Flex,6,,,`, "measurement_name"],
      [`${serial_number},,${flex.uuid},,6,,,`, "part_measurement_template_uuid"],
      [`${serial_number},,,Mass,six,,,`, "value"],
      [`${serial_number},,,Mass,,good,,`, "category_value"],
      [`${serial_number},,,Surface,6,,,`, "value"],
      [`${serial_number},,,Surface,,great,,`, "category_value"],
      [`${serial_number},,,Surface,,good,top,`, "zones"],
      [`${serial_number},,,Mass,6,,,2040-01-01`, "measured_at"],
      [`${serial_number},,,Mass,6,,,soon`, "measured_at"],
    ];
    const before = await countOf(shop);
    const table = [header, `${serial_number},,,Mass,6,,,`, ...cases.map(([row]) => row)];
    const { status, body, pointers } = await upload(shop, table.join("\n"));
    assert.deepEqual([status, body.code], [400, "measurement_table_invalid"]);
    assert.deepEqual(
      pointers,
      cases.map(([, column], index) => `/body/${index + 3}/${column}`),
    );
    assert.match(String(body.detail), /^Row 3, serial_number: .* \(and 16 more\)\. Nothing was/);
    assert.deepEqual(await countOf(shop), before);
    for (const text of ["", "a,b\n", "serial_number,measurement_name,value\n1,2\n"]) {
      assert.equal((await upload(shop, text)).body.code, "measurement_table_invalid");
    }
    assert.equal((await upload(shop, table[0], "?dry_run=maybe")).body.code, "input_invalid");
    assert.equal((await upload(shop, table[0], "?dry_run=")).body.code, "input_invalid");
    const { rows } = (await upload(shop, table[0])).body;
    assert.equal(rows, 0, "a header alone is a table without rows");
  });

  test("of random tables, exactly the broken rows are told", async () => {
    const shop = await startTestServer(database);
    const [part] = await printedParts(shop, 1);
    const value = fc.double({ min: -1e12, max: 1e12, noNaN: true }).map(String);
    const broken = fc.constantFrom("1,5", "NaN", "Infinity", "1e13", "x", "--1", '"', "0b1");
    const cell = fc.oneof(
      value.map((text) => ({ text, is_broken: false })),
      broken.map((text) => ({ text, is_broken: true })),
    );
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    let recorded = 0;
    let drawn_rows = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(cell, { maxLength: 30 }), async (cells) => {
        const lines = cells.map(({ text }) => {
          drawn_rows += 1;
          return [part.serial_number, "Mass", quoted(text), `id-${drawn_rows}`].join(",");
        });
        const header = "serial_number,measurement_name,value,external_id";
        const answer = await upload(shop, [header, ...lines].join("\n"));
        const bad = cells.flatMap(({ is_broken }, index) =>
          is_broken ? [`/body/${index + 2}/value`] : [],
        );
        assert.deepEqual(answer.pointers, bad);
        if (bad.length === 0) recorded += cells.length;
        assert.equal((await countOf(shop)).measurements, recorded);
      }),
      { numRuns: 20 },
    );
  });

  test("ten thousand rows are recorded at once", async () => {
    const shop = await startTestServer(database);
    const [part] = await printedParts(shop, 1);
    const line = (index: number) => `${part.serial_number},Mass,${index / 1000},id-${index}`;
    const lines = Array.from({ length: 10_000 }, (_, index) => line(index));
    const table = ["serial_number,measurement_name,value,external_id", ...lines].join("\n");
    const client = manageClient(shop);
    const { recorded, results } = await client.importMeasurements({ body: Buffer.from(table) });
    assert.deepEqual([recorded, results.pass], [10_000, 5000]);
    const again = await client.importMeasurements({ body: Buffer.from(table) });
    assert.deepEqual([again.recorded, again.unchanged], [0, 10_000]);
  });
});
