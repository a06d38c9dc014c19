import assert from "node:assert/strict";
import { test } from "node:test";
import type { Resin, ResinLot } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { everyRow, manage, refused } from "../testing/manage.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";

async function changesOf(shop: TestServer, noun: string, uuid: string) {
  const { customer_uuid } = shop.furnished;
  const events = await readEvents(shop.server.deps.db.read, { customer_uuid, noun, uuid });
  return events.map(({ what, details }) => [what, details]);
}

async function resinNamed(shop: TestServer, name: string): Promise<Resin> {
  const [resin] = await everyRow<Resin>(shop, `/resins?name=${encodeURIComponent(name)}`, "resins");
  assert.ok(resin, name);
  return resin;
}

forEachDatabase("resins", (database) => {
  test("the sandbox has a resin for each build SOP, two open lots of each, and loads its printers", async () => {
    const shop = await startTestServer(database);
    const resins = await everyRow<Resin>(shop, "/resins", "resins");
    assert.deepEqual(
      resins.map(({ name, status }) => [name, status]),
      [
        ["EPU 41", "active"],
        ["RPU 130", "active"],
        ["UMA 90", "active"],
      ],
    );
    const lots = await everyRow<ResinLot>(shop, "/resin_lots", "resin_lots");
    assert.equal(lots.length, 6);
    for (const lot of lots) {
      assert.match(lot.lot_number, /^L[0-9A-Z]{7}$/);
      assert.deepEqual([lot.status, lot.expired, lot.expires_at], ["open", false, null]);
      assert.deepEqual([lot.used_ml, lot.remaining_ml], [0, lot.volume_ml]);
    }
    assert.equal(new Set(lots.map((lot) => lot.lot_number)).size, 6);
    const loaded = lots.flatMap((lot) => lot.printer_serials);
    assert.deepEqual(loaded.sort(), shop.furnished.printer_serials.toSorted());
  });

  test("a resin: entered, changed with its history, refused twice under one name", async () => {
    const shop = await startTestServer(database);
    const about = { manufacturer: "Works", description: "Tough\nand grey", density_g_ml: 1.12 };
    const resin = await manage<Resin>(shop, "POST", "/resins", { name: "Own 7", ...about });
    const times = { created_at: TEST_START, updated_at: TEST_START };
    assert.deepEqual(resin, {
      uuid: resin.uuid,
      name: "Own 7",
      ...about,
      status: "active",
      ...times,
    });
    assert.deepEqual(await manage(shop, "GET", `/resins/${resin.uuid}`), resin);
    await refused(
      shop,
      ["POST", "/resins", { name: "Own 7" }],
      [409, "resin_name_taken", "/body/name"],
    );

    await shop.advance(60);
    const path = `/resins/${resin.uuid}`;
    const changed = await manage(shop, "PATCH", path, { density_g_ml: null, status: "retired" });
    const updated_at = changed.updated_at as string;
    assert.ok(updated_at > TEST_START);
    assert.deepEqual(changed, { ...resin, density_g_ml: null, status: "retired", updated_at });
    await shop.advance(60);
    assert.deepEqual(await manage(shop, "PATCH", path, { status: "retired" }), changed);
    assert.deepEqual(await changesOf(shop, "resins", resin.uuid), [
      ["created", { name: "Own 7" }],
      [
        "updated",
        { density_g_ml: { from: 1.12, to: null }, status: { from: "active", to: "retired" } },
      ],
    ]);
    for (const [method, body] of [["GET"], ["PATCH", {}]] as [string, object?][]) {
      await refused(shop, [method, `/resins/${NO_UUID}`, body], [404, "not_found"]);
    }
    for (const body of [{ name: "" }, { name: " " }, {}, { name: "x".repeat(201) }]) {
      await refused(shop, ["POST", "/resins", body], [400, "input_invalid", "/body/name"]);
    }
    await refused(
      shop,
      ["PATCH", path, { density_g_ml: 0 }],
      [400, "input_invalid", "/body/density_g_ml"],
    );
  });

  test("a lot: entered, changed with its history, and refused where it makes no sense", async () => {
    const shop = await startTestServer(database);
    const { uuid: resin_uuid } = await resinNamed(shop, "UMA 90");
    const given = { resin_uuid, lot_number: "A-1", volume_ml: 500.5, received_at: "2029-12-24" };
    const lot = await manage<ResinLot>(shop, "POST", "/resin_lots", {
      ...given,
      expires_at: "2030-01-02T08:00+01:00",
    });
    assert.deepEqual(lot, {
      ...given,
      uuid: lot.uuid,
      resin_name: "UMA 90",
      received_at: "2029-12-24T00:00:00.000Z",
      expires_at: "2030-01-02T07:00:00.000Z",
      used_ml: 0,
      remaining_ml: 500.5,
      expired: false,
      status: "open",
      note: null,
      resin_cell_name: null,
      printer_serials: [],
      created_at: TEST_START,
      updated_at: TEST_START,
    });
    const path = `/resin_lots/${lot.uuid}`;
    await shop.advance(24 * 3600);
    assert.deepEqual(await manage(shop, "GET", path), { ...lot, expired: true });
    const changes = { lot_number: "A-2", expires_at: null, status: "quarantined", note: "cloudy" };
    const changed = await manage<ResinLot>(shop, "PATCH", path, changes);
    assert.deepEqual(changed, { ...lot, ...changes, updated_at: changed.updated_at });
    const [, updated] = await changesOf(shop, "resin_lots", lot.uuid);
    assert.deepEqual(updated, [
      "updated",
      {
        lot_number: { from: "A-1", to: "A-2" },
        expires_at: { from: "2030-01-02T07:00:00.000Z", to: null },
        status: { from: "open", to: "quarantined" },
        note: { from: null, to: "cloudy" },
      },
    ]);
    const other = await manage(shop, "POST", "/resin_lots", { ...given, lot_number: "A-1" });
    const taken: [number, string, string] = [409, "resin_lot_number_taken", "/body/lot_number"];
    await refused(shop, ["POST", "/resin_lots", { ...given, lot_number: "A-2" }], taken);
    await refused(shop, ["PATCH", `/resin_lots/${other.uuid}`, { lot_number: "A-2" }], taken);

    const unknown: [number, string, string] = [400, "resin_unknown", "/body/resin_uuid"];
    await refused(shop, ["POST", "/resin_lots", { ...given, resin_uuid: NO_UUID }], unknown);
    await manage(shop, "PATCH", `/resins/${resin_uuid}`, { status: "retired" });
    await refused(shop, ["POST", "/resin_lots", { ...given, lot_number: "A-3" }], unknown);
    const bad: [string, object][] = [
      ["/body/volume_ml", { volume_ml: 0 }],
      ["/body/volume_ml", { volume_ml: "much" }],
      ["/body/received_at", { received_at: "2030-02-30" }],
      ["/body/expires_at", { expires_at: "2030-02-30" }],
      ["/body/status", { status: "lost" }],
      ["/body/lot_number", { lot_number: "" }],
    ];
    for (const [pointer, body] of bad) {
      await refused(shop, ["PATCH", path, body], [400, "input_invalid", pointer]);
    }
    for (const [method, body] of [["GET"], ["PATCH", {}]] as [string, object?][]) {
      await refused(shop, [method, `/resin_lots/${NO_UUID}`, body], [404, "not_found"]);
    }
  });

  test("lists: every filter finds its rows, every sort goes both ways, with ties", async () => {
    const shop = await startTestServer(database);
    const { uuid: resin_uuid } = await resinNamed(shop, "EPU 41");
    const [serial] = shop.furnished.printer_serials;
    const expires_at = "2030-06-01T00:00:00.000Z";
    const lot = await manage<ResinLot>(shop, "POST", "/resin_lots", {
      ...{ resin_uuid, lot_number: "Z-1", volume_ml: 1, status: "used_up", expires_at },
    });
    const lots = await everyRow<ResinLot>(shop, "/resin_lots", "resin_lots");
    const found = async (query: string) =>
      (await everyRow<ResinLot>(shop, `/resin_lots?${query}`, "resin_lots")).map((row) => row.uuid);
    const where = (test: (row: ResinLot) => boolean) => lots.filter(test).map((row) => row.uuid);
    const cases: [string, string[]][] = [
      [`uuid=${lot.uuid}`, [lot.uuid]],
      [`uuid=${NO_UUID}`, []],
      [`resin_uuid=${resin_uuid}`, where((row) => row.resin_name === "EPU 41")],
      [`resin_uuid=${NO_UUID}`, []],
      ["resin_name=EPU+41&resin_name=None", where((row) => row.resin_name === "EPU 41")],
      ["resin_name=", []],
      ["lot_number=Z-1", [lot.uuid]],
      ["lot_number=z-1", []],
      ["status=used_up", [lot.uuid]],
      ["status=lost", []],
      [`printer_serial=${serial}`, where((row) => row.printer_serials.includes(serial))],
      ["printer_serial=", []],
      ["expires_before=2030-06-02", [lot.uuid]],
      [`expires_before=${expires_at}`, []],
      [`expires_after=${expires_at}`, [lot.uuid]],
      ["expires_after=2030-06-02", []],
    ];
    for (const [query, expected] of cases) assert.deepEqual(await found(query), expected, query);
    for (const list of ["resin_lots", "resins"]) {
      for (const query of ["sort=nothing", "sort=uuid,up"]) {
        await refused(shop, ["GET", `/${list}?${query}`], [400, "sort_unknown", "/query/sort"]);
      }
      for (const query of ["limit=0", "limit=x", "colour=red", "uuid=&limit="]) {
        await refused(shop, ["GET", `/${list}?${query}`], [400, "input_invalid"]);
      }
      await refused(shop, ["GET", `/${list}?cursor=x`], [400, "cursor_invalid"]);
    }
    await sorted(shop, "resin_lots", ["uuid", "lot_number", "status", "received_at", "expires_at"]);
    await sorted(shop, "resins", ["uuid", "name", "status", "created_at", "updated_at"]);
    const resins = async (query: string) =>
      (await everyRow<Resin>(shop, `/resins?${query}`, "resins")).map(({ name }) => name);
    assert.deepEqual(await resins("status=retired"), []);
    assert.deepEqual(await resins(`status=active&uuid=${resin_uuid}`), ["EPU 41"]);
    assert.deepEqual(await resins("name="), []);
  });
});

/** Rising and falling are each other's mirror, and in order; rows without the field come last. */
async function sorted(shop: TestServer, list: string, fields: string[]) {
  type Row = Record<string, string | null>;
  for (const field of fields) {
    const rising = await everyRow<Row>(shop, `/${list}?sort=${field}`, list);
    const falling = await everyRow<Row>(shop, `/${list}?sort=${field},desc`, list);
    const keyed = (rows: Row[]) =>
      rows.filter((row) => row[field] !== null).map((row) => `${row[field]} ${row.uuid}`);
    assert.deepEqual(keyed(rising), keyed(rising).toSorted(), field);
    assert.deepEqual(keyed(falling), keyed(rising).toReversed(), field);
    assert.ok(rising.slice(keyed(rising).length).every((row) => row[field] === null));
  }
}
