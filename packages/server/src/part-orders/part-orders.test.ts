import assert from "node:assert/strict";
import { test } from "node:test";
import type { Build } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { manage } from "../testing/manage.ts";
import { sizedStl } from "../testing/models.ts";
import { NO_UUID, startTestServer, TEST_START } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";

const DUE = "2030-02-01T00:00:00.000Z";
forEachDatabase("part orders", (database) => {
  const open = () => startTestServer(database);

  test("createPartOrder: answers a waiting printed part per entry, repeats too [createPartOrder] [getPartOrder] [part-twice]", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const order = await anOrder(shop, { parts: [part, part] });
    assert.equal(order.status, "open");
    assert.deepEqual(
      order.printed_parts.map(({ part_uuid, status }) => [part_uuid, status]),
      [
        [part, "waiting"],
        [part, "waiting"],
      ],
    );
    assert.equal(new Set(order.printed_parts.map(({ uuid }) => uuid)).size, 2);
    assert.equal(order.created_at, TEST_START);
    assert.equal("flushed_at" in order, false);
  });

  test("createPartOrder: takes the caller's uuid once, then answers 409 [order-uuid]", async () => {
    const shop = await open();
    const uuid = "3F1B2C4D-0000-4000-8000-0123456789AB";
    const body = { part_order_number: "PO", parts: [{ uuid: await aPart(shop) }], due_date: DUE };
    const first = await shop.request("POST", "/v1/part_orders", { body: { ...body, uuid } });
    assert.equal(first.status, 200);
    assert.equal(first.body.uuid, uuid.toLowerCase());
    const second = await shop.request("POST", "/v1/part_orders", { body: { ...body, uuid } });
    assert.equal(second.status, 409);
    assert.equal(second.body.code, "uuid_taken");
  });

  test("createPartOrder: names each fault and stores nothing", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const good = { part_order_number: "PO", parts: [{ uuid: part }], due_date: DUE };
    const faults: [change: object, code: string, pointer: string][] = [
      [{ parts: [{ uuid: part }, { uuid: NO_UUID }] }, "part_unknown", "/body/parts/1/uuid"],
      [{ parts: [] }, "input_invalid", "/body/parts"],
      [{ due_date: "soon" }, "input_invalid", "/body/due_date"],
      [{ due_date: "2030-02-30" }, "input_invalid", "/body/due_date"],
      [{ part_order_number: 7 }, "input_invalid", "/body/part_order_number"],
      [{ uuid: "x" }, "input_invalid", "/body/uuid"],
      [{ packing_group: "g".repeat(33) }, "input_invalid", "/body/packing_group"],
      [{ build_sop_uuid: NO_UUID }, "build_sop_unknown", "/body/build_sop_uuid"],
    ];
    for (const [change, code, pointer] of faults) {
      const body = { ...good, ...change };
      const answer = await shop.request("POST", "/v1/part_orders", { body });
      assert.equal(answer.status, 400, JSON.stringify(change));
      assert.equal(answer.body.code, code, JSON.stringify(answer.body));
      const errors = answer.body.errors as { pointer: string }[];
      assert.equal(errors[0].pointer, pointer);
    }
    assert.equal((await shop.client.getPartOrders({ query: { limit: 10 } })).total_count, 0);
    assert.equal((await shop.client.getPrintedParts({ query: { limit: 10 } })).total_count, 0);
  });

  test("createPartOrder: the 41st live packing group is refused, an old one is not [41st-packing-group]", async () => {
    const shop = await open();
    const parts = [await aPart(shop, { part_number: "BRACKET-001" })];
    for (let n = 0; n < 40; n++) await anOrder(shop, { parts, packing_group: `group-${n}` });
    await assert.rejects(
      anOrder(shop, { parts, packing_group: "group-40" }),
      (error: { problem?: { code?: string } }) => error.problem?.code === "packing_groups_too_many",
    );
    const again = await anOrder(shop, { parts, packing_group: "group-7" });
    assert.equal(again.packing_group, "group-7");
    await shop.client.deletePartOrder({ params: { uuid: again.uuid } });
  });

  test("flush: has the order packed, is kept, and does nothing the second time [order-flush] [updatePartOrder] [part-packed]", async () => {
    const shop = await open();
    const { uuid } = await anOrder(shop, { parts: 2 });
    await settled(shop);
    const before = await shop.client.getPartOrder({ params: { uuid } });
    assert.deepEqual([before.status, before.build_uuids], ["open", []]);
    const ignored = await shop.client.updatePartOrder({ params: { uuid }, body: { flush: false } });
    assert.equal("flushed_at" in ignored, false);

    const flushed = await shop.client.updatePartOrder({ params: { uuid }, body: { flush: true } });
    assert.equal(flushed.flushed_at, TEST_START);
    await settled(shop);
    await shop.advance(60);
    await shop.client.updatePartOrder({ params: { uuid }, body: { flush: true } });
    const after = await shop.client.getPartOrder({ params: { uuid } });
    assert.equal(after.status, "processing");
    assert.equal(after.flushed_at, TEST_START);
    assert.equal(after.build_uuids?.length, 1);
    assert.deepEqual(
      after.printed_parts.map((part) => part.status),
      ["preparing", "preparing"],
    );
  });

  test("getPartOrder: status, builds and parts are of one moment, while orders are packed", async () => {
    const shop = await open();
    const parts = [await aPart(shop)];
    for (let round = 0; round < 12; round++) {
      const { uuid = "" } = await anOrder(shop, { parts, flush: true });
      let isPacked = false;
      const watch = async () => {
        while (!isPacked) {
          const order = await shop.client.getPartOrder({ params: { uuid } });
          const [{ status }] = order.printed_parts;
          const isWaiting = status === "waiting";
          const told = `the order is ${order.status}, its part ${status}`;
          assert.equal(order.status, isWaiting ? "open" : "processing", told);
          assert.equal(order.build_uuids?.length, isWaiting ? 0 : 1, told);
          isPacked ||= !isWaiting;
        }
      };
      await Promise.all([watch(), watch(), watch(), watch()]);
    }
  });

  test("deletePartOrder: cancels an open order, answers 405 once packed, 404 unknown [order-cancel] [deletePartOrder]", async () => {
    const shop = await open();
    const { uuid } = await anOrder(shop, { parts: 1 });
    const gone = await shop.request("DELETE", `/v1/part_orders/${uuid}`, {
      headers: { "content-type": "application/json" },
    });
    assert.equal(gone.status, 204);
    const canceled = await shop.client.getPartOrder({ params: { uuid } });
    assert.equal(canceled.status, "canceled");
    assert.equal(canceled.printed_parts[0].status, "canceled");
    const { read } = shop.server.deps.db;
    const waits = await read.selectFrom("printed_parts").select(["status", "pack_by"]).execute();
    assert.deepEqual(waits, [{ status: "canceled", pack_by: null }], "it waits no more");

    const { order } = await aPackedOrder(shop);
    for (const one of [uuid, order.uuid]) {
      const refused = await shop.request("DELETE", `/v1/part_orders/${one}`);
      assert.equal(refused.status, 405);
      assert.equal(refused.body.code, "part_order_not_cancelable");
      assert.ok(refused.headers.get("allow"));
    }
    assert.equal((await shop.request("DELETE", `/v1/part_orders/${NO_UUID}`)).status, 404);
  });

  test("packing: never mixes packing groups or build SOPs in one build [builds-never-mix]", async () => {
    const shop = await open();
    const { standard, fine } = shop.furnished.build_sop_uuids;
    const orders = [];
    for (const [packing_group, build_sop_uuid] of [
      [undefined, standard],
      ["a", standard],
      ["A", standard],
      ["a", fine],
    ]) {
      const options = { parts: 2, flush: true, build_sop_uuid };
      orders.push(await anOrder(shop, packing_group ? { ...options, packing_group } : options));
    }
    await settled(shop);
    const builds = new Map<string, string>();
    for (const { uuid } of orders) {
      const { build_uuids = [] } = await shop.client.getPartOrder({ params: { uuid } });
      assert.equal(build_uuids.length, 1);
      assert.equal(builds.has(build_uuids[0]), false, "the build is of one order");
      builds.set(build_uuids[0], uuid);
    }
    const names = (await shop.client.getBuilds({ query: { limit: 10 } })).builds ?? [];
    assert.deepEqual(names.map((build: Build) => build.name).sort(), [
      "AutoBuild001",
      "AutoBuild002",
      "AutoBuild003",
      "Fine001",
    ]);
  });

  test("packing: builds of two SOPs with one prefix have names of their own", async () => {
    const shop = await startTestServer(database);
    const { standard } = shop.furnished.build_sop_uuids;
    const settings = { name: "twin", resin_name: "UMA 90", platform_classes: ["M2"] };
    const { uuid: twin } = await manage(shop, "POST", "/build_sops", settings);
    await manage(shop, "POST", `/build_sops/${twin}/versions/1/release`);
    for (const build_sop_uuid of [standard, twin, standard, twin]) {
      await anOrder(shop, { flush: true, build_sop_uuid });
      await settled(shop);
    }
    const { builds = [] } = await shop.client.getBuilds({ query: { limit: 10 } });
    assert.deepEqual(
      builds.map((build: Build) => build.name).sort(),
      [1, 2, 3, 4].map((number) => `AutoBuild00${number}`),
    );
  });

  test("packing: makes full plates, keeps the last back, packs it when its wait ends [order-without-flush]", async () => {
    const shop = await open();
    const { uuid } = await anOrder(shop, { parts: 30, due_date: DUE });
    await settled(shop);
    const first = await shop.client.getPartOrder({ params: { uuid } });
    const left = first.printed_parts.filter((part) => part.status === "waiting").length;
    assert.ok(first.build_uuids?.length, "full plates are made at once");
    assert.ok(left > 0 && left < 30, `${left} parts wait for company`);
    await shop.advance(24 * 3600 - 1);
    const still = await shop.client.getPartOrder({ params: { uuid } });
    assert.deepEqual(still.build_uuids, first.build_uuids);
    await shop.advance(1);
    const after = await shop.client.getPartOrder({ params: { uuid } });
    assert.deepEqual(
      new Set(after.printed_parts.map((part) => part.status)),
      new Set(["preparing"]),
    );
  });

  test("packing: a part that fits no platform fails with a reason, the others go on [part-too-large]", async () => {
    const shop = await open();
    const large = await aPart(shop, { stl: sizedStl(900, 20), number: 1 });
    const tall = await aPart(shop, { stl: sizedStl(30, 470), number: 2 });
    const good = await aPart(shop, { number: 3 });
    const { order } = await aPackedOrder(shop, [large, tall, good]);
    const { parts = [] } = await shop.client.getPrintedParts({
      query: { limit: 10, part_order_uuid: [order.uuid] },
    });
    const byPart = new Map(parts.map((part) => [part.part_uuid, part]));
    assert.equal(byPart.get(large)?.status, "failed");
    assert.match(byPart.get(large)?.error ?? "", /410 x 256/);
    assert.equal(byPart.get(tall)?.status, "failed");
    assert.match(byPart.get(tall)?.error ?? "", /470/);
    assert.equal(byPart.get(good)?.status, "preparing");
    const [build_uuid] = order.build_uuids ?? [];
    await aPrintOrder(shop, build_uuid);
    await shop.untilIdle();
    const ended = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(ended.status, "incomplete");
  });

  test("packing: parts of a number packed by hand stay waiting", async () => {
    const shop = await open();
    const part = await aPart(shop, { part_number: "BRACKET-001" });
    const { uuid } = await anOrder(shop, { parts: [part], flush: true });
    await shop.untilIdle();
    const order = await shop.client.getPartOrder({ params: { uuid } });
    assert.deepEqual([order.status, order.build_uuids], ["open", []]);
  });
});
