/** Points of the compatible interface that belong to no single feature. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { showPrintedParts } from "../printed-parts/store-shown.ts";
import { forEachDatabase } from "./databases.ts";
import { printsWith } from "./fleet.ts";
import { startTestServer } from "./server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder } from "./shop.ts";

forEachDatabase("quirks", (database) => {
  test("keys of a request that the contract does not know are ignored [request-keys]", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const known = { part_order_number: "P", due_date: "2030-02-01", parts: [{ uuid: part, n: 1 }] };
    const body = { ...known, status: "complete", customer_uuid: "x", colour: "red" };
    const answer = await shop.request("POST", "/v1/part_orders", { body });
    assert.deepEqual([answer.status, answer.body.status], [200, "open"]);
    assert.equal("colour" in answer.body, false);
  });

  test("a flush that is false, or comes after the end, changes nothing [flush-false] [flush-of-an-ended-order]", async () => {
    const shop = await startTestServer(database);
    const open = await anOrder(shop);
    const flushed = async (uuid: string, flush: boolean) =>
      (await shop.request("PATCH", `/v1/part_orders/${uuid}`, { body: { flush } })).body;
    const untouched = await flushed(open.uuid, false);
    assert.deepEqual([untouched.status, untouched.flushed_at ?? null], ["open", null]);
    await shop.client.deletePartOrder({ params: { uuid: open.uuid } });
    const ended = await flushed(open.uuid, true);
    assert.deepEqual([ended.status, ended.flushed_at ?? null], ["canceled", null]);
  });

  test("a page has 1 to 1000 rows, 100 where nobody says, and tells its limit [page-size]", async () => {
    const shop = await startTestServer(database);
    for (const path of ["parts", "part_orders", "builds", "print_orders", "prints"]) {
      const limitOf = async (query: string) =>
        (await shop.request("GET", `/v1/${path}${query}`)).body.limit;
      assert.deepEqual(
        [await limitOf(""), await limitOf("?limit=1"), await limitOf("?limit=1000")],
        [100, 1, 1000],
      );
      assert.equal((await shop.request("GET", `/v1/${path}?limit=1001`)).status, 400);
    }
  });

  test("a print id of digits is compared as the text it is [print-id-text]", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop);
    await aPrintOrder(shop, build_uuids[0]);
    await shop.untilIdle();
    await shop.server.deps.db.transaction(async (tx) => {
      await tx.updateTable("prints").set({ print_id: "0123" }).execute();
      const printed = tx.updateTable("printed_parts").set({ print_id: "0123" });
      const rows = await printed.returning("uuid").execute();
      await showPrintedParts(
        tx,
        rows.map(({ uuid }) => uuid),
      );
    });
    for (const path of ["prints", "printed_parts"]) {
      const countOf = async (id: string) =>
        (await shop.request("GET", `/v1/${path}?print_id=${id}`)).body.total_count;
      assert.deepEqual([await countOf("0123"), await countOf("123")], [1, 0], path);
    }
  });

  test("copies of a print order add up on the way, whatever becomes of them [copies-add-up]", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop);
    const route_to = shop.furnished.printer_serials.slice(0, 2);
    const { uuid } = await aPrintOrder(shop, build_uuids[0], { total_copies: 5, route_to });
    const removed = (await printsWith(shop)).findLast(({ status }) => status === "queued");
    const body = { action_type: "PrinterQueueDeleteRequest", print_uuids: [removed?.uuid] };
    await shop.request("PATCH", "/v1/printers/queues", { body });
    for (let step = 0; step < 40; step++) {
      await shop.advance(180);
      const { routed_to = {} } = await shop.client.getPrintOrder({
        params: { uuid: String(uuid) },
      });
      const counts = Object.values(routed_to) as Record<string, number>[];
      const sum = (key: string) => counts.reduce((all, one) => all + one[key], 0);
      const prints = await printsWith(shop, { print_order_uuid: [uuid] });
      const of = (status: string) => prints.filter((print) => print.status === status).length;
      assert.equal(sum("copies_queued"), of("queued"));
      assert.equal(sum("copies_printed"), of("finished"));
      assert.equal(sum("copies_queued") + of("printing") + sum("copies_printed") + 1, 5);
    }
  });
});
