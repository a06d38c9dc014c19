import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../testing/databases.ts";
import { printersOf, printsWith, queueOf } from "../testing/fleet.ts";
import { sizedStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "../testing/shop.ts";

const aBuild = async (shop: TestServer) => (await aPackedOrder(shop)).build_uuids[0];

forEachDatabase("print orders", (database) => {
  const open = () => startTestServer(database);

  test("createPrintOrder: shares the copies, the shortest queue first, ties in the order named [total-copies]", async () => {
    const shop = await open();
    const build_uuid = await aBuild(shop);
    const [first, second, third] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuid, { total_copies: 2, route_to: [second] });
    const order = await aPrintOrder(shop, build_uuid, {
      total_copies: 6,
      route_to: [third, second, first],
    });
    assert.equal(order.total_copies, 6);
    assert.deepEqual(order.routed_to, {
      [first]: { copies_queued: 2, copies_printed: 0 },
      [second]: { copies_queued: 1, copies_printed: 0 },
      [third]: { copies_queued: 3, copies_printed: 0 },
    });
    const prints = await printsWith(shop, { print_order_uuid: [order.uuid] });
    const queues = [];
    for (const serial of [third, second, first]) queues.push(await queueOf(shop, serial));
    // One by one: third and first were empty, then all three are level.
    const [onThird, onSecond, onFirst] = queues;
    assert.deepEqual(
      prints.map(({ uuid }) => uuid),
      [onThird[0], onFirst[0], onThird[1], onFirst[1], onThird[2], onSecond[2]],
    );
    assert.equal(new Set(prints.map(({ print_id }) => print_id)).size, 6);
  });

  test("createPrintOrder: a print under way counts as one ahead", async () => {
    const shop = await open();
    const build_uuid = await aBuild(shop);
    const [first, second] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuid, { route_to: [first] });
    await shop.advance(60);
    const { routed_to } = await aPrintOrder(shop, build_uuid, { route_to: [first, second] });
    assert.deepEqual(routed_to?.[second], { copies_queued: 1, copies_printed: 0 });
  });

  test("createPrintOrder: answers what was sent, with the defaults filled in [createPrintOrder] [getPrintOrder]", async () => {
    const shop = await open();
    const build_uuid = await aBuild(shop);
    const [serial] = shop.furnished.printer_serials;
    const uuid = "3F1B2C4D-0000-4000-8000-0123456789AB";
    const sent = {
      uuid,
      build_uuid,
      route_to: [serial, serial],
      print_order_number: "PR-7",
      print_order_tags: { machine: "left" },
      notes: "careful",
    };
    const { status, body } = await shop.request("POST", "/v1/print_orders", { body: sent });
    assert.equal(status, 200, JSON.stringify(body));
    const { created_at, ...rest } = body;
    assert.deepEqual(rest, {
      uuid: uuid.toLowerCase(),
      build_uuid,
      total_copies: 1,
      print_order_number: "PR-7",
      print_order_tags: { machine: "left" },
      notes: "careful",
      routed_to: { [serial]: { copies_queued: 1, copies_printed: 0 } },
    });
    const read = await shop.request("GET", `/v1/print_orders/${uuid.toLowerCase()}`);
    assert.deepEqual(read.body, body);

    const again = await shop.request("POST", "/v1/print_orders", { body: sent });
    assert.equal(again.status, 409);
    assert.equal(again.body.code, "uuid_taken");
    assert.equal((await queueOf(shop, serial)).length, 1);
    assert.equal((await shop.request("GET", `/v1/print_orders/${NO_UUID}`)).status, 404);
  });

  test("createPrintOrder: of two at once with one uuid, one is made and one gets 409", async () => {
    const shop = await open();
    const [serial] = shop.furnished.printer_serials;
    const body = { uuid: NO_UUID, build_uuid: await aBuild(shop), route_to: [serial] };
    const post = () => shop.request("POST", "/v1/print_orders", { body });
    const answers = await Promise.all([post(), post(), post()]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409, 409]);
    assert.equal((await queueOf(shop, serial)).length, 1);
  });

  test("createPrintOrder: names each fault and stores nothing [build-too-large]", async () => {
    const shop = await open();
    const build_uuid = await aBuild(shop);
    const big = await aPart(shop, { stl: sizedStl(280, 20), number: 1 });
    const { build_uuids } = await aPackedOrder(shop, [big]);
    const { build_uuids: obsolete } = await aPackedOrder(shop, 1);
    await shop.server.deps.db.transaction((tx) =>
      tx
        .updateTable("builds")
        .set({ status: "Obsolete" })
        .where("uuid", "=", obsolete[0])
        .execute(),
    );
    const [serial] = shop.furnished.printer_serials;
    const [small] = await printersOf(shop, "M2");
    const good = { build_uuid, total_copies: 1, route_to: [serial] };
    const faults: [change: object, code: string, pointer: string][] = [
      [{ build_uuid: NO_UUID }, "build_unknown", "/body/build_uuid"],
      [{ build_uuid: obsolete[0] }, "build_not_released", "/body/build_uuid"],
      [{ build_uuid: 7 }, "input_invalid", "/body/build_uuid"],
      [{ route_to: [serial, "ZZZZZZ"] }, "printer_unknown", "/body/route_to/1"],
      [
        { build_uuid: build_uuids[0], route_to: [serial, small] },
        "build_does_not_fit_printer",
        "/body/route_to/1",
      ],
      [{ route_to: [] }, "input_invalid", "/body/route_to"],
      [{ total_copies: 0 }, "input_invalid", "/body/total_copies"],
      [{ total_copies: 1001 }, "input_invalid", "/body/total_copies"],
      [{ total_copies: 1.5 }, "input_invalid", "/body/total_copies"],
      [{ uuid: "x" }, "input_invalid", "/body/uuid"],
      [{ print_order_tags: { a: 1 } }, "input_invalid", "/body/print_order_tags/a"],
    ];
    for (const [change, code, pointer] of faults) {
      const body = { ...good, ...change };
      const answer = await shop.request("POST", "/v1/print_orders", { body });
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.equal(answer.body.code, code, JSON.stringify(answer.body));
      const errors = answer.body.errors as { pointer: string }[];
      assert.equal(errors[0].pointer, pointer);
    }
    assert.equal((await shop.client.getPrintOrders({ query: { limit: 10 } })).total_count, 0);
    assert.deepEqual(await printsWith(shop), []);
  });

  test("createPrintOrder: a queue takes 1000 prints and not one more", async () => {
    const shop = await open();
    const build_uuid = await aBuild(shop);
    const [serial, other] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuid, { total_copies: 1000, route_to: [serial] });
    const body = { build_uuid, total_copies: 1001, route_to: [serial, other] };
    const full = await shop.request("POST", "/v1/print_orders", {
      body: { ...body, total_copies: 1, route_to: [serial] },
    });
    assert.deepEqual([full.status, full.body.code], [400, "queue_full"]);
    assert.equal((await queueOf(shop, serial)).length, 1000);
  });

  test("updatePrintOrder: changes what is named, tags as a whole, and nothing else [updatePrintOrder]", async () => {
    const shop = await open();
    const { uuid } = await aPrintOrder(shop, await aBuild(shop));
    const patch = (body: object) => shop.request("PATCH", `/v1/print_orders/${uuid}`, { body });
    const before = await patch({ print_order_number: "A", print_order_tags: { x: "1", y: "2" } });
    assert.equal(before.status, 200);
    const query = { limit: 10, print_order_uuid: [String(uuid)] };
    const { parts = [] } = await shop.client.getPrintedParts({ query });
    assert.deepEqual(new Set(parts.map((part) => part.print_order_number)), new Set(["A"]));
    const after = await patch({ print_order_tags: { y: "3" }, notes: "n", total_copies: 9 });
    assert.deepEqual(after.body, {
      ...before.body,
      print_order_tags: { y: "3" },
      notes: "n",
    });
    assert.deepEqual((await patch({})).body, after.body);
    assert.equal((await patch({ print_order_tags: { y: 3 } })).status, 400);
    assert.equal((await patch({ print_order_number: null })).status, 400);
    assert.deepEqual((await shop.request("GET", `/v1/print_orders/${uuid}`)).body, after.body);
    const unknown = await shop.request("PATCH", `/v1/print_orders/${NO_UUID}`, { body: {} });
    assert.equal(unknown.status, 404);
  });

  test("getPrintOrders: every filter and sort, also by printers it was routed to", async () => {
    const shop = await open();
    const { deps } = shop.server;
    const build_uuid = await aBuild(shop);
    const [first, second, third] = shop.furnished.printer_serials;
    const { name: secondName } = await shop.client.getPrinter({ params: { serial: second } });
    const order = async (route_to: string[], print_order_number?: string) => {
      await shop.advance(60);
      const body = { build_uuid, total_copies: 1, route_to };
      const named = print_order_number === undefined ? body : { ...body, print_order_number };
      const { uuid = "" } = await shop.client.createPrintOrder({ body: named });
      return { uuid, at: deps.clock.now() };
    };
    const a = await order([first], "B-2");
    const b = await order([first, second], "B-1");
    const c = await order([third]);
    const find = async (query: object) => {
      const { print_orders = [] } = await shop.client.getPrintOrders({
        query: { limit: 10, ...query },
      });
      return print_orders
        .map(({ uuid }) => "abc"[[a, b, c].findIndex((one) => one.uuid === uuid)])
        .join("");
    };
    const application_uuid = [shop.furnished.application_uuid];
    const expected: [query: object, found: string][] = [
      [{}, "cba"],
      [{ uuid: [a.uuid, c.uuid] }, "ca"],
      [{ application_uuid }, "cba"],
      [{ application_uuid: [NO_UUID] }, ""],
      [{ print_order_number: ["B-1", "B-2"] }, "ba"],
      [{ printer_serial: [first] }, "ba"],
      [{ printer_serial: [second, third] }, "cb"],
      [{ printer_name: [secondName] }, "b"],
      [{ printer_name: [secondName], print_order_number: ["B-2"] }, ""],
      [{ updated_after: b.at }, "cb"],
      [{ updated_before: b.at }, "a"],
      [{ sort: ["uuid"] }, "abc"],
      [{ sort: ["uuid,desc"] }, "cba"],
      [{ sort: ["updated_at"] }, "abc"],
      [{ sort: ["print_order_number"] }, "bac"],
      [{ sort: ["print_order_number,desc"] }, "abc"],
    ];
    for (const [query, found] of expected) {
      assert.equal(await find(query), found, JSON.stringify(query));
    }
    const [moved] = await queueOf(shop, third);
    await shop.client.updatePrinterQueue({
      body: {
        action_type: "PrinterQueueMoveRequest",
        printer_serial: second,
        index: 0,
        print_uuids: [moved],
      },
    });
    assert.equal(await find({ printer_serial: [second] }), "cb");
  });
});
