import assert from "node:assert/strict";
import { test } from "node:test";
import { mintToken, operations, type Print, type PrintDataQa } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { planFaults, printsWith } from "../testing/fleet.ts";
import { createTestOwner } from "../testing/people.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder } from "../testing/shop.ts";

const { prints: PRINTS } = operations.getPrintQualityData.responses[200].properties;
const KEYS = Object.keys(PRINTS.items.properties);
const PHYSICAL = [
  "Estimated Print Time (ms)",
  "Cassette Name",
  "Window Serial",
  "Move Time (min)",
  "Exposure Time Total (min)",
  "Total Delay Time (min)",
  "Heater Setpoint (C)",
  "Light Engine Intensity (mW/cm2)",
  "Current to Light Engine (mA)",
  "Avg O2 Partial Pressure at Window (%)",
  "Avg O2 Concentration (%)",
  "Avg O2 Flow (ml/min)",
  "Resin Exposure Compensation",
  "Base Exposure Multiplier",
  "FFB Enabled Print",
  "Peak Wavelength (nm)",
  "Resin Alpha",
  "Resin DC",
  "Resin FC",
  "Resin Viscosity",
];

/** Records as they come over the wire; every value is seen to be text under a known key. */
async function recordsOf(shop: TestServer, ids: (string | undefined)[]): Promise<PrintDataQa[]> {
  const query = ids.map((id) => `printIds=${encodeURIComponent(String(id))}`).join("&");
  const { status, body } = await shop.request("GET", `/v1/print_quality_data?${query}`);
  assert.equal(status, 200);
  const records = body.prints as PrintDataQa[];
  for (const [key, value] of records.flatMap((record) => Object.entries(record))) {
    assert.ok(KEYS.includes(key), key);
    assert.equal(typeof value, "string", key);
  }
  return records;
}

async function aQueuedPrint(shop: TestServer, total_copies = 1): Promise<Print[]> {
  const { build_uuids } = await aPackedOrder(shop, 2);
  await aPrintOrder(shop, build_uuids[0], { total_copies });
  return printsWith(shop);
}

const minutes = (record: PrintDataQa, ...keys: (keyof PrintDataQa)[]) =>
  keys.reduce((sum, key) => sum + Math.round(Number(record[key]) * 1000), 0);

/** What the record and the print's own row both say. */
async function assertAgrees(shop: TestServer, record: PrintDataQa, print: Print) {
  const { origin, config, metrics } = print;
  const [serial] = shop.furnished.printer_serials;
  const printer = await shop.client.getPrinter({ params: { serial } });
  const build = await shop.client.getBuild({ params: { uuid: String(print.build_uuid) } });
  const path = `/manage/v1/builds/${build.uuid}/placements`;
  const { plates } = (await shop.request("GET", path)).body;
  const [{ height_mm }] = plates as { height_mm: number }[];
  const expected: PrintDataQa = {
    "Print ID": print.print_id,
    "Printer ID": printer.serial,
    "Printer Serial": origin?.printer_serial,
    "Printer Name": printer.name,
    "Hardware Profile": printer.hw_type,
    "Software Version": origin?.software_version,
    "Cassette Serial": origin?.cassette_serial,
    "Platform Serial": origin?.platform_serial,
    "Project ID": build.uuid,
    "Project Name": build.name,
    "Script Name": config?.print_profile,
    "Resin Name": config?.resin_name,
    "Slice Thickness (um)": String(Number(config?.slice_thickness_nm) / 1000),
    "Total Slices": String(Math.ceil((height_mm * 1e6) / Number(config?.slice_thickness_nm))),
    "Build Height (mm)": String(height_mm),
    "Started Date-Time": print.started_at,
    "Finished Date-Time": print.finished_at,
    "Print Finished Status": print.status,
    "Estimated Consumed Resin Volume (ml)": String(metrics?.consumed_resin_volume_ml),
    "Minimum Required Resin Volume (ml)": String(metrics?.minimum_required_resin_volume_ml),
    "Estimated Resin Volume (ml)": String(metrics?.estimated_total_resin_volume_ml),
  };
  const same = Object.keys(expected).map((key) => [key, record[key as keyof PrintDataQa]]);
  assert.deepEqual(Object.fromEntries(same), expected);
  const total_ms = Date.parse(print.finished_at ?? "") - Date.parse(print.started_at ?? "");
  assert.equal(minutes(record, "Total Time (min)"), Math.round(total_ms / 60));
  assert.equal(
    minutes(record, "Move Time (min)", "Exposure Time Total (min)", "Total Delay Time (min)"),
    minutes(record, "Total Time (min)"),
  );
}

forEachDatabase("print quality data", (database) => {
  const open = () => startTestServer(database);

  test("a finished print has all 47 figures, as its print, build and printer have them [getPrintQualityData] [quality-record] [quality-names] [quality-created-at] [quality-times] [quality-not-applied] [required-resin]", async () => {
    const shop = await open();
    await aQueuedPrint(shop);
    await shop.untilIdle();
    const [print] = await printsWith(shop);
    const [record, ...others] = await recordsOf(shop, [print.print_id]);
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(record).sort(), [...KEYS].sort());
    assert.equal(KEYS.length, 47);
    await assertAgrees(shop, record, print);
    const total_ms = Date.parse(print.finished_at ?? "") - Date.parse(print.started_at ?? "");
    assert.equal(record["Estimated Print Time (ms)"], String(total_ms));
    const exposure = Number(record["Total Slices"]) * (2.2 / 60);
    assert.equal(Number(record["Exposure Time Total (min)"]).toFixed(2), exposure.toFixed(2));
    assert.equal(
      print.metrics?.average_speed_mmhr,
      Math.round((Number(record["Total Slices"]) * 0.1) / (total_ms / 3.6e6)),
    );
    assert.equal(
      print.metrics?.consumed_resin_volume_ml,
      print.metrics?.minimum_required_resin_volume_ml,
    );
    assert.equal(record["Print Alerts"], "");
    assert.equal(record["Light Engine Turned On"], "true");
  });

  test("a failed print says why, names every alert it had, and counts the layers it printed [quality-status] [quality-slices]", async () => {
    const shop = await open();
    const [serial] = shop.furnished.printer_serials;
    const reason = "debris could not be removed";
    const span = { from: "2030-01-01T08:06:00Z", until: "2030-01-01T08:07:00Z" };
    await planFaults(shop, serial, {
      alerts: [{ text: "oxygen shortage", ...span }],
      failures: [{ job_id: null, layer: 60, reason }],
    });
    await aQueuedPrint(shop);
    await shop.advance(1);
    const [running] = await printsWith(shop);
    await shop.advance(370);
    const status = async () => (await shop.client.getPrinter({ params: { serial } })).status;
    assert.deepEqual((await status()).alerts, ["oxygen shortage"]);
    await shop.advance(running.remaining_sec ?? 0);
    assert.deepEqual((await status()).alerts, [reason]);
    const [print] = await printsWith(shop);
    const [record] = await recordsOf(shop, [print.print_id]);
    await assertAgrees(shop, record, print);
    assert.equal(record["Print Finished Status"], "failed");
    assert.equal(record["Print Alerts"], `oxygen shortage; ${reason}`);
    assert.equal(record["Exposure Time Total (min)"], "2.2");
    assert.equal(record["Move Time (min)"], "1");
    assert.equal(record["Light Engine Turned On"], "true");
  });

  test("a print that never got to its first layer had no light", async () => {
    const shop = await open();
    const [serial] = shop.furnished.printer_serials;
    await planFaults(shop, serial, { failures: [{ job_id: null, layer: 0, reason: "no resin" }] });
    await aQueuedPrint(shop);
    await shop.untilIdle();
    const [print] = await printsWith(shop);
    const [record] = await recordsOf(shop, [print.print_id]);
    await assertAgrees(shop, record, print);
    assert.equal(record["Light Engine Turned On"], "false");
    assert.equal(record["Light Engine Intensity (mW/cm2)"], undefined);
    assert.equal(record["Exposure Time Total (min)"], "0");
    assert.equal(record["Total Delay Time (min)"], "5");
  });

  test("records stand in the order asked, once each; unknown and waiting prints are left out [quality-unknown-ids]", async () => {
    const shop = await open();
    const waiting = await aQueuedPrint(shop, 3);
    const ids = waiting.map(({ print_id }) => print_id);
    assert.deepEqual(await recordsOf(shop, ids), []);
    await shop.advance(1);
    const [running, ...none] = await recordsOf(shop, ids);
    assert.deepEqual(none, []);
    assert.equal(running["Print ID"], ids[0]);
    assert.match(running["Cassette Serial"] ?? "", /^C/);
    for (const key of [
      "Finished Date-Time",
      "Total Time (min)",
      "Print Finished Status",
    ] as const) {
      assert.equal(running[key], undefined);
    }
    const [shown] = await printsWith(shop);
    assert.deepEqual([shown.status, shown.metrics], ["printing", undefined]);
    await shop.untilIdle();
    const asked = [ids[2], "None", ids[0], "JVZZZZZ", ids[2], ids[1]];
    const records = await recordsOf(shop, asked);
    assert.deepEqual(
      records.map((record) => [record["Print ID"], record["Print Number"]]),
      [
        [ids[2], "3"],
        [ids[0], "1"],
        [ids[1], "2"],
      ],
    );
    assert.deepEqual(await recordsOf(shop, ["None"]), []);
    const refused = await shop.request("GET", "/v1/print_quality_data");
    assert.deepEqual([refused.status, refused.body.code], [400, "input_invalid"]);
  });

  test("what a printer does not tell is left out [quality-unknown]", async () => {
    const shop = await open();
    await aQueuedPrint(shop);
    await shop.untilIdle();
    const [{ print_id }] = await printsWith(shop);
    const [told] = await recordsOf(shop, [print_id]);
    await shop.server.deps.db.transaction((tx) =>
      tx.updateTable("printers").set({ driver: "another" }).execute(),
    );
    const [untold] = await recordsOf(shop, [print_id]);
    const rest = Object.entries(told).filter(([key]) => !PHYSICAL.includes(key));
    assert.deepEqual(untold, Object.fromEntries(rest));
  });

  test("another customer's print is left out", async () => {
    const shop = await open();
    await aQueuedPrint(shop);
    await shop.untilIdle();
    const [{ print_id }] = await printsWith(shop);
    const stranger = await createTestOwner(shop.server.deps.db, { key_index: 1 });
    const token = await mintToken(stranger, { expires_in_s: 600 });
    const path = `/v1/print_quality_data?printIds=${print_id}`;
    assert.equal((await recordsOf(shop, [print_id])).length, 1);
    assert.deepEqual((await shop.request("GET", path, { token })).body, { prints: [] });
  });
});
