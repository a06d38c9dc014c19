import assert from "node:assert/strict";
import { test } from "node:test";
import type { Printer } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { planFaults } from "../testing/fleet.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";

const WARMING_S = 300;
const TURNAROUND_S = 600;

async function printerOf(shop: TestServer, serial: string): Promise<Printer> {
  const { status, body } = await shop.request("GET", `/v1/printers/${serial}`);
  assert.equal(status, 200);
  return body as Printer;
}

forEachDatabase("printers", (database) => {
  const open = () => startTestServer(database);

  test("getPrinters: all by name, known and idle from the start, nothing printed yet [getPrinters] [printer-prints] [queue-length]", async () => {
    const shop = await open();
    const { status, body } = await shop.request("GET", "/v1/printers?limit=100&offset=0");
    assert.equal(status, 200);
    const printers = body.printers as Printer[];
    assert.deepEqual([body.limit, body.offset, body.total_count], [100, 0, printers.length]);
    const names = printers.map(({ name }) => name);
    assert.deepEqual(names, names.toSorted());
    assert.deepEqual(
      printers.map(({ serial }) => serial).sort(),
      shop.furnished.printer_serials.toSorted(),
    );
    for (const printer of printers) {
      assert.equal(printer.status.printer_state, "IDLE");
      assert.deepEqual(printer.status.alerts, []);
      assert.deepEqual(printer.prints, { last: {}, current: {}, next: {}, queue_length: 0 });
      assert.equal(printer.url, `${shop.url}/printers/${printer.serial}`);
      assert.match(printer.serial, /^[0-9A-Z]{6,7}$/);
      assert.ok("alias" in printer);
    }
  });

  test("getPrinters: the offset counts rows, and a page past the end is empty [empty-lists] [printers-offset]", async () => {
    const shop = await open();
    const page = async (query: string) => {
      const { status, body } = await shop.request("GET", `/v1/printers${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      const printers = (body.printers as Printer[]).map(({ serial }) => serial);
      return { limit: body.limit, offset: body.offset, total_count: body.total_count, printers };
    };
    const all = await page("");
    assert.deepEqual(
      { ...all, printers: 12 },
      { limit: 100, offset: 0, total_count: 12, printers: 12 },
    );
    const middle = await page("?limit=5&offset=3");
    const expected = { limit: 5, offset: 3, total_count: 12, printers: all.printers.slice(3, 8) };
    assert.deepEqual(middle, expected);
    assert.deepEqual((await page("?limit=5&offset=10")).printers, all.printers.slice(10));
    assert.deepEqual((await page("?limit=5&offset=12")).printers, []);
    assert.equal((await page("?offset=1000000")).total_count, 12);
    for (const query of ["?limit=0", "?limit=1001", "?offset=-1", "?limit=x", "?offset=1.5"]) {
      const { status, body } = await shop.request("GET", `/v1/printers${query}`);
      assert.deepEqual([status, body.code], [400, "input_invalid"], query);
    }
  });

  test("getPrinter: an unknown serial is 404, whatever it looks like", async () => {
    const shop = await open();
    for (const serial of ["ZZZZZZZ", "abc", "ABCDE", "ABCDEFGH", "ABC-DEF"]) {
      const { status } = await shop.request("GET", `/v1/printers/${serial}`);
      assert.equal(status, 404, serial);
    }
  });

  test("getPrinter: shows a print from its queue to its end, as time goes on [getPrinter] [print-status-words]", async () => {
    const shop = await open();
    const { build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2, route_to: [serial] });
    const state = async () => {
      const { status, prints } = await printerOf(shop, serial);
      return { state: status.printer_state, ...prints };
    };
    const queued = await state();
    assert.deepEqual([queued.state, queued.queue_length, queued.current], ["IDLE", 2, {}]);
    const { print_id } = queued.next ?? {};
    assert.ok(print_id);
    assert.equal("started_at" in (queued.next ?? {}), false);

    await shop.advance(1);
    const begun = await state();
    assert.deepEqual([begun.state, begun.queue_length], ["WARMING", 1]);
    assert.equal(begun.current?.print_id, print_id);
    assert.notEqual(begun.next?.print_id, print_id);
    const left_s = begun.current?.remaining_sec ?? 0;
    assert.ok(left_s > WARMING_S);
    await shop.advance(100);
    assert.equal((await state()).current?.remaining_sec, left_s - 100);

    await shop.advance(WARMING_S - 100);
    const printing = await state();
    assert.equal(printing.state, "PRINTING");
    assert.equal(printing.current?.remaining_sec, left_s - WARMING_S);
    await shop.advance(left_s - WARMING_S);
    const finished = await state();
    assert.deepEqual(
      [finished.state, finished.current, finished.queue_length],
      ["FINISHED", {}, 1],
    );
    assert.equal(finished.last?.print_id, print_id);
    assert.ok((finished.last?.finished_at ?? "") > (finished.last?.started_at ?? "z"));
    assert.equal("remaining_sec" in (finished.last ?? {}), false);

    await shop.advance(TURNAROUND_S);
    const second = await state();
    assert.deepEqual([second.state, second.queue_length, second.next], ["WARMING", 0, {}]);
    assert.equal(second.last?.print_id, print_id);
    await shop.untilIdle();
    const idle = await state();
    assert.deepEqual([idle.state, idle.current, idle.next], ["IDLE", {}, {}]);
    assert.notEqual(idle.last?.print_id, print_id);
  });

  test("getPrinter: out of reach for a while it says so, and its print goes on", async () => {
    const shop = await open();
    const { order, build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
    await shop.advance(1);
    const left_s = (await printerOf(shop, serial)).prints.current?.remaining_sec ?? 0;
    const now_ms = Date.parse(shop.server.deps.clock.now());
    const at = (seconds: number) => new Date(now_ms + seconds * 1000).toISOString();
    await planFaults(shop, serial, {
      offline: [{ from: at(60), until: at(left_s + 900) }],
      alerts: [{ text: "oxygen shortage", from: at(10), until: at(20) }],
    });
    await shop.advance(10);
    assert.deepEqual((await printerOf(shop, serial)).status.alerts, ["oxygen shortage"]);
    await shop.advance(50);
    const offline = await printerOf(shop, serial);
    assert.deepEqual([offline.status.printer_state, offline.status.alerts], ["OFFLINE", []]);
    assert.equal(offline.prints.current?.remaining_sec, left_s - 60);
    // Something is queued meanwhile: the printer is looked at, and nothing new is learned.
    await shop.advance(40);
    await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
    await shop.advance(0);
    const later = await printerOf(shop, serial);
    assert.equal(later.prints.current?.remaining_sec, left_s - 100);
    assert.equal(later.prints.queue_length, 1);

    await shop.untilIdle();
    const { status } = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(status, "complete");
    const { prints = [] } = await shop.client.getPrints({ query: { sort: ["finished_at"] } });
    assert.equal(prints.length, 2);
    // It ended when it ended, not when that was seen; what is left is told in whole seconds.
    const ended_at = prints[0].finished_at ?? "";
    assert.ok(ended_at > at(left_s - 1) && ended_at <= at(left_s), ended_at);
    assert.ok((prints[1].started_at ?? "") >= at(left_s + 900));
  });
});
