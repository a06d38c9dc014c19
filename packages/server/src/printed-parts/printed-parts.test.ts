import assert from "node:assert/strict";
import { test } from "node:test";
import { operations, type PrintedPart } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import {
  checkFilters,
  checkRefusals,
  checkSorts,
  type ListRow,
  walkList,
} from "../testing/lists.ts";
import { sizedStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";

const LIST = { operation: operations.getPrintedParts, rows: "parts" };

async function partsOf(shop: TestServer, part_order_uuid: string): Promise<PrintedPart[]> {
  const query = { part_order_uuid: [part_order_uuid], sort: ["uuid"] };
  return (await shop.client.getPrintedParts({ query })).parts ?? [];
}

/** One order printed, one packed, one waiting, one canceled; some time between them. */
async function aBusyShop(shop: TestServer) {
  const part = await aPart(shop);
  const bracket = await aPart(shop, { part_number: "BRACKET-001", number: 2 });
  const printed = await aPackedOrder(shop, [part, part, part]);
  const print_order = await aPrintOrder(shop, printed.build_uuids[0]);
  await shop.client.updatePrintOrder({
    params: { uuid: print_order.uuid ?? "" },
    body: { print_order_number: "R-1" },
  });
  await shop.untilIdle();
  const packed = await aPackedOrder(shop, [part, part]);
  await shop.advance(60);
  const waiting = await anOrder(shop, { parts: [bracket, bracket] });
  const canceled = await anOrder(shop, { parts: [bracket] });
  await shop.client.deletePartOrder({ params: { uuid: canceled.uuid } });
  await settled(shop);
  return { part, bracket, printed, print_order, packed, waiting, canceled };
}

forEachDatabase("printed parts", (database) => {
  test("getPrintedPart: says all there is to say from order to serial number [getPrintedPart] [unset-strings] [serial-number]", async () => {
    const shop = await startTestServer(database);
    const { part, printed, print_order, packed } = await aBusyShop(shop);
    const [done] = await partsOf(shop, printed.order.uuid);
    assert.deepEqual(await shop.client.getPrintedPart({ params: { uuid: done.uuid } }), done);
    const { model_uuid } = await shop.client.getPart({ params: { uuid: part } });
    assert.equal(done.part_uuid, part);
    assert.equal(done.model_uuid, model_uuid);
    assert.equal(done.part_number, "ALIGNER-001");
    assert.equal(done.build_uuid, printed.build_uuids[0]);
    assert.equal(done.part_order_number, "PO-1");
    assert.equal(done.print_order_uuid, print_order.uuid);
    assert.equal(done.status, "complete");
    assert.match(done.serial_number ?? "", new RegExp(`^${done.print_id}-\\d+$`));
    assert.ok(done.resin_lot_number);
    assert.ok(done.finished_at && done.finished_at > TEST_START);
    assert.deepEqual(done.tags, { part_number: { family: "dental" }, part: {}, printed_part: {} });
    assert.equal(done.error ?? null, null);

    const [packed_part] = await partsOf(shop, packed.order.uuid);
    const { status, finished_at } = packed_part;
    assert.deepEqual([status, finished_at], ["preparing", null]);
    assert.equal("serial_number" in packed_part, false);
    const gone = await shop.request("GET", `/v1/printed_parts/${NO_UUID}`);
    assert.deepEqual([gone.status, gone.body.code], [404, "not_found"]);
  });

  test("getPrintedParts: filters, sorts, pages and refusals [getPrintedParts] [nulls-and-bounds]", async () => {
    const shop = await startTestServer(database);
    const busy = await aBusyShop(shop);
    const rows = (await walkList(shop, LIST, "", 100)) as (PrintedPart & ListRow)[];
    assert.equal(rows.length, 8);
    const where = (test: (row: PrintedPart) => boolean) => rows.filter(test).map((row) => row.uuid);
    const all = rows.map((row) => row.uuid);
    const of = (order: { uuid: string }) => where((row) => row.part_order_uuid === order.uuid);
    const done = of(busy.printed.order);
    const [first] = rows.filter((row) => row.uuid === done[0]);
    const times = rows.map((row) => String(row.updated_at)).sort();
    const latest = String(times.at(-1));
    const finished_at = String(first.finished_at);
    const { application_uuid } = shop.furnished;
    const never = "2040-01-01";
    await checkFilters(shop, LIST, [
      ["", all],
      [`uuid=${all[0]}&uuid=${all[5]}`, [all[0], all[5]]],
      [`uuid=${NO_UUID}`, []],
      [`application_uuid=${application_uuid}`, all],
      [`application_uuid=${NO_UUID}`, []],
      [`updated_before=${latest}`, where((row) => String(row.updated_at) < latest)],
      [`updated_before=${TEST_START}`, []],
      [`updated_after=${latest}`, where((row) => String(row.updated_at) >= latest)],
      [`updated_after=${never}`, []],
      // What has not begun or ended matches no bound on the time.
      [`started_before=${never}`, done],
      [`started_before=${TEST_START}`, []],
      ["started_after=2020-01-01", done],
      [`started_after=${never}`, []],
      [`finished_before=${never}`, done],
      [`finished_before=${finished_at}`, []],
      [`finished_after=${finished_at}`, done],
      [`finished_after=${never}`, []],
      ["status=complete", done],
      ["status=preparing", of(busy.packed.order)],
      ["status=waiting", of(busy.waiting)],
      ["status=canceled", of(busy.canceled)],
      ["status=failed", []],
      [`print_id=${first.print_id}&print_id=1234`, done],
      ["print_id=None", []],
      [`print_uuid=${first.print_uuid}`, done],
      [`print_uuid=${NO_UUID}`, []],
      [`part_uuid=${busy.bracket}`, [...of(busy.waiting), ...of(busy.canceled)]],
      [`part_uuid=${NO_UUID}`, []],
      ["part_order_number=PO-1", all],
      ["part_order_number=PO", []],
      [
        `part_order_uuid=${busy.waiting.uuid}&part_order_uuid=${busy.canceled.uuid}`,
        [...of(busy.waiting), ...of(busy.canceled)],
      ],
      [`part_order_uuid=${NO_UUID}`, []],
      [`build_uuid=${busy.packed.build_uuids[0]}`, of(busy.packed.order)],
      [`build_uuid=${NO_UUID}`, []],
      ["print_order_number=R-1", done],
      ["print_order_number=R-2", []],
      [`print_order_uuid=${busy.print_order.uuid}`, done],
      [`print_order_uuid=${NO_UUID}`, []],
      [`status=complete&part_uuid=${busy.bracket}`, []],
    ]);
    await checkSorts(shop, LIST, (field, row) => String(row[field]));
    await checkRefusals(shop, LIST);
    for (const query of ["status=done", "status=waiting&status=complete"]) {
      const { status, body } = await shop.request("GET", `/v1/printed_parts?${query}`);
      assert.deepEqual([status, body.code], [400, "input_invalid"], query);
    }
  });

  test("a printed part tells in error why it could not be made", async () => {
    const shop = await startTestServer(database);
    const { order } = await aPackedOrder(shop, [
      await aPart(shop),
      await aPart(shop, { number: 2, stl: sizedStl(30, 470) }),
    ]);
    const parts = await partsOf(shop, order.uuid);
    const failed = parts.filter((part) => part.status === "failed");
    assert.equal(failed.length, 1);
    assert.match(String(failed[0].error), /mm/);
  });
});
