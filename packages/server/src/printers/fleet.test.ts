import assert from "node:assert/strict";
import { test } from "node:test";
import type { Printer, PrinterRecord, PrinterRequest } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { printersOf, queueOf } from "../testing/fleet.ts";
import { everyRow, manage, refused } from "../testing/manage.ts";
import { startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";

const OWN = { serial: "OWN0001", name: "Own", hw_type: "L1", driver: "simulated" };

const recordOf = (shop: TestServer, serial: string) =>
  manage<PrinterRecord>(shop, "GET", `/printers/${serial}`);

const act = (shop: TestServer, serial: string, verb: string, body?: object) =>
  manage<PrinterRecord>(shop, "POST", `/printers/${serial}/${verb}`, body);

async function historyOf(shop: TestServer, uuid: string) {
  const { customer_uuid } = shop.furnished;
  const { read } = shop.server.deps.db;
  const events = await readEvents(read, { customer_uuid, noun: "printers", uuid });
  return events.map(({ what, details }) => [what, details]);
}

async function currentOf(shop: TestServer, serial: string): Promise<Printer> {
  return shop.client.getPrinter({ params: { serial } });
}

forEachDatabase("the fleet", (database) => {
  test("a printer tells all that is known of it, besides what the compatible API tells", async () => {
    const shop = await startTestServer(database);
    const [serial] = shop.furnished.printer_serials;
    const { resin, capabilities, settings, ...record } = await recordOf(shop, serial);
    assert.deepEqual(record, {
      ...(await currentOf(shop, serial)),
      driver: "simulated",
      reported_at: TEST_START,
      next_poll_at: null,
      resin_change: "at_start",
      maintenance: null,
      hold: null,
      retired_at: null,
      created_at: TEST_START,
    });
    assert.equal(capabilities?.platform.class, "L1");
    assert.ok((capabilities?.platform.height_mm ?? 0) > 100 && capabilities?.pause);
    assert.deepEqual(settings, { resin_name: "EPU 41" });
    assert.deepEqual([resin?.resin_name, resin?.loaded_at], ["EPU 41", TEST_START]);
    await refused(shop, ["GET", "/printers/ZZZZZZZ"], [404, "not_found"]);
    await refused(shop, ["GET", "/printers/zz"], [404, "not_found"]);
  });

  test("settings that the driver does not show are not shown, nor told in the history", async () => {
    const shop = await startTestServer(database);
    const [serial] = shop.furnished.printer_serials;
    const settings = JSON.stringify({ resin_name: "EPU 41", api_key: "hush" });
    await shop.server.deps.db.transaction((tx) =>
      tx.updateTable("printers").set({ settings }).where("serial", "=", serial).execute(),
    );
    assert.deepEqual((await recordOf(shop, serial)).settings, { resin_name: "EPU 41" });
    await manage(shop, "PATCH", `/printers/${serial}`, { settings: { resin_name: "UMA 90" } });
    const seen = JSON.stringify([
      await historyOf(shop, serial),
      await everyRow(shop, "/printers", "printers"),
    ]);
    assert.equal(seen.includes("hush"), false);
  });

  test("an added printer is asked how it is, and prints", async () => {
    const shop = await startTestServer(database);
    const settings = { resin_name: "UMA 90" };
    const added = await manage(shop, "POST", "/printers", { ...OWN, alias: "mine", settings });
    assert.deepEqual(
      [added.name, added.alias, added.resin_change, added.resin, added.settings],
      ["Own", "mine", "by_hand", null, settings],
    );
    await shop.advance(0);
    assert.equal((await currentOf(shop, OWN.serial)).status.printer_state, "IDLE");
    const { order, build_uuids } = await aPackedOrder(shop);
    await aPrintOrder(shop, build_uuids[0], { route_to: [OWN.serial] });
    await shop.untilIdle();
    const { status } = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(status, "complete");
    const [[what, details]] = await historyOf(shop, OWN.serial);
    const { serial: _serial, ...told } = OWN;
    assert.equal(what, "created");
    assert.deepEqual(details, { ...told, alias: "mine", settings, resin_change: "by_hand" });
  });

  test("a printer is not added twice, nor with what its driver would refuse", async () => {
    const shop = await startTestServer(database);
    const [serial] = shop.furnished.printer_serials;
    type Case = [Partial<PrinterRequest>, [number, string, string]];
    const cases: Case[] = [
      [{ serial }, [409, "printer_serial_taken", "/body/serial"]],
      [{ serial: "abc" }, [400, "input_invalid", "/body/serial"]],
      [{ name: "" }, [400, "input_invalid", "/body/name"]],
      [{ driver: "carrier_pigeon" }, [400, "printer_driver_unknown", "/body/driver"]],
      [{ driver: "" }, [400, "input_invalid", "/body/driver"]],
      [{ hw_type: "L9" }, [400, "printer_hw_type_unknown", "/body/hw_type"]],
      [{ settings: { host: "x" } }, [400, "printer_settings_invalid", "/body/settings/host"]],
      [
        { settings: { faults: { alerts: [{ text: "" }] } } },
        [400, "printer_settings_invalid", "/body/settings/faults/alerts/0/text"],
      ],
    ];
    for (const [changes, expected] of cases) {
      await refused(shop, ["POST", "/printers", { ...OWN, ...changes }], expected);
    }
    assert.equal((await everyRow(shop, "/printers", "printers")).length, 12);
  });

  test("name, alias and settings change, with their history; what is wrong changes nothing", async () => {
    const shop = await startTestServer(database);
    const [serial] = shop.furnished.printer_serials;
    const path = `/printers/${serial}`;
    const { name } = await recordOf(shop, serial);
    const before = (await historyOf(shop, serial)).length;
    await manage(shop, "PATCH", path, { name: "Window", alias: null, resin_change: "by_hand" });
    const changed = await currentOf(shop, serial);
    assert.deepEqual([changed.name, changed.alias], ["Window", null]);
    await manage(shop, "PATCH", path, { name: "Window" });
    const events = (await historyOf(shop, serial)).slice(before);
    assert.deepEqual(events, [
      [
        "updated",
        {
          name: { from: name, to: "Window" },
          alias: { from: "Large parts", to: null },
          resin_change: { from: "at_start", to: "by_hand" },
        },
      ],
    ]);
    const settings = { faults: { revision: -1 } };
    const invalid: [number, string, string] = [
      ...([400, "printer_settings_invalid", "/body/settings/faults/revision"] as const),
    ];
    await refused(shop, ["PATCH", path, { name: "Door", settings }], invalid);
    await refused(shop, ["PATCH", path, { name: "" }], [400, "input_invalid", "/body/name"]);
    await refused(shop, ["PATCH", "/printers/ZZZZZZZ", { name: "x" }], [404, "not_found"]);
    assert.equal((await currentOf(shop, serial)).name, "Window");
  });

  test("maintenance: what runs goes on, the queue stays and grows, and goes on afterwards", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop);
    const [serial] = shop.furnished.printer_serials;
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2, route_to: [serial] });
    await shop.advance(1);
    await act(shop, serial, "maintenance/start", { note: "new film" });
    const { maintenance, hold, status } = await act(shop, serial, "maintenance/start", {
      note: "new lamp",
    });
    const since = "2030-01-01T08:00:01.000Z";
    assert.deepEqual(maintenance, { since, note: "new lamp" });
    const reason = "in maintenance: new lamp";
    assert.deepEqual([hold, status.alerts], [{ code: "maintenance", reason }, [reason]]);
    assert.deepEqual((await currentOf(shop, serial)).status.alerts, [reason]);
    await shop.untilIdle();
    const waiting = await currentOf(shop, serial);
    assert.ok(waiting.prints.last?.finished_at);
    assert.deepEqual([waiting.prints.queue_length, waiting.prints.current], [1, {}]);
    assert.equal(waiting.status.printer_state, "IDLE");
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2, route_to: [serial] });
    await shop.untilIdle();
    const queue = await queueOf(shop, serial);
    assert.equal(queue.length, 3);
    const record = await manage(shop, "GET", `/prints/${queue[0]}`);
    assert.deepEqual([record.position, record.hold], [0, { code: "maintenance", reason }]);
    assert.equal((await manage(shop, "GET", `/prints/${queue[1]}`)).hold, null);

    await act(shop, serial, "maintenance/end");
    assert.deepEqual((await act(shop, serial, "maintenance/end")).hold, null);
    await shop.untilIdle();
    assert.deepEqual(await queueOf(shop, serial), []);
    const verbs = (await historyOf(shop, serial)).map(([what]) => what);
    const told = ["maintenance_started", "maintenance_started", "maintenance_ended"];
    assert.deepEqual(
      verbs.filter((what) => String(what).startsWith("maintenance")),
      told,
    );
    await act(shop, serial, "maintenance/start", {});
    assert.deepEqual((await currentOf(shop, serial)).status.alerts, ["in maintenance"]);
    for (const verb of ["start", "end"]) {
      const path = `/printers/ZZZZZZZ/maintenance/${verb}`;
      await refused(shop, ["POST", path, verb === "start" ? {} : undefined], [404, "not_found"]);
    }
  });

  test("a printer retires only without prints, is hidden then, and comes back as it was", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop);
    const [serial, other] = await printersOf(shop, "L1");
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2, route_to: [serial] });
    const retire: [string, string] = ["POST", `/printers/${serial}/retire`];
    await refused(shop, retire, [409, "printer_busy"]);
    await shop.advance(1);
    const [queued] = await queueOf(shop, serial);
    const action_type = "PrinterQueueDeleteRequest" as const;
    await shop.client.updatePrinterQueue({ body: { action_type, print_uuids: [queued] } });
    await refused(shop, retire, [409, "printer_busy"]);
    await shop.untilIdle();

    const { retired_at } = await act(shop, serial, "retire");
    assert.ok(retired_at);
    await shop.advance(60);
    const still = await act(shop, serial, "retire");
    // The dispatcher has let go of it, and does not ask it any more.
    assert.deepEqual([still.retired_at, still.next_poll_at], [retired_at, null]);
    await refusedEverywhere(shop, serial, build_uuids[0]);
    const { printers } = await shop.client.getPrinters();
    assert.equal(
      printers.some((printer) => printer.serial === serial),
      false,
    );
    const { prints = [] } = await shop.client.getPrints({ query: { printer_serial: [serial] } });
    const { prints: quality = [] } = await shop.client.getPrintQualityData({
      query: { printIds: [String(prints[0].print_id)] },
    });
    assert.deepEqual([prints.length, quality.length], [1, 1]);
    await refused(
      shop,
      ["POST", "/printers", { ...OWN, serial }],
      [409, "printer_serial_taken", "/body/serial"],
    );

    assert.equal((await act(shop, serial, "bring_back")).retired_at, null);
    await act(shop, serial, "bring_back");
    const route_to = [serial, other];
    await aPrintOrder(shop, build_uuids[0], { total_copies: 2, route_to });
    await shop.untilIdle();
    assert.equal((await currentOf(shop, serial)).prints.queue_length, 0);
    for (const verb of ["retire", "bring_back"]) {
      await refused(shop, ["POST", `/printers/ZZZZZZZ/${verb}`], [404, "not_found"]);
    }
    const told = (await historyOf(shop, serial)).map(([what]) => String(what));
    const moves = told.filter((what) => ["retired", "brought_back"].includes(what));
    assert.deepEqual(moves, ["retired", "brought_back"]);
  });

  test("getFleet: filters, sorts both ways with ties, pages and refusals", async () => {
    const shop = await startTestServer(database);
    const [first, second, third] = shop.furnished.printer_serials;
    await act(shop, first, "maintenance/start", {});
    await act(shop, second, "retire");
    const all = await everyRow<PrinterRecord>(shop, "/printers", "printers");
    const names = all.map(({ name }) => name);
    assert.deepEqual([names, all.length], [names.toSorted(), 12]);
    const of = (test: (row: PrinterRecord) => boolean) =>
      all.filter(test).map(({ serial }) => serial);
    const { name, resin } = await recordOf(shop, third);
    const lot = resin?.resin_lot_uuid;
    const cases: [string, string[]][] = [
      [`serial=${third}&serial=${first}`, of(({ serial }) => [first, third].includes(serial))],
      ["serial=", []],
      [`name=${name}`, [third]],
      ["name=nobody", []],
      ["hw_type=M3+Max", of(({ hw_type }) => hw_type === "M3 Max")],
      ["hw_type=M9", []],
      ["driver=simulated", of(() => true)],
      ["driver=other", []],
      [`resin_lot_uuid=${lot}`, of((row) => row.resin?.resin_lot_uuid === lot)],
      ["resin_lot_uuid=none", []],
      ["maintenance=true", [first]],
      ["maintenance=false", of(({ serial }) => serial !== first)],
      ["retired=true", [second]],
      ["retired=false&maintenance=true", [first]],
      ["retired=true&maintenance=true", []],
    ];
    for (const [query, expected] of cases) {
      const rows = await everyRow<PrinterRecord>(shop, `/printers?${query}`, "printers");
      assert.deepEqual(
        rows.map(({ serial }) => serial),
        expected,
        query,
      );
    }
    for (const field of ["serial", "name", "hw_type", "created_at", "reported_at"] as const) {
      const rising = await everyRow<PrinterRecord>(shop, `/printers?sort=${field}`, "printers");
      const keys = rising.map((row) => `${row[field]}\t${row.serial}`);
      assert.deepEqual(keys, keys.toSorted(), field);
      const falling = await everyRow(shop, `/printers?sort=${field},desc`, "printers");
      assert.deepEqual(falling, rising.toReversed(), field);
    }
    for (const query of ["maintenance=", "retired=1", "limit=0", "colour=red"]) {
      await refused(shop, ["GET", `/printers?${query}`], [400, "input_invalid"]);
    }
    await refused(shop, ["GET", "/printers?sort=alias"], [400, "sort_unknown"]);
    await refused(shop, ["GET", "/printers?cursor=x"], [400, "cursor_invalid"]);
  });
});

/** A retired printer is to the compatible API as one that never was. */
async function refusedEverywhere(shop: TestServer, serial: string, build_uuid: string) {
  const order = { build_uuid, total_copies: 1, route_to: [serial] };
  const ordered = await shop.request("POST", "/v1/print_orders", { body: order });
  assert.deepEqual([ordered.status, ordered.body.code], [400, "printer_unknown"]);
  for (const path of [`/v1/printers/${serial}`, `/v1/printers/queues?printer_serial=${serial}`]) {
    const { status, body } = await shop.request("GET", path);
    assert.deepEqual([status, body.code], [404, "not_found"], path);
  }
}
