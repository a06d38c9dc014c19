import assert from "node:assert/strict";
import { test } from "node:test";
import { EXPORTS, type ExportName, manageOperations } from "@vatline/api";
import { parse } from "csv-parse/sync";
import { textOfCell } from "../platform/csv.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { manageClient } from "../testing/manage.ts";
import { printedParts, seededTemplate } from "../testing/measuring.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPart } from "../testing/shop.ts";

type Row = Record<string, string>;

/** The rows of an export, texts as they were before they were written. */
async function exported(shop: TestServer, name: ExportName, query = ""): Promise<Row[]> {
  const path = `/manage/v1/exports/${name}.csv?${query}`;
  const { status, headers, body } = await shop.request("GET", path);
  assert.equal(status, 200, JSON.stringify(body));
  assert.equal(headers.get("content-type"), "text/csv; charset=utf-8");
  const day = shop.server.deps.clock.now().slice(0, 10);
  const disposition = `attachment; filename="${name}-${day}.csv"`;
  assert.equal(headers.get("content-disposition"), disposition);
  const [header, ...records] = parse(String(body.text), { record_delimiter: "\r\n" }) as string[][];
  assert.deepEqual(
    header,
    EXPORTS[name].map((column) => column.name),
  );
  return records.map((cells) =>
    Object.fromEntries(cells.map((cell, index) => [header[index], textOfCell(cell)])),
  );
}

/** What of the rows of a list stands in the columns of an export, as text. */
function cellsOf(name: ExportName, rows: object[]): Row[] {
  return rows.map((row) => {
    const cells = EXPORTS[name].flatMap(({ name: column, type }) => {
      const value: unknown = (row as Record<string, unknown>)[column];
      if (type === "json") return [];
      const text = type === "list" ? (value as string[]).join("|") : String(value ?? "");
      return [[column, text]];
    });
    return Object.fromEntries(cells);
  });
}

/** The columns that lists show too. */
function without(rows: Row[], ...columns: string[]): Row[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).filter(([name]) => !columns.includes(name))),
  );
}

async function aMeasuredShop(shop: TestServer) {
  const [one, two] = await printedParts(shop, 2);
  await anOrder(shop, { parts: [await aPart(shop)], packing_group: "=cmd|' /C calc'!A0" });
  const surface = await seededTemplate(shop, "Surface");
  const measurement = await manageClient(shop).createMeasurement({
    body: {
      printed_part_uuid: one.uuid,
      part_measurement_template_uuid: surface.uuid,
      category_value: "stain",
      zones: ["front", "edge"],
      notes: '@SUM(1,2)\n"quoted"; and \u202e שלום 💥',
    },
  });
  return { one, two, measurement };
}

forEachDatabase("exports", (database) => {
  test("an export holds what the list shows, row for row", async () => {
    const shop = await startTestServer(database);
    await aMeasuredShop(shop);
    const sort = ["uuid"];
    const byUuid = (rows: Row[]) => rows.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1));
    const { measurements } = await manageClient(shop).getMeasurements({ query: { sort } });
    assert.deepEqual(await exported(shop, "measurements"), cellsOf("measurements", measurements));
    const { part_orders = [] } = await shop.client.getPartOrders({ query: { sort } });
    assert.deepEqual(await exported(shop, "part_orders"), cellsOf("part_orders", part_orders));

    const own = ["tags", "application_uuid", "started_at"];
    const { parts = [] } = await shop.client.getPrintedParts({ query: { sort } });
    assert.deepEqual(
      without(byUuid(await exported(shop, "printed_parts")), ...own),
      without(cellsOf("printed_parts", parts), ...own),
    );
    const { builds = [] } = await shop.client.getBuilds({ query: { sort: ["build_uuid"] } });
    const shown = ["uuid", "name", "revision", "status", "created_at", "updated_at"] as const;
    for (const [index, row] of byUuid(await exported(shop, "builds")).entries()) {
      for (const column of shown) assert.equal(row[column], builds[index][column], column);
      assert.ok(Number(row.height_mm) > 0);
    }
    const { prints = [] } = await shop.client.getPrints({ query: { sort } });
    const rows = await exported(shop, "prints");
    assert.deepEqual(
      rows.map((row) => [row.uuid, row.print_id, row.finished_at, row.printer_serial]),
      prints.map((row) => [row.uuid, row.print_id, row.finished_at, row.origin?.printer_serial]),
    );
    const { read } = shop.server.deps.db;
    const events = await read.selectFrom("events").selectAll().orderBy("seq").execute();
    assert.deepEqual(
      await exported(shop, "events"),
      events.map(({ customer_uuid: _, ...event }) => ({ ...event, seq: String(event.seq) })),
    );
  });

  test("no cell begins like a formula", async () => {
    const shop = await startTestServer(database);
    await aMeasuredShop(shop);
    const cells: string[] = [];
    for (const name of Object.keys(EXPORTS) as ExportName[]) {
      const { body } = await shop.request("GET", `/manage/v1/exports/${name}.csv`);
      cells.push(...(parse(String(body.text), { record_delimiter: "\r\n" }) as string[][]).flat());
    }
    assert.deepEqual(
      cells.filter((cell) => /^[=+\-@\t\r\n]/.test(cell)),
      [],
    );
    assert.ok(cells.some((cell) => cell.startsWith("'=cmd")));
    assert.ok(cells.some((cell) => cell.startsWith("'@SUM")));
  });

  test("an export takes the filters of its list", async () => {
    const shop = await startTestServer(database);
    const { one, two, measurement } = await aMeasuredShop(shop);
    const { application_uuid } = shop.furnished;
    const cases: [name: ExportName, query: string, expected: number][] = [
      ["printed_parts", `uuid=${one.uuid}&uuid=${two.uuid}`, 2],
      ["printed_parts", "status=waiting", 1],
      ["printed_parts", `part_order_number=PO-1&application_uuid=${application_uuid}`, 3],
      ["printed_parts", `print_order_number=none`, 0],
      ["printed_parts", "finished_after=2020-01-01", 2],
      ["part_orders", "status=complete", 1],
      ["part_orders", `uuid=${NO_UUID}`, 0],
      ["builds", "created_after=2040-01-01", 0],
      ["builds", "status=Released", 1],
      ["prints", "", 1],
      ["prints", "status=queued&status=printing", 0],
      ["prints", "printer_name=nobody", 0],
      ["prints", `build_uuid=${one.build_uuid}`, 1],
      ["measurements", `serial_number=${one.serial_number}&voided=false`, 1],
      ["measurements", "measurement_result=fail", 0],
      ["measurements", `measured_before=${measurement.measured_at}`, 0],
      ["events", `uuid=${measurement.uuid}`, 1],
      ["events", "noun=part_measurements&what=recorded", 1],
      ["events", "at_after=2040-01-01", 0],
      ["events", "at_before=2020-01-01", 0],
      ["events", "actor=nobody", 0],
    ];
    for (const [name, query, expected] of cases) {
      assert.equal((await exported(shop, name, query)).length, expected, `${name} ${query}`);
    }
    for (const [name, query] of [
      ["printed_parts", "limit=10"],
      ["part_orders", "sort=uuid"],
      ["builds", "created_after=soon"],
      ["measurements", "voided=perhaps"],
      ["events", "at_before="],
      ["prints", "colour=red"],
    ]) {
      const path = `/manage/v1/exports/${name}.csv?${query}`;
      const { status, headers, body } = await shop.request("GET", path);
      assert.deepEqual([status, body.code], [400, "input_invalid"], path);
      assert.equal(headers.get("content-disposition"), null);
    }
  });

  test("more rows than a page come whole, each once and in order", async () => {
    const shop = await startTestServer(database);
    const { customer_uuid } = shop.furnished;
    await shop.server.deps.db.transaction(async (tx) => {
      for (let from = 0; from < 2000; from += 100) {
        const rows = Array.from({ length: 100 }, (_, index) => ({
          at: "2030-01-01T00:00:00.000Z",
          customer_uuid: index % 4 === 0 ? NO_UUID : customer_uuid,
          actor: "test",
          noun: "n",
          uuid: `u${from + index}`,
          what: "made",
          details: "{}",
        }));
        await tx.insertInto("events").values(rows).execute();
      }
    });
    const uuids = (await exported(shop, "events", "actor=test")).map((row) => row.uuid);
    const expected = Array.from({ length: 2000 }, (_, index) => `u${index}`);
    assert.deepEqual(
      uuids,
      expected.filter((_, index) => index % 4 !== 0),
    );
  });

  test("what can be exported is told column by column", async () => {
    const shop = await startTestServer(database);
    const { exports } = await manageClient(shop).getExports();
    const names = exports.map((one) => one.name);
    assert.deepEqual(names, Object.keys(EXPORTS));
    const paths = Object.values(manageOperations).map((operation): string => operation.path);
    for (const { name, columns } of exports) {
      assert.ok(paths.includes(`/exports/${name}.csv`));
      assert.ok(columns.every((column) => column.description.length > 5));
    }
  });
});
