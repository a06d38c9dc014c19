import assert from "node:assert/strict";
import { test } from "node:test";
import type { PrintedPart, PrinterRecord, PrintRecord, ResinLot } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { planFaults, printsWith, queueOf } from "../testing/fleet.ts";
import { everyRow, manage, refused } from "../testing/manage.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPart, aPrintOrder } from "../testing/shop.ts";

const lotsOf = (shop: TestServer, resin_name: string) =>
  everyRow<ResinLot>(
    shop,
    `/resin_lots?sort=uuid&resin_name=${encodeURIComponent(resin_name)}`,
    "resin_lots",
  );

const load = (shop: TestServer, serial: string, resin_lot_uuid: string | null) =>
  manage<PrinterRecord>(shop, "POST", `/printers/${serial}/resin`, { resin_lot_uuid });

const setLot = (shop: TestServer, uuid: string, changes: object) =>
  manage<ResinLot>(shop, "PATCH", `/resin_lots/${uuid}`, changes);

/** A printer whose resin is changed by hand, with copies of a build of UMA 90 in its queue. */
async function aQueue(shop: TestServer, total_copies: number) {
  const { build_uuids } = await aPackedOrder(shop, 2);
  const [serial] = shop.furnished.printer_serials;
  await manage(shop, "PATCH", `/printers/${serial}`, { resin_change: "by_hand" });
  await aPrintOrder(shop, build_uuids[0], { total_copies, route_to: [serial] });
  const lots = await lotsOf(shop, "UMA 90");
  return { serial, lots, build_uuid: build_uuids[0] };
}

async function holdOf(shop: TestServer, serial: string) {
  const { hold, status } = await manage<PrinterRecord>(shop, "GET", `/printers/${serial}`);
  assert.deepEqual(status.alerts, hold ? [hold.reason] : []);
  return hold;
}

const runNext = async (shop: TestServer, serial: string) => {
  const left = (await queueOf(shop, serial)).length;
  await shop.advance(1);
  assert.equal((await queueOf(shop, serial)).length, left - 1, "the next print began");
};

/** The numbers of the lots that the parts of ended prints say they are made of. */
async function numbersOnParts(shop: TestServer): Promise<Map<string, string[]>> {
  const { parts = [] } = await shop.client.getPrintedParts({ query: { limit: 1000 } });
  const ended = parts.filter(({ status }) => status === "complete" || status === "failed");
  return new Map(
    [...Map.groupBy(ended, (part) => String(part.print_uuid))].map(([print, made]) => [
      print,
      made.map((part) => String(part.resin_lot_number)),
    ]),
  );
}

forEachDatabase("resin on printers", (database) => {
  const open = () => startTestServer(database);

  test("by hand: another resin waits, with the reason, until the right lot is loaded", async () => {
    const shop = await open();
    const { serial, lots } = await aQueue(shop, 1);
    await shop.untilIdle();
    assert.equal((await queueOf(shop, serial)).length, 1);
    const reason = "EPU 41 is loaded, the next print needs UMA 90";
    assert.deepEqual(await holdOf(shop, serial), { code: "resin_mismatch", reason });
    const [print] = await printsWith(shop);
    const record = await manage<PrintRecord>(shop, "GET", `/prints/${print.uuid}`);
    assert.deepEqual([record.hold?.reason, record.resin], [reason, null]);
    assert.ok(record.places.every((place) => place.printed_part_uuid === null));

    assert.equal(lots[1].resin_cell_name, "Cell 1");
    await setLot(shop, lots[1].uuid, { resin_cell_name: "Cell 7" });
    const { resin, hold } = await load(shop, serial, lots[1].uuid);
    const { uuid: resin_lot_uuid, lot_number, resin_name } = lots[1];
    assert.deepEqual([resin?.resin_lot_uuid, hold], [resin_lot_uuid, null]);
    await shop.untilIdle();
    const ended = await manage<PrintRecord>(shop, "GET", `/prints/${print.uuid}`);
    assert.deepEqual(ended.resin, { resin_lot_uuid, lot_number, resin_name });
    assert.deepEqual(await numbersOnParts(shop), new Map([[print.uuid, [lot_number, lot_number]]]));
    assert.ok(ended.places.every((place) => place.status === "complete"));
    const { parts = [] } = await shop.client.getPrintedParts({ query: { limit: 10 } });
    assert.deepEqual(
      parts.map((part) => [part.resin_cell_name, part.project_blackline]),
      [
        ["Cell 7", 0],
        ["Cell 7", 0],
      ],
    );
    assert.equal(ended.places[1].serial_number, `${print.print_id}-2`);
  });

  test("by hand without a recorded lot, whatever is queued prints, and the printer names the lot", async () => {
    const shop = await open();
    const { serial, lots } = await aQueue(shop, 1);
    assert.deepEqual((await load(shop, serial, null)).resin, null);
    await shop.untilIdle();
    const [numbers] = [...(await numbersOnParts(shop)).values()];
    assert.equal(numbers.length, 2);
    assert.ok(numbers.every((number) => /^L[0-9A-Z]{7}$/.test(number)));
    assert.equal(
      lots.some((lot) => numbers.includes(lot.lot_number)),
      false,
    );
  });

  test("a lot that is changed between the prints of one queue is named by those after it", async () => {
    const shop = await open();
    const { serial, lots } = await aQueue(shop, 3);
    await load(shop, serial, lots[0].uuid);
    await runNext(shop, serial);
    // The print that runs keeps its lot.
    await load(shop, serial, lots[1].uuid);
    await shop.untilIdle();
    const prints = await printsWith(shop);
    const numbers = await numbersOnParts(shop);
    assert.deepEqual(
      prints.map(({ uuid }) => new Set(numbers.get(String(uuid)))),
      [0, 1, 1].map((index) => new Set([lots[index].lot_number])),
    );
    const used = await usedByPrints(shop);
    for (const lot of await lotsOf(shop, "UMA 90")) {
      assert.ok(lot.used_ml > 0);
      assert.equal(lot.used_ml, used.get(lot.uuid));
      assert.equal(lot.remaining_ml, Math.round((lot.volume_ml - lot.used_ml) * 1000) / 1000);
    }
    const path = `/resin_lots/${lots[0].uuid}`;
    await refused(
      shop,
      ["PATCH", path, { lot_number: "X" }],
      [409, "resin_lot_used", "/body/lot_number"],
    );
    assert.equal((await setLot(shop, lots[0].uuid, { volume_ml: 1 })).remaining_ml, 0);
  });

  for (const [code, changes] of [
    ["resin_lot_quarantined", { status: "quarantined" }],
    ["resin_lot_used_up", { status: "used_up" }],
    ["resin_lot_expired", { expires_at: "2030-01-01T08:00:00Z" }],
  ] as const) {
    test(`${code}: begins nothing new, what runs goes on, and lifting it lets the queue go on`, async () => {
      const shop = await open();
      const { serial, lots } = await aQueue(shop, 2);
      await load(shop, serial, lots[0].uuid);
      await runNext(shop, serial);
      await setLot(shop, lots[0].uuid, changes);
      await shop.untilIdle();
      assert.equal((await queueOf(shop, serial)).length, 1);
      const hold = await holdOf(shop, serial);
      assert.equal(hold?.code, code);
      assert.match(hold?.reason ?? "", new RegExp(`^lot ${lots[0].lot_number} of UMA 90 `));
      assert.equal((await numbersOnParts(shop)).size, 1);
      await setLot(shop, lots[0].uuid, { status: "open", expires_at: null });
      assert.equal(await holdOf(shop, serial), null);
      await shop.untilIdle();
      assert.equal((await queueOf(shop, serial)).length, 0);
    });
  }

  test("a head that waits for resin lets the next one begin when it is moved away", async () => {
    const shop = await open();
    const { serial } = await aQueue(shop, 1);
    const [other] = shop.furnished.printer_serials.slice(1);
    await aPrintOrder(shop, await elastomerBuild(shop), { route_to: [serial] });
    await shop.untilIdle();
    const [head, next] = await queueOf(shop, serial);
    const action_type = "PrinterQueueMoveRequest" as const;
    const move = { action_type, printer_serial: other, index: 0, print_uuids: [head] };
    await shop.client.updatePrinterQueue({ body: move });
    await shop.untilIdle();
    assert.deepEqual(
      (await printsWith(shop)).map(({ uuid, status }) => [uuid, status]),
      [
        [head, "finished"],
        [next, "finished"],
      ],
    );
  });

  test("at the start: the open lot that expires first is loaded, told, and passed over when set aside", async () => {
    const shop = await open();
    const { build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    const [first, second] = await lotsOf(shop, "UMA 90");
    await setLot(shop, second.uuid, { expires_at: "2030-03-01" });
    const numbers = async () => {
      await aPrintOrder(shop, build_uuids[0], { route_to: [serial] });
      await shop.untilIdle();
      return [...(await numbersOnParts(shop)).values()].flat();
    };
    assert.deepEqual(await numbers(), [second.lot_number]);
    const { customer_uuid } = shop.furnished;
    const { read } = shop.server.deps.db;
    const filter = { customer_uuid, noun: "printers", uuid: serial };
    const told = (await readEvents(read, filter)).filter(({ what }) => what === "resin_loaded");
    const { actor, details } = told[told.length - 1];
    assert.deepEqual([actor, details.lot_number], ["server:dispatch", second.lot_number]);

    await setLot(shop, second.uuid, { status: "quarantined" });
    assert.deepEqual(new Set(await numbers()), new Set([first.lot_number, second.lot_number]));
    await setLot(shop, first.uuid, { status: "used_up" });
    assert.equal((await numbers()).length, 2);
    assert.equal((await holdOf(shop, serial))?.code, "resin_lot_missing");
    const { resin_uuid } = first;
    const delivery = { resin_uuid, lot_number: "NEW", volume_ml: 100 };
    await manage(shop, "POST", "/resin_lots", delivery);
    await shop.untilIdle();
    assert.ok((await numbersOnParts(shop)).values().some((made) => made.includes("NEW")));
    assert.equal(await holdOf(shop, serial), null);
  });

  test("recall: every part that was begun of a lot, failed ones and further copies too, paged", async () => {
    const shop = await open();
    const { serial, lots } = await aQueue(shop, 2);
    await load(shop, serial, lots[0].uuid);
    await planFaults(shop, serial, { failures: [{ job_id: null, layer: 3, reason: "debris" }] });
    await shop.untilIdle();
    const path = `/resin_lots/${lots[0].uuid}/printed_parts`;
    const recalled = await everyRow<PrintedPart>(shop, `${path}?sort=uuid`, "printed_parts");
    assert.deepEqual(
      recalled.map(({ status }) => status),
      ["failed", "failed", "complete", "complete"],
    );
    for (const part of recalled) {
      assert.equal(part.resin_lot_number, lots[0].lot_number);
      assert.deepEqual(await shop.client.getPrintedPart({ params: { uuid: part.uuid } }), part);
    }
    for (const field of ["uuid", "created_at", "finished_at", "part_number", "status"]) {
      const rising = await everyRow(shop, `${path}?sort=${field}`, "printed_parts");
      const falling = await everyRow(shop, `${path}?sort=${field},desc`, "printed_parts");
      assert.deepEqual(falling, rising.toReversed(), field);
    }
    const unused = `/resin_lots/${lots[1].uuid}/printed_parts`;
    assert.deepEqual(await everyRow(shop, unused, "printed_parts"), []);
    const nowhere = `/resin_lots/${NO_UUID}/printed_parts`;
    await refused(shop, ["GET", nowhere], [404, "not_found"]);
    await refused(shop, ["GET", `${path}?sort=x`], [400, "sort_unknown"]);
    await refused(shop, ["GET", `${path}?limit=`], [400, "input_invalid"]);
  });

  test("only a lot that is there is loaded, on a printer that is there", async () => {
    const shop = await open();
    const { serial, lots } = await aQueue(shop, 1);
    const [path, nowhere] = [`/printers/${serial}/resin`, "/printers/ZZZZZZZ/resin"];
    const unknown: [number, string, string] = [400, "resin_lot_unknown", "/body/resin_lot_uuid"];
    await refused(shop, ["POST", path, { resin_lot_uuid: NO_UUID }], unknown);
    await refused(shop, ["POST", path, {}], [400, "input_invalid", "/body/resin_lot_uuid"]);
    const resin_lot_uuid = lots[0].uuid;
    await refused(shop, ["POST", nowhere, { resin_lot_uuid }], [404, "not_found"]);
  });
});

/** A build of the resin that the largest printers hold. */
async function elastomerBuild(shop: TestServer): Promise<string> {
  const { build_uuids } = await aPackedOrder(shop, [
    await aPart(shop, { part_number: "MIDSOLE-001" }),
  ]);
  return build_uuids[0];
}

/** What the prints say they used, by lot, to three digits. */
async function usedByPrints(shop: TestServer): Promise<Map<string, number>> {
  const used = new Map<string, number>();
  for (const { uuid } of await printsWith(shop)) {
    const { resin, metrics } = await manage<PrintRecord>(shop, "GET", `/prints/${uuid}`);
    const lot = resin?.resin_lot_uuid ?? "";
    const sum_ml = (used.get(lot) ?? 0) + (metrics?.consumed_resin_volume_ml ?? 0);
    used.set(lot, Math.round(sum_ml * 1000) / 1000);
  }
  return used;
}
