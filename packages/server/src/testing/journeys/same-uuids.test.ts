/** Two customers who choose the same uuids for all their orders, from ordering to serials. */
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { forEachDatabase } from "../databases.ts";
import { ALL_STATUSES, queueOf } from "../fleet.ts";
import { aNeighbour } from "../neighbour.ts";
import { startTestServer, type TestServer } from "../server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../shop.ts";

const CHOSEN_UUID = "11111111-2222-4333-8444-555555555555";
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
      { numRuns: 3, endOnFailure: true },
    );
  });

  test("two orders of the same uuid whose wait ends at once are each packed, and each told of", async () => {
    const mine = await startTestServer(database);
    const theirs = await aNeighbour(mine);
    for (const shop of [mine, theirs]) await anOrder(shop, { uuid: CHOSEN_UUID, parts: 2 });
    await mine.advance(DAY_S);
    await settled(mine);
    for (const shop of [mine, theirs]) {
      const { order, events } = await everythingOf(shop);
      assert.equal(order?.status, "processing");
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
  await cancelOpen(first, second);
  const chosen = CHOSEN_UUID.replace(/^1/, "2");
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
  assert.equal(done.order?.status, "complete");
  // Copies beyond the first make parts that no order asked for.
  assert.equal(done.ordered.length, second.parts);
  assert.equal(done.queued.length, second.parts * second.copies);
  for (const part of done.ordered) {
    assert.deepEqual([part.status, part.part_order_number], ["complete", "PO-1"]);
    assert.match(String(part.serial_number), /^JV/);
  }
  const left = await everythingOf(first.shop, chosen);
  assert.equal(left.order?.status, "processing");
  assert.equal(left.ordered.length, first.parts);
  assert.deepEqual(left.queued, []);
}

/** Both order and wait; the first cancels, and then the second has its own packed. */
async function cancelOpen(first: Customer, second: Customer): Promise<void> {
  for (const { shop, part_uuids } of [first, second]) {
    await anOrder(shop, { uuid: CHOSEN_UUID, parts: part_uuids });
  }
  const params = { uuid: CHOSEN_UUID };
  const before = await everythingOf(second.shop);
  await first.shop.client.deletePartOrder({ params });
  assert.deepEqual(await everythingOf(second.shop), before);
  const canceled = await everythingOf(first.shop);
  assert.equal(canceled.order?.status, "canceled");
  await second.shop.client.updatePartOrder({ params, body: { flush: true } });
  await settled(second.shop);
  const flushed = await everythingOf(second.shop);
  assert.equal(flushed.order?.status, "processing");
  assert.ok(flushed.ordered.every(({ build_uuid }) => build_uuid));
  assert.deepEqual(await everythingOf(first.shop), canceled);
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
async function everythingOf(shop: TestServer, uuid = CHOSEN_UUID) {
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
  const exported: string[] = [];
  for (const table of ["part_orders", "printed_parts", "prints"]) {
    const { status, body } = await request("GET", `/manage/v1/exports/${table}.csv`);
    assert.equal(status, 200);
    exported.push(String(body.text));
  }
  const order = await client.getPartOrder({ params: { uuid } });
  const events = body.events as { what: string }[];
  return { order, part_orders, print_orders, prints, ordered, queued, events, exported };
}
