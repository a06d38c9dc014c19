/** Random commands to queues, held against a model of lists: no print is lost or doubled. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Print } from "@vatline/api";
import fc from "fast-check";
import { forEachDatabase } from "../testing/databases.ts";
import { planFaults, printsWith, queueOf } from "../testing/fleet.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";

const PRINTERS = 3;
const PARTS = 2;

type Command =
  | { verb: "order"; copies: number; printers: number[] }
  | { verb: "move"; prints: number[]; printer: number; index: number }
  | { verb: "delete"; prints: number[] }
  | { verb: "advance"; seconds: number };

const printer = fc.nat(PRINTERS - 1);
const prints = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });

/** Mostly moves of what still waits: time goes on seldom. */
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      verb: fc.constant("order" as const),
      copies: fc.integer({ min: 1, max: 6 }),
      printers: fc.uniqueArray(printer, { minLength: 1 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      verb: fc.constant("move" as const),
      prints,
      printer,
      index: fc.integer({ min: -1, max: 8 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ verb: fc.constant("delete" as const), prints }) },
  {
    weight: 1,
    arbitrary: fc.record({
      verb: fc.constant("advance" as const),
      seconds: fc.constantFrom(0, 1, 700, 2000),
    }),
  },
);

forEachDatabase("queues", (database) => {
  test("no sequence of commands loses, doubles or reorders a print", async () => {
    const commands = fc.array(command, { minLength: 20, maxLength: 40 });
    const check = (list: Command[]) => checkSequence(() => startTestServer(database), list);
    await fc.assert(fc.asyncProperty(commands, check), { numRuns: 4, endOnFailure: true });
  });
});

async function checkSequence(open: () => Promise<TestServer>, commands: Command[]) {
  const shop = await open();
  const { build_uuids } = await aPackedOrder(shop, PARTS);
  const serials = shop.furnished.printer_serials.slice(0, PRINTERS);
  const failures = [{ job_id: null, layer: 3, reason: "debris" }];
  await planFaults(shop, serials[0], { failures });
  const model = new Map<string, string[]>(serials.map((serial) => [serial, []]));
  const all: string[] = [];
  for (const one of commands) {
    const chosen =
      "prints" in one ? [...new Set(one.prints.flatMap((n) => all[n % all.length] ?? []))] : [];
    if (one.verb === "order") {
      const route_to = one.printers.map((index) => serials[index]);
      const order = await aPrintOrder(shop, build_uuids[0], { total_copies: one.copies, route_to });
      const made = await printsWith(shop, { print_order_uuid: [order.uuid] });
      assert.equal(made.length, one.copies);
      all.push(...made.map(({ uuid = "" }) => uuid));
      for (const serial of route_to) {
        const fresh = (await queueOf(shop, serial)).slice(model.get(serial)?.length);
        assert.ok(fresh.every((uuid) => made.some((print) => print.uuid === uuid)));
        model.get(serial)?.push(...fresh);
      }
    } else if (one.verb === "advance") {
      await shop.advance(one.seconds);
      await takeStarted(shop, model);
    } else if (chosen.length > 0) {
      await change(shop, model, one, chosen, serials);
    }
    await checkQueues(shop, model, all);
  }
  await shop.untilIdle();
  await takeStarted(shop, model);
  await checkEnd(shop);
}

/** Moves or deletes on both sides. */
async function change(
  shop: TestServer,
  model: Map<string, string[]>,
  one: Command & { verb: "move" | "delete" },
  print_uuids: string[],
  serials: string[],
): Promise<void> {
  const waits = (uuid: string) => [...model.values()].some((queue) => queue.includes(uuid));
  const moved = print_uuids.filter(waits);
  for (const [serial, queue] of model) {
    model.set(
      serial,
      queue.filter((uuid) => !moved.includes(uuid)),
    );
  }
  const body =
    one.verb === "move"
      ? {
          action_type: "PrinterQueueMoveRequest" as const,
          printer_serial: serials[one.printer],
          index: one.index,
          print_uuids,
        }
      : { action_type: "PrinterQueueDeleteRequest" as const, print_uuids };
  const { code, uuids } = await shop.client.updatePrinterQueue({ body });
  assert.deepEqual(uuids, moved);
  assert.equal(code, moved.length === print_uuids.length ? 0 : moved.length > 0 ? 1 : 2);
  if (one.verb === "delete") return;
  const queue = model.get(serials[one.printer]) ?? [];
  queue.splice(one.index === -1 ? queue.length : one.index, 0, ...moved);
}

/** Time may only have taken prints off the heads of queues. */
async function takeStarted(shop: TestServer, model: Map<string, string[]>): Promise<void> {
  const begun = new Map((await printsWith(shop)).map((print) => [print.uuid, print.status]));
  for (const [serial, queue] of model) {
    const now = await queueOf(shop, serial);
    const taken = queue.slice(0, queue.length - now.length);
    assert.deepEqual([...taken, ...now], queue, "only heads were taken");
    for (const uuid of taken) assert.match(begun.get(uuid) ?? "", /^(printing|finished|failed)$/);
    model.set(serial, now);
  }
}

async function checkQueues(shop: TestServer, model: Map<string, string[]>, all: string[]) {
  for (const [serial, queue] of model) assert.deepEqual(await queueOf(shop, serial), queue);
  const rows = await printsWith(shop);
  assert.deepEqual(rows.map(({ uuid }) => uuid).sort(), [...all].sort());
  const waiting = rows.filter(({ status }) => status === "queued").map(({ uuid = "" }) => uuid);
  assert.deepEqual(waiting.sort(), [...model.values()].flat().sort());
  await checkCopies(shop, rows);
  const stored = await shop.server.deps.db.read
    .selectFrom("prints")
    .select(["printer_serial", "position", "status"])
    .execute();
  const places = stored.filter(({ status }) => status === "queued");
  assert.ok(places.every(({ position }) => position !== null));
  const distinct = new Set(places.map((row) => `${row.printer_serial} ${row.position}`));
  assert.equal(distinct.size, places.length, "no two prints have one place");
}

async function checkCopies(shop: TestServer, rows: Print[]): Promise<void> {
  const { print_orders = [] } = await shop.client.getPrintOrders({ query: { limit: 1000 } });
  for (const order of print_orders) {
    const own = rows.filter((print) => print.print_order_uuid === order.uuid);
    assert.equal(own.length, order.total_copies);
    const count = (status: string) => own.filter((print) => print.status === status).length;
    const routed = Object.values(order.routed_to ?? {});
    const sum = (key: "copies_queued" | "copies_printed") =>
      routed.reduce((total, one) => total + (one[key] ?? 0), 0);
    assert.equal(sum("copies_queued"), count("queued"));
    assert.equal(sum("copies_printed"), count("finished"));
  }
}

/** Every print that ran made one thing for each place of the build, each with its own serial. */
async function checkEnd(shop: TestServer): Promise<void> {
  const rows = await printsWith(shop);
  const { parts = [] } = await shop.client.getPrintedParts({ query: { limit: 1000 } });
  for (const print of rows) {
    assert.match(print.status ?? "", /^(finished|failed|canceled)$/);
    const made = parts.filter((part) => part.print_uuid === print.uuid);
    assert.equal(made.length, print.status === "canceled" ? 0 : PARTS);
    const status = print.status === "finished" ? "complete" : "failed";
    for (const part of made) assert.equal(part.status, status);
  }
  const serials = parts.flatMap(({ serial_number }) => serial_number ?? []);
  assert.equal(new Set(serials).size, serials.length);
  assert.equal(serials.length, PARTS * rows.filter(({ status }) => status === "finished").length);
}
