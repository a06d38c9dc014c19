import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../testing/databases.ts";
import { printersOf, printsWith, queueOf } from "../testing/fleet.ts";
import { sizedStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";

const patch = (shop: TestServer, body: object) =>
  shop.request("PATCH", "/v1/printers/queues", { body });

const move = (shop: TestServer, printer_serial: string, index: number, print_uuids: string[]) =>
  patch(shop, { action_type: "PrinterQueueMoveRequest", printer_serial, index, print_uuids });

const remove = (shop: TestServer, print_uuids: string[]) =>
  patch(shop, { action_type: "PrinterQueueDeleteRequest", print_uuids });

/** A build with copies waiting at two printers; nothing has begun. */
async function aQueue(shop: TestServer, ...lengths: number[]) {
  const { order, build_uuids } = await aPackedOrder(shop, 2);
  const serials = shop.furnished.printer_serials.slice(0, lengths.length);
  const queues: string[][] = [];
  for (const [index, serial] of serials.entries()) {
    const total_copies = lengths[index];
    await aPrintOrder(shop, build_uuids[0], { total_copies, route_to: [serial] });
    queues.push(await queueOf(shop, serial));
  }
  return { order, build_uuid: build_uuids[0], serials, queues };
}

forEachDatabase("queues", (database) => {
  const open = () => startTestServer(database);

  test("getPrinterQueues: one per printer, or those named; an unknown serial is 404 [getPrinterQueues]", async () => {
    const shop = await open();
    const { serials, queues } = await aQueue(shop, 2, 1);
    const all = await shop.request("GET", "/v1/printers/queues");
    const listed = all.body.printer_queues as { printer_serial: string; print_uuids: string[] }[];
    assert.equal(listed.length, shop.furnished.printer_serials.length);
    assert.equal(listed.flatMap(({ print_uuids }) => print_uuids).length, 3);
    const named = await shop.request(
      "GET",
      `/v1/printers/queues?printer_serial=${serials[1]}&printer_serial=${serials[0]}`,
    );
    const found = new Map(
      (named.body.printer_queues as typeof listed).map((one) => [one.printer_serial, one]),
    );
    assert.equal(found.size, 2);
    assert.deepEqual(found.get(serials[0])?.print_uuids, queues[0]);
    assert.deepEqual(found.get(serials[1])?.print_uuids, queues[1]);
    const unknown = await shop.request(
      "GET",
      `/v1/printers/queues?printer_serial=${serials[0]}&printer_serial=ZZZZZZZ`,
    );
    assert.deepEqual([unknown.status, unknown.body.code], [404, "not_found"]);
  });

  test("move: to the head, the middle, beyond the end and the tail, in the order named [queue-move] [updatePrinterQueue]", async () => {
    const shop = await open();
    const { serials, queues } = await aQueue(shop, 5);
    const [serial] = serials;
    const [a, b, c, d, e] = queues[0];
    const steps: [index: number, uuids: string[], after: string[]][] = [
      [0, [d, b], [d, b, a, c, e]],
      [2, [e], [d, b, e, a, c]],
      // The index counts what is left after they are taken out.
      [1, [d, e], [b, d, e, a, c]],
      [99, [b], [d, e, a, c, b]],
      [-1, [a, d], [e, c, b, a, d]],
      [2, [e, c, e], [b, a, e, c, d]],
    ];
    for (const [index, uuids, after] of steps) {
      const { status, body } = await move(shop, serial, index, uuids);
      assert.equal(status, 200, JSON.stringify(body));
      assert.deepEqual([body.code, body.uuids], [0, [...new Set(uuids)]]);
      assert.deepEqual(await queueOf(shop, serial), after, `${index}`);
    }
  });

  test("move: takes prints of several printers, and their copies with them", async () => {
    const shop = await open();
    const { serials, queues } = await aQueue(shop, 3, 2);
    const [a, b, c] = queues[0];
    const [x, y] = queues[1];
    const { body } = await move(shop, serials[1], 1, [c, y, a]);
    assert.deepEqual([body.code, body.uuids], [0, [c, y, a]]);
    assert.deepEqual(await queueOf(shop, serials[0]), [b]);
    assert.deepEqual(await queueOf(shop, serials[1]), [x, c, y, a]);
    const { print_orders = [] } = await shop.client.getPrintOrders({
      query: { limit: 2, sort: ["uuid"] },
    });
    assert.deepEqual(print_orders[0].routed_to, {
      [serials[0]]: { copies_queued: 1, copies_printed: 0 },
      [serials[1]]: { copies_queued: 2, copies_printed: 0 },
    });
    // What comes first is what is printed first.
    await shop.advance(1);
    const printing = await printsWith(shop, { status: ["printing"] });
    assert.deepEqual(printing.map(({ uuid }) => uuid).sort(), [b, x].sort());
  });

  test("move: an index below -1, no prints, an unknown action or printer are refused", async () => {
    const shop = await open();
    const { serials, queues } = await aQueue(shop, 2);
    const good = {
      action_type: "PrinterQueueMoveRequest",
      printer_serial: serials[0],
      index: 1,
      print_uuids: [queues[0][0]],
    };
    const faults: [change: object, status: number, pointer: string | null][] = [
      [{ index: -2 }, 400, "/body/index"],
      [{ index: 0.5 }, 400, "/body/index"],
      [{ index: undefined }, 400, "/body/index"],
      [{ print_uuids: [] }, 400, "/body/print_uuids"],
      [{ action_type: "Move" }, 400, "/body/action_type"],
      [{ printer_serial: "ZZZZZZ" }, 404, null],
      [{ print_uuids: [NO_UUID, "not-a-uuid"] }, 404, null],
    ];
    for (const [change, status, pointer] of faults) {
      const answer = await patch(shop, { ...good, ...change });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      const errors = (answer.body.errors ?? []) as { pointer: string }[];
      assert.equal(errors[0]?.pointer ?? null, pointer, JSON.stringify(answer.body));
    }
    assert.deepEqual(await queueOf(shop, serials[0]), queues[0]);
  });

  test("codes: 1 when some could be moved or removed, 2 when none could though they exist [queue-answer]", async () => {
    const shop = await open();
    const { serials, queues } = await aQueue(shop, 3);
    await shop.advance(1);
    const [running, second, third] = queues[0];
    const some = await move(shop, serials[0], 0, [running, third, NO_UUID]);
    assert.deepEqual([some.status, some.body.code, some.body.uuids], [200, 1, [third]]);
    assert.deepEqual(await queueOf(shop, serials[0]), [third, second]);
    for (const answer of [
      await move(shop, serials[0], 0, [running]),
      await remove(shop, [running, NO_UUID]),
    ]) {
      assert.deepEqual([answer.status, answer.body.code, answer.body.uuids], [200, 2, []]);
    }
    const removed = await remove(shop, [running, second]);
    assert.deepEqual([removed.body.code, removed.body.uuids], [1, [second]]);
    const again = await remove(shop, [second, third]);
    assert.deepEqual([again.body.code, again.body.uuids], [1, [third]]);
    assert.equal((await remove(shop, [NO_UUID])).status, 404);
    assert.deepEqual(await queueOf(shop, serials[0]), []);
  });

  test("move: a print stays where it is when its build does not fit the other printer", async () => {
    const shop = await open();
    const big = await aPart(shop, { stl: sizedStl(280, 20), number: 1 });
    const { build_uuids } = await aPackedOrder(shop, [big]);
    const [serial] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
    const queue = await queueOf(shop, serial);
    const [small] = await printersOf(shop, "M2");
    const { body } = await move(shop, small, 0, queue);
    assert.deepEqual([body.code, body.uuids], [2, []]);
    assert.match(String(body.message), /fit/);
    assert.deepEqual(await queueOf(shop, serial), queue);
  });

  test("delete: cancels the prints; parts wait with their build and print with the next order [deleted-from-a-queue]", async () => {
    const shop = await open();
    const { order, build_uuid, serials, queues } = await aQueue(shop, 2);
    const partsOf = async () => {
      const { parts = [] } = await shop.client.getPrintedParts({
        query: { limit: 100, build_uuid: [build_uuid], sort: ["uuid"] },
      });
      return parts;
    };
    const queued = await partsOf();
    assert.deepEqual(new Set(queued.map(({ status }) => status)), new Set(["queued"]));
    await remove(shop, queues[0].slice(0, 1));
    assert.equal((await partsOf())[0].status, "queued", "one copy still makes them");
    await remove(shop, queues[0]);
    assert.deepEqual(
      (await printsWith(shop)).map(({ status }) => status),
      ["canceled", "canceled"],
    );
    const waiting = await partsOf();
    assert.deepEqual(
      waiting.map(({ uuid, status, print_order_uuid }) => [uuid, status, print_order_uuid]),
      queued.map(({ uuid }) => [uuid, "waiting", undefined]),
    );
    const { print_orders = [] } = await shop.client.getPrintOrders({ query: { limit: 10 } });
    assert.deepEqual(print_orders[0].routed_to, {
      [serials[0]]: { copies_queued: 0, copies_printed: 0 },
    });

    // Neither time nor another flush packs them again.
    await shop.client.updatePartOrder({ params: { uuid: order.uuid }, body: { flush: true } });
    await settled(shop);
    await shop.untilIdle();
    await shop.advance(7 * 24 * 3600);
    assert.equal((await shop.client.getBuilds({ query: { limit: 10 } })).total_count, 1);
    const held = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(held.status, "processing");
    assert.equal((await shop.request("DELETE", `/v1/part_orders/${order.uuid}`)).status, 405);

    const next = await aPrintOrder(shop, build_uuid);
    assert.deepEqual(
      (await partsOf()).map(({ uuid, status, print_order_uuid }) => [
        uuid,
        status,
        print_order_uuid,
      ]),
      queued.map(({ uuid }) => [uuid, "queued", next.uuid]),
    );
    await shop.untilIdle();
    const done = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(done.status, "complete");
    assert.equal((await partsOf()).length, queued.length);
  });
});
