/** The lists of part orders, print orders and prints: every filter, every sort, every refusal. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "@vatline/api";
import { forEachDatabase } from "./databases.ts";
import { ALL_STATUSES, planFaults } from "./fleet.ts";
import { checkFilters, checkRefusals, checkSorts, type ListRow, walkList } from "./lists.ts";
import { NO_UUID, startTestServer, type TestServer } from "./server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "./shop.ts";

const NEVER = "2040-01-01";
const LONG_AGO = "2020-01-01";
/** After the first two print orders and before the last. */
const BETWEEN = "2030-01-01T08:00:30.000Z";

const PART_ORDERS = { operation: operations.getPartOrders, rows: "part_orders" };
const PRINT_ORDERS = { operation: operations.getPrintOrders, rows: "print_orders" };
const PRINTS = { operation: operations.getPrints, rows: "prints" };

const STATUSES = ALL_STATUSES.map((status) => `status=${status}`).join("&");
/** All of them but the status, which has a default. */
const PRINT_FILTERS = Object.keys(operations.getPrints.query.properties).filter(
  (name) => name !== "status",
);
const ALL_PRINTS = { ...PRINTS, query: STATUSES };

type Case = [query: string, expected: string[]];

/** Cases of filters by rows that were seen: the uuids that fit what `fits` says of a row. */
function casesOf(rows: ListRow[]) {
  const where = (fits: (row: ListRow) => boolean) => rows.filter(fits).map((row) => row.uuid);
  const bounds = (field: string, at: string): Case[] => {
    const time = (row: ListRow) => row[field] as string | null | undefined;
    return [
      [`${field.replace("_at", "")}_before=${at}`, where((row) => (time(row) ?? NEVER) < at)],
      [`${field.replace("_at", "")}_before=${LONG_AGO}`, []],
      [`${field.replace("_at", "")}_after=${at}`, where((row) => (time(row) ?? "") >= at)],
      [`${field.replace("_at", "")}_after=${NEVER}`, []],
    ];
  };
  return { where, bounds, all: where(() => true) };
}

const latestOf = (rows: ListRow[], field: string) =>
  String(
    rows
      .map((row) => String(row[field] ?? ""))
      .sort()
      .at(-1),
  );

forEachDatabase("lists", (database) => {
  test("getPartOrders: filters, sorts, pages and refusals [getPartOrders]", async () => {
    const shop = await startTestServer(database);
    const parts = [await aPart(shop)];
    await aPackedOrder(shop, parts);
    await shop.advance(60);
    for (const packing_group of ["red", "Red"]) await anOrder(shop, { parts, packing_group });
    const canceled = await anOrder(shop, { parts, due_date: "2030-03-01" });
    await shop.client.deletePartOrder({ params: { uuid: canceled.uuid } });
    const rows = await walkList(shop, PART_ORDERS, "", 100);
    const { where, bounds, all } = casesOf(rows);
    assert.equal(all.length, 4);
    await checkFilters(shop, PART_ORDERS, [
      [`uuid=${all[0]}&uuid=${all[2]}`, [all[0], all[2]]],
      [`uuid=${NO_UUID}`, []],
      [`application_uuid=${shop.furnished.application_uuid}`, all],
      [`application_uuid=${NO_UUID}`, []],
      ...bounds("updated_at", latestOf(rows, "updated_at")),
      ["status=canceled", [canceled.uuid]],
      ["status=open", where((row) => row.status === "open")],
      ["status=complete", []],
      ["packing_group=Red", where((row) => row.packing_group === "Red")],
      ["packing_group=RED", []],
      ["part_order_number=PO-1", all],
      ["part_order_number=PO", []],
    ]);
    await checkSorts(shop, PART_ORDERS, (field, row) => textOf(row[field]));
    await checkRefusals(shop, PART_ORDERS);
  });

  test("getPrintOrders: filters, sorts, pages and refusals [getPrintOrders]", async () => {
    const shop = await startTestServer(database);
    const { serials, names } = await printersOf(shop);
    const rows = await threePrintOrders(shop, serials);
    const { where, all } = casesOf(rows);
    const routed = (row: ListRow, serial: string) => serial in (row.routed_to as object);
    const times = await storedTimes(shop);
    await checkFilters(shop, PRINT_ORDERS, [
      [`uuid=${all[0]}`, [all[0]]],
      [`uuid=${NO_UUID}`, []],
      [`application_uuid=${shop.furnished.application_uuid}`, all],
      [`application_uuid=${NO_UUID}`, []],
      [`updated_before=${BETWEEN}`, all.filter((uuid) => String(times.get(uuid)) < BETWEEN)],
      [`updated_before=${LONG_AGO}`, []],
      [`updated_after=${BETWEEN}`, all.filter((uuid) => String(times.get(uuid)) >= BETWEEN)],
      [`updated_after=${NEVER}`, []],
      ["print_order_number=R-1", where((row) => row.print_order_number === "R-1")],
      ["print_order_number=R", []],
      [`printer_serial=${serials[0]}`, where((row) => routed(row, serials[0]))],
      ["printer_serial=AAAAAA", []],
      [`printer_name=${encodeURIComponent(names[1])}`, where((row) => routed(row, serials[1]))],
      ["printer_name=nobody", []],
    ]);
    await checkSorts(shop, PRINT_ORDERS, (field, row) =>
      field === "updated_at" ? String(times.get(row.uuid)) : textOf(row[field]),
    );
    await checkRefusals(shop, PRINT_ORDERS);
  });

  test("getPrints: filters, sorts, pages and refusals [getPrints] [prints-default]", async () => {
    const shop = await startTestServer(database);
    const { serials, names } = await printersOf(shop);
    await planFaults(shop, serials[1], { failures: [{ job_id: null, layer: 3, reason: "x" }] });
    await threePrintOrders(shop, serials);
    await shop.advance(20 * 60);
    const rows = await walkList(shop, PRINTS, STATUSES, 100);
    const { where, bounds, all } = casesOf(rows);
    const finished = where((row) => row.status === "finished");
    assert.ok(finished.length > 0 && finished.length < all.length);
    const [first] = rows.filter((row) => row.uuid === finished[0]);
    const { platform_serial } = first.origin as { platform_serial: string };
    // A print that has not begun does not tell where it is queued.
    const places = await storedPlaces(shop);
    const on = (row: ListRow, serial: string) => places.get(row.uuid) === serial;
    await checkFilters(shop, { ...ALL_PRINTS, others: ["status"] }, [
      [`uuid=${all[0]}`, [all[0]]],
      [`uuid=${NO_UUID}`, []],
      [`application_uuid=${shop.furnished.application_uuid}`, all],
      [`application_uuid=${NO_UUID}`, []],
      ...bounds("started_at", latestOf(rows, "started_at")),
      ...bounds("finished_at", latestOf(rows, "finished_at")),
      [`print_id=${first.print_id}&print_id=1234`, [first.uuid]],
      ["print_id=1234", []],
      ["print_order_number=R-1", where((row) => row.print_order_number === "R-1")],
      ["print_order_number=R", []],
      [
        `print_order_uuid=${first.print_order_uuid}`,
        where((row) => row.print_order_uuid === first.print_order_uuid),
      ],
      [`print_order_uuid=${NO_UUID}`, []],
      [`build_uuid=${first.build_uuid}`, all],
      [`build_uuid=${NO_UUID}`, []],
      [`printer_serial=${serials[1]}`, where((row) => on(row, serials[1]))],
      ["printer_serial=AAAAAA", []],
      [`printer_name=${encodeURIComponent(names[0])}`, where((row) => on(row, serials[0]))],
      ["printer_name=nobody", []],
      [`platform_serial=${platform_serial}`, where((row) => hasPlatform(row, platform_serial))],
      ["platform_serial=PNOBODY", []],
    ]);
    await checkFilters(shop, { ...PRINTS, others: PRINT_FILTERS }, [
      ["", finished],
      ["status=finished", finished],
      [STATUSES, all],
      ["status=canceled", []],
    ]);
    await checkSorts(shop, ALL_PRINTS, (field, row) => textOf(row[field]));
    await checkRefusals(shop, ALL_PRINTS);
  });
});

const hasPlatform = (row: ListRow, serial: string) =>
  (row.origin as { platform_serial?: string } | undefined)?.platform_serial === serial;

/** Of a key that may be absent. */
const textOf = (value: unknown) => (value === undefined || value === null ? null : String(value));

async function printersOf(shop: TestServer) {
  const serials = shop.furnished.printer_serials.slice(0, 2);
  const { printers } = await shop.client.getPrinters({ query: { limit: 100, offset: 0 } });
  const names = serials.map((serial) => String(printers.find((p) => p.serial === serial)?.name));
  return { serials, names };
}

/** Two on the first printer and one on both, a minute between the first two and the last. */
async function threePrintOrders(shop: TestServer, serials: string[]): Promise<ListRow[]> {
  const { build_uuids } = await aPackedOrder(shop, 1);
  const [build_uuid] = build_uuids;
  for (const print_order_number of ["R-1", undefined]) {
    await shop.client.createPrintOrder({
      body: { build_uuid, total_copies: 1, route_to: serials.slice(0, 1), print_order_number },
    });
  }
  await shop.advance(60);
  await aPrintOrder(shop, build_uuid, { total_copies: 4, route_to: serials });
  await settled(shop);
  return walkList(shop, PRINT_ORDERS, "", 100);
}

/** Print orders do not show when they were changed last. */
async function storedTimes(shop: TestServer): Promise<Map<string, string>> {
  const rows = await shop.server.deps.db.read
    .selectFrom("print_orders")
    .select(["uuid", "updated_at"])
    .execute();
  return new Map(rows.map((row) => [row.uuid, row.updated_at]));
}

async function storedPlaces(shop: TestServer): Promise<Map<string, string>> {
  const rows = await shop.server.deps.db.read
    .selectFrom("prints")
    .select(["uuid", "printer_serial"])
    .execute();
  return new Map(rows.map((row) => [row.uuid, row.printer_serial]));
}
