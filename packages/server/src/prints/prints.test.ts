import assert from "node:assert/strict";
import { test } from "node:test";
import type { PrintedPart } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { ALL_STATUSES, planFaults, printsWith } from "../testing/fleet.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "../testing/shop.ts";

async function partsOf(shop: TestServer, query: object = {}): Promise<PrintedPart[]> {
  const { parts = [] } = await shop.client.getPrintedParts({
    query: { limit: 1000, sort: ["uuid"], ...query },
  });
  return parts;
}

async function setReplaceFailed(shop: TestServer, replace_failed: 0 | 1): Promise<void> {
  await shop.server.deps.db.transaction((tx) =>
    tx.updateTable("build_sop_versions").set({ replace_failed }).execute(),
  );
}

forEachDatabase("prints", (database) => {
  const open = () => startTestServer(database);

  test("a finished print completes its parts with serial, lot and times, and their order [printed-part-moves]", async () => {
    const shop = await open();
    const { order, build_uuids } = await aPackedOrder(shop, 3);
    const [serial] = shop.furnished.printer_serials;
    const print_order = await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
    await shop.advance(1);
    for (const part of await partsOf(shop)) assert.equal(part.status, "printing");
    await shop.untilIdle();
    const [print] = await printsWith(shop);
    assert.equal(print.status, "finished");
    const made = await partsOf(shop, { part_order_uuid: [order.uuid] });
    assert.deepEqual(
      made.map(({ serial_number }) => serial_number).sort(),
      [1, 2, 3].map((n) => `${print.print_id}-${n}`),
    );
    for (const part of made) {
      assert.equal(part.status, "complete");
      assert.deepEqual(
        [part.print_id, part.print_uuid, part.print_order_uuid, part.build_uuid],
        [print.print_id, print.uuid, print_order.uuid, build_uuids[0]],
      );
      assert.equal(part.finished_at, print.finished_at);
      assert.match(part.resin_lot_number ?? "", /^L[0-9A-Z]{7}$/);
    }
    const done = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(done.status, "complete");
    assert.equal(print.origin?.printer_serial, serial);
    assert.match(print.origin?.platform_serial ?? "", /^P/);
    assert.equal(print.config?.slice_thickness_nm, 100_000);
    assert.equal(print.printed_by, "Sandbox Admin");
    assert.ok(Number.isInteger(print.metrics?.average_speed_mmhr));
    assert.ok((print.metrics?.consumed_resin_volume_ml ?? 0) > 0);
  });

  test("of several copies, the first makes the ordered parts, the others parts without an order [further-copies-of-a-build] [which-copy]", async () => {
    const shop = await open();
    const { order, build_uuids } = await aPackedOrder(shop, 2);
    const route_to = shop.furnished.printer_serials.slice(0, 2);
    await aPrintOrder(shop, build_uuids[0], { total_copies: 3, route_to });
    await shop.untilIdle();
    const made = await partsOf(shop, { build_uuid: [build_uuids[0]] });
    assert.equal(made.length, 6);
    assert.equal(new Set(made.map(({ serial_number }) => serial_number)).size, 6);
    const ordered = made.filter((part) => part.part_order_uuid !== undefined);
    assert.deepEqual(new Set(ordered.map((part) => part.part_order_uuid)), new Set([order.uuid]));
    assert.equal(ordered.length, 2);
    const { routed_to } = (await shop.client.getPrintOrders({ query: { limit: 1 } }))
      .print_orders?.[0] ?? { routed_to: {} };
    const printed = Object.values(routed_to ?? {}).map(({ copies_printed }) => copies_printed);
    assert.deepEqual(printed.sort(), [1, 2]);
    const done = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.deepEqual([done.status, done.printed_parts.length], ["complete", 2]);
  });

  test("a failed print fails its parts with the reason; replacements are packed and complete [failed-print] [order-with-replaced-parts]", async () => {
    const shop = await open();
    const { order, build_uuids } = await aPackedOrder(shop, 2);
    const [serial] = shop.furnished.printer_serials;
    const reason = "debris could not be removed";
    await planFaults(shop, serial, { failures: [{ job_id: null, layer: 7, reason }] });
    await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
    await shop.untilIdle();
    const [print] = await printsWith(shop);
    assert.equal(print.status, "failed");
    assert.ok(print.finished_at);
    const parts = await partsOf(shop, { part_order_uuid: [order.uuid] });
    const failed = parts.filter(({ status }) => status === "failed");
    assert.deepEqual(
      failed.map(({ error }) => error),
      [reason, reason],
    );
    assert.ok(failed.every(({ serial_number }) => serial_number === undefined));
    const replacements = parts.filter(({ status }) => status === "preparing");
    assert.equal(replacements.length, 2);
    assert.deepEqual(
      replacements.map(({ part_uuid }) => part_uuid).sort(),
      failed.map(({ part_uuid }) => part_uuid).sort(),
    );
    const [again] = new Set(replacements.map(({ build_uuid }) => build_uuid));
    assert.ok(again && again !== build_uuids[0]);
    const going = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(going.status, "processing");
    assert.deepEqual([...(going.build_uuids ?? [])].sort(), [build_uuids[0], again].sort());

    await aPrintOrder(shop, again, { route_to: [serial] });
    await shop.untilIdle();
    const done = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(done.status, "complete");
  });

  test("a failed print leaves its order incomplete where the build SOP wants no replacement [order-status]", async () => {
    const shop = await open();
    await setReplaceFailed(shop, 0);
    const { order, build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    const failures = [{ job_id: null, layer: 0, reason: "power cut" }];
    await planFaults(shop, serial, { failures });
    await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
    await shop.untilIdle();
    const { status, printed_parts } = await shop.client.getPartOrder({
      params: { uuid: order.uuid },
    });
    assert.deepEqual(
      [status, printed_parts.map((part) => part.status)],
      ["incomplete", ["failed"]],
    );
    assert.equal((await shop.client.getBuilds({ query: { limit: 10 } })).total_count, 1);
  });

  test("a print that a printer can never take fails with the printer's reason, the next goes on", async () => {
    const shop = await open();
    await setReplaceFailed(shop, 0);
    const { build_uuids } = await aPackedOrder(shop);
    const second = await aPackedOrder(shop);
    await shop.server.deps.db.transaction((tx) =>
      tx
        .updateTable("builds")
        .set({ volume_ml: 5000 })
        .where("uuid", "=", build_uuids[0])
        .execute(),
    );
    const route_to = shop.furnished.printer_serials.slice(0, 1);
    await aPrintOrder(shop, build_uuids[0], { route_to });
    await aPrintOrder(shop, second.build_uuids[0], { route_to });
    await shop.untilIdle();
    const prints = await printsWith(shop);
    assert.deepEqual(
      prints.map(({ status }) => status),
      ["failed", "finished"],
    );
    const [part] = await partsOf(shop, { build_uuid: build_uuids });
    assert.equal(part.status, "failed");
    assert.match(part.error ?? "", /resin/);
  });

  test("a print that a printer will not take now waits at the head of its queue", async () => {
    const shop = await open();
    const { order, build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    const until = new Date(Date.parse(TEST_START) + 3600_000).toISOString();
    await planFaults(shop, serial, { offline: [{ from: TEST_START, until }] });
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2, route_to: [serial] });
    await shop.advance(3599);
    const waiting = await printsWith(shop);
    assert.deepEqual(
      waiting.map(({ status }) => status),
      ["queued", "queued"],
    );
    assert.equal("started_at" in waiting[0], false);
    await shop.advance(1);
    const begun = await printsWith(shop);
    assert.deepEqual(
      begun.map(({ status }) => status),
      ["printing", "queued"],
    );
    assert.equal(begun[0].started_at, until);
    await shop.untilIdle();
    const done = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(done.status, "complete");
  });

  test("getPrints: finished ones unless asked; every filter and sort, a page at a time", async () => {
    const shop = await open();
    const { prints, at, find } = await fourPrints(shop);
    const [a, b, c, d] = prints;
    assert.deepEqual(
      prints.map(({ status }) => status),
      ["finished", "failed", "queued", "canceled"],
    );
    const [serial, other] = shop.furnished.printer_serials;
    const { name } = await shop.client.getPrinter({ params: { serial: other } });
    const status = ALL_STATUSES;
    const application_uuid = [shop.furnished.application_uuid];
    const expected: [query: object, found: string][] = [
      [{}, "a"],
      [{ status: ["failed", "queued"], sort: ["uuid"] }, "bc"],
      [{ status: ["printing"] }, ""],
      [{ status: ["nonsense"] }, ""],
      [{ status, sort: ["uuid"] }, "abcd"],
      [{ status, uuid: [b.uuid, d.uuid], sort: ["uuid,desc"] }, "db"],
      [{ status, application_uuid, sort: ["uuid"] }, "abcd"],
      [{ status, application_uuid: [NO_UUID] }, ""],
      [{ status, print_id: [c.print_id] }, "c"],
      [{ status, print_order_number: ["N-2"], sort: ["uuid"] }, "cd"],
      [{ status, print_order_uuid: [a.print_order_uuid], sort: ["uuid"] }, "a"],
      [{ status, printer_serial: [serial], sort: ["uuid"] }, "acd"],
      [{ status, printer_name: [name] }, "b"],
      [{ status, build_uuid: [a.build_uuid], sort: ["uuid"] }, "abcd"],
      [{ status, build_uuid: ["nonsense"] }, ""],
      [{ status, platform_serial: [a.origin?.platform_serial] }, "a"],
      [{ status, started_after: a.started_at, sort: ["uuid"] }, "ab"],
      [{ status, started_before: a.started_at }, ""],
      [{ status, finished_after: at, sort: ["uuid"] }, ""],
      [{ status, finished_before: at, sort: ["uuid"] }, "ab"],
      [{ status, finished_after: a.finished_at, sort: ["uuid"] }, "a"],
      [{ status, sort: ["status", "uuid"] }, "dbac"],
      [{ status, sort: ["status,desc", "uuid"] }, "cabd"],
      [{ status, sort: ["started_at", "uuid"] }, "abcd"],
      [{ status, sort: ["started_at,desc", "uuid,desc"] }, "badc"],
      [{ status, sort: ["finished_at", "uuid"] }, "bacd"],
      [{ status, sort: ["finished_at,desc", "uuid"] }, "abcd"],
      [{ status, sort: ["print_order_number", "uuid,desc"] }, "badc"],
      [{ status, sort: ["print_order_number,desc", "uuid"] }, "cdab"],
    ];
    for (const [query, found] of expected) {
      assert.equal(await find(query), found, JSON.stringify(query));
    }
    const six = ALL_STATUSES.concat("x")
      .map((word) => `status=${word}`)
      .join("&");
    for (const bad of [six, "sort=updated_at", "started_before=yesterday", "limit=0"]) {
      assert.equal((await shop.request("GET", `/v1/prints?${bad}`)).status, 400, bad);
    }
  });
});

/** One finished, one failed on another printer, one queued, one canceled. */
async function fourPrints(shop: TestServer) {
  const { build_uuids } = await aPackedOrder(shop, [await aPart(shop)]);
  const [build_uuid] = build_uuids;
  const [serial, other] = shop.furnished.printer_serials;
  await planFaults(shop, other, { failures: [{ job_id: null, layer: 3, reason: "debris" }] });
  const order = (print_order_number: string, total_copies: number, printer: string) =>
    shop.client.createPrintOrder({
      body: { build_uuid, total_copies, route_to: [printer], print_order_number },
    });
  await order("N-1", 1, serial);
  await order("N-1", 1, other);
  await shop.untilIdle();
  await order("N-2", 2, serial);
  const [, , , last] = await printsWith(shop);
  await shop.client.updatePrinterQueue({
    body: { action_type: "PrinterQueueDeleteRequest", print_uuids: [last.uuid ?? ""] },
  });
  const prints = await printsWith(shop);
  const at = shop.server.deps.clock.now();
  /** Walks the pages, two rows each; answers the letters of what was found. */
  const find = async (query: object) => {
    let letters = "";
    let cursor: string | undefined;
    do {
      const page = await shop.client.getPrints({
        query: { limit: 2, ...query, ...(cursor ? { cursor } : {}) },
      });
      for (const { uuid } of page.prints ?? []) {
        letters += "abcd"[prints.findIndex((one) => one.uuid === uuid)];
      }
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return letters;
  };
  return { prints, at, find };
}
