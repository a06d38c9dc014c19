/** Two customers who choose the same uuids for all their orders, from ordering to serials. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { forEachDatabase } from "../databases.ts";
import { ALL_STATUSES, queueOf } from "../fleet.ts";
import { aNeighbour } from "../neighbour.ts";
import { startTestServer, type TestServer } from "../server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../shop.ts";

/** One for each stage of the walk. */
const CHOSEN_UUIDS = ["1", "2", "3"].map((digit) => `${digit}1111111-2222-4333-8444-555555555555`);
const DAY_S = 24 * 3600;

/** What one of the two orders. */
type Wish = { parts: number; copies: number };
type Customer = { shop: TestServer; part_uuids: string[] } & Wish;

const wish: fc.Arbitrary<Wish> = fc.record({
  parts: fc.integer({ min: 1, max: 4 }),
  copies: fc.integer({ min: 1, max: 3 }),
});

forEachDatabase("same uuids", (database) => {
  test("of two customers with the same uuids, what one does leaves the other's orders as they are", async () => {
    await fc.assert(
      fc.asyncProperty(wish, wish, fc.boolean(), async (first, second, swapped) => {
        const mine = await startTestServer(database);
        const theirs = await aNeighbour(mine);
        const pair = [await aCustomer(mine, first), await aCustomer(theirs, second)];
        await walk(swapped ? [pair[1], pair[0]] : [pair[0], pair[1]]);
      }),
      { numRuns: 2, endOnFailure: true },
    );
  });

  test("two orders of the same uuid whose wait ends at once are each packed, and each told of", async () => {
    const mine = await startTestServer(database);
    const theirs = await aNeighbour(mine);
    const [uuid] = CHOSEN_UUIDS;
    for (const shop of [mine, theirs]) await anOrder(shop, { uuid, parts: 2 });
    await mine.advance(DAY_S);
    await settled(mine);
    for (const shop of [mine, theirs]) {
      const { order, events } = await everythingOf(shop, uuid);
      assert.equal(order.status, "processing");
      assert.equal(events.filter(({ what }) => what === "overdue").length, 1);
    }
  });
});

async function aCustomer(shop: TestServer, { parts, copies }: Wish): Promise<Customer> {
  const part_uuids: string[] = [];
  for (let number = 0; number < parts; number++) part_uuids.push(await aPart(shop, { number }));
  return { shop, part_uuids, parts, copies };
}

/** The first cancels what can be, at each stage; the second has all of its own made. */
async function walk([first, second]: Customer[]): Promise<void> {
  await cancelWaiting(first, second);
  await flushWaiting(first, second);
  const [, , chosen] = CHOSEN_UUIDS;
  const builds: string[] = [];
  for (const { shop, part_uuids, parts, copies } of [first, second]) {
    const { order, build_uuids } = await aPackedOrder(shop, part_uuids, chosen);
    assert.equal(order.printed_parts.length, parts);
    assert.equal(build_uuids.length, 1);
    builds.push(...build_uuids);
    await aPrintOrder(shop, build_uuids[0], { uuid: chosen, total_copies: copies });
  }
  assert.equal(new Set(builds).size, 2);
  for (const { shop, copies } of [first, second]) {
    assert.deepEqual(await routedTo(shop, chosen), { copies_queued: copies, copies_printed: 0 });
  }
  const before = await everythingOf(second.shop, chosen);
  await takeOffQueue(first.shop);
  assert.deepEqual(await everythingOf(second.shop, chosen), before);
  assert.deepEqual(await routedTo(first.shop, chosen), { copies_queued: 0, copies_printed: 0 });

  await second.shop.untilIdle();
  assert.deepEqual(await routedTo(second.shop, chosen), {
    copies_queued: 0,
    copies_printed: second.copies,
  });
  const done = await everythingOf(second.shop, chosen);
  assert.equal(done.prints.length, second.copies);
  const exported = done.exported.part_orders.find(({ uuid }) => uuid === chosen);
  assert.equal(exported?.printed_parts_count, String(second.parts));
  assert.equal(done.order.status, "complete");
  // Copies beyond the first make parts that no order asked for.
  assert.equal(done.ordered.length, second.parts);
  assert.equal(done.queued.length, second.parts * second.copies);
  for (const part of done.ordered) {
    assert.deepEqual([part.status, part.part_order_number], ["complete", "PO-1"]);
    assert.match(String(part.serial_number), /^JV/);
  }
  const left = await everythingOf(first.shop, chosen);
  assert.equal(left.order.status, "processing");
  assert.equal(left.ordered.length, first.parts);
  assert.deepEqual(left.queued, []);
}

/** Both order and wait; one cancels, and then the other. */
async function cancelWaiting(first: Customer, second: Customer): Promise<void> {
  const [uuid] = CHOSEN_UUIDS;
  for (const { shop, part_uuids } of [first, second]) {
    await anOrder(shop, { uuid, parts: part_uuids });
  }
  const before = await everythingOf(second.shop, uuid);
  await first.shop.client.deletePartOrder({ params: { uuid } });
  const canceled = await everythingOf(first.shop, uuid);
  assert.equal(canceled.order.status, "canceled");
  assert.deepEqual(await everythingOf(second.shop, uuid), before);
  await second.shop.client.deletePartOrder({ params: { uuid } });
  assert.deepEqual(await everythingOf(first.shop, uuid), canceled);
}

/** Both order and wait; the second has its own packed, and the first waits on. */
async function flushWaiting(first: Customer, second: Customer): Promise<void> {
  const [, uuid] = CHOSEN_UUIDS;
  for (const { shop, part_uuids } of [first, second]) {
    await anOrder(shop, { uuid, parts: part_uuids });
  }
  for (const { shop, parts } of [first, second]) {
    const body = { part_order_uuids: [uuid] };
    const preview = await shop.request("POST", "/manage/v1/packing/preview", { body });
    assert.deepEqual([preview.status, preview.body.piece_count], [200, parts]);
  }
  const waiting = await everythingOf(first.shop, uuid);
  await second.shop.client.updatePartOrder({ params: { uuid }, body: { flush: true } });
  // A further order has those packed that need not wait: none of the first one's.
  const further = await anOrder(first.shop, { parts: first.part_uuids });
  await settled(first.shop);
  await first.shop.client.deletePartOrder({ params: { uuid: further.uuid } });
  const { order, ordered } = await everythingOf(first.shop, uuid);
  assert.deepEqual({ order, ordered }, { order: waiting.order, ordered: waiting.ordered });
  const flushed = await everythingOf(second.shop, uuid);
  assert.equal(flushed.order.status, "processing");
  assert.ok(flushed.ordered.every((part) => part.build_uuid !== undefined));
  await first.shop.client.deletePartOrder({ params: { uuid } });
}

async function takeOffQueue(shop: TestServer): Promise<void> {
  const [serial] = shop.furnished.printer_serials;
  const print_uuids = await queueOf(shop, serial);
  await shop.client.updatePrinterQueue({
    body: { action_type: "PrinterQueueDeleteRequest", print_uuids },
  });
}

async function routedTo(shop: TestServer, uuid: string) {
  const [serial] = shop.furnished.printer_serials;
  const { routed_to = {} } = await shop.client.getPrintOrder({ params: { uuid } });
  return routed_to[serial];
}

/** All that is told of the orders of a uuid. */
async function everythingOf(shop: TestServer, uuid: string) {
  const { client, request } = shop;
  const list = (query: object) => client.getPrintedParts({ query });
  const { parts: ordered = [] } = await list({ part_order_uuid: [uuid] });
  const { parts: queued = [] } = await list({ print_order_uuid: [uuid] });
  const { part_orders = [] } = await client.getPartOrders({ query: { uuid: [uuid] } });
  const { print_orders = [] } = await client.getPrintOrders({ query: { uuid: [uuid] } });
  const { prints = [] } = await client.getPrints({
    query: { print_order_uuid: [uuid], status: ALL_STATUSES },
  });
  const { body } = await request("GET", `/manage/v1/events?uuid=${uuid}`);
  const exported = await exportsOf(shop);
  const order = await client.getPartOrder({ params: { uuid } });
  const events = body.events as { what: string }[];
  return { order, part_orders, print_orders, prints, ordered, queued, events, exported };
}

/** The tables with orders in them, row by row; each thing must be in one row. */
async function exportsOf({ request }: TestServer) {
  const tables: Record<string, Record<string, string>[]> = {};
  for (const table of ["part_orders", "printed_parts", "prints"]) {
    const { status, body } = await request("GET", `/manage/v1/exports/${table}.csv`);
    assert.equal(status, 200);
    // None of the texts in them has a comma.
    const [columns, ...lines] = String(body.text).trimEnd().split("\r\n");
    const rows = lines.map((line) => {
      const values = line.split(",");
      return Object.fromEntries(columns.split(",").map((name, index) => [name, values[index]]));
    });
    assert.equal(new Set(rows.map(({ uuid }) => uuid)).size, rows.length, table);
    tables[table] = rows;
  }
  return tables;
}
