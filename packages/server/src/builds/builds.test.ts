import assert from "node:assert/strict";
import { test } from "node:test";
import { operations } from "@vatline/api";
import {
  footprint,
  type PackItem,
  type PackOptions,
  type RotationRule,
  readStl,
  validatePacking,
} from "@vatline/geometry";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts, walkList } from "../testing/lists.ts";
import { NO_UUID, startTestServer, TEST_START, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";

const LIST = { operation: operations.getBuilds, rows: "builds" };

type Placed = { part_uuid: string; printed_part_uuid: string; model_uuid: string };
type Placement = Placed & { x_mm: number; y_mm: number; z_mm: number; rotation_deg: number };
type Plate = {
  platform: { width_mm: number; depth_mm: number; height_mm: number };
  gap_mm: number;
  margin_mm: number;
  height_mm: number;
  placements: Placement[];
};

async function plateOf(shop: TestServer, build_uuid: string): Promise<Plate> {
  const { status, body } = await shop.request("GET", `/manage/v1/builds/${build_uuid}/placements`);
  assert.equal(status, 200);
  const [plate, ...others] = body.plates as Plate[];
  assert.deepEqual(others, []);
  return plate;
}

/** The shadow of a model, from the file that the server gives out. */
async function shadowOf(shop: TestServer, model_uuid: string) {
  const headers = { authorization: `Bearer ${shop.token}` };
  const file = await fetch(`${shop.url}/v1/models/${model_uuid}/download`, { headers });
  return footprint(readStl(new Uint8Array(await file.arrayBuffer())).mesh);
}

forEachDatabase("builds", (database) => {
  test("getBuild: shows each placed piece, the orders it serves and its files [getBuild] [auto-built-builds] [parts-of-a-build]", async () => {
    const shop = await startTestServer(database);
    const [one, two] = [await aPart(shop), await aPart(shop, { number: 1 })];
    const waiting = await anOrder(shop, { parts: [one] });
    const { order, build_uuids } = await aPackedOrder(shop, [two, one, two]);
    assert.equal(build_uuids.length, 1);
    const build = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.deepEqual(build.parts.map((part) => part.uuid).sort(), [one, one, two, two].sort());
    const [part] = build.parts;
    assert.deepEqual(part, await shop.client.getPart({ params: { uuid: part.uuid } }));
    const { name, revision, status, created_at } = build;
    assert.deepEqual(
      { name, revision, status, created_at },
      { name: "AutoBuild001", revision: "1", status: "Released", created_at: TEST_START },
    );
    assert.equal(build.application_uuid, shop.furnished.application_uuid);
    assert.equal("packing_group" in build, false);
    const orders = build.part_orders?.map((row) => [row.uuid, row.status]).sort();
    const served = [order.uuid, waiting.uuid].map((uuid) => [uuid, "processing"]);
    assert.deepEqual(orders, served.sort());
    await aPrintOrder(shop, build.uuid);
    await shop.untilIdle();
    const printed = await shop.client.getBuild({ params: { uuid: build.uuid } });
    assert.deepEqual(new Set(printed.part_orders?.map((row) => row.status)), new Set(["complete"]));
  });

  test("getAttachment: leads to the file, with and without a token [getAttachment]", async () => {
    const shop = await startTestServer(database);
    const { build_uuids } = await aPackedOrder(shop, 2);
    const { attachments = [] } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.ok(attachments.length >= 2, "a traveler and a picture of the plate");
    for (const { uuid, filename = "" } of attachments) {
      const answer = await shop.request("GET", `/v1/attachments/${uuid}`);
      assert.equal(answer.status, 302);
      const address = new URL(String(answer.headers.get("location")), shop.url);
      for (const authorization of [undefined, `Bearer ${shop.token}`]) {
        const file = await fetch(address, authorization ? { headers: { authorization } } : {});
        assert.equal(file.status, 200);
        const disposition = file.headers.get("content-disposition");
        assert.equal(disposition, `attachment; filename="${filename}"`);
        assert.match(filename, /^[\w.-]+$/);
        const bytes = Buffer.from(await file.arrayBuffer());
        if (filename.endsWith(".pdf")) assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
        assert.ok(bytes.length > 500, filename);
      }
    }
    const gone = await shop.request("GET", `/v1/attachments/${NO_UUID}`);
    assert.deepEqual([gone.status, gone.body.code], [404, "not_found"]);
  });

  test("getBuildPlacements: is a valid plate by the footprints of the models", async () => {
    const shop = await startTestServer(database);
    const rules: [part_number: string, rotations: RotationRule][] = [
      ["ALIGNER-001", "any"],
      ["EARPIECE-001", "90"],
    ];
    const turns = new Set<number>();
    for (const [part_number, rotations] of rules) {
      const parts: string[] = [];
      for (let number = 0; number < 6; number++) {
        const part = await aPart(shop, { number, part_number });
        parts.push(part, part);
      }
      const { order, build_uuids } = await aPackedOrder(shop, parts);
      const placed: string[] = [];
      for (const build_uuid of build_uuids) {
        const plate = await plateOf(shop, build_uuid);
        const { gap_mm, margin_mm } = plate;
        const items: PackItem[] = [];
        for (const { model_uuid, printed_part_uuid, z_mm } of plate.placements) {
          const { outline, height_mm, z_min_mm } = await shadowOf(shop, model_uuid);
          assert.equal(z_mm + z_min_mm, 0, "stands on the platform");
          assert.ok(height_mm <= plate.height_mm);
          items.push({ id: printed_part_uuid, outline, height_mm });
        }
        const placements = plate.placements.map(({ printed_part_uuid, ...where }) => ({
          ...where,
          id: printed_part_uuid,
        }));
        const options: PackOptions = { seed: 0, gap_mm, margin_mm, rotations, moves_max: 0 };
        const packing = {
          plates: [{ placements, utilisation: 0 }],
          left_out: [],
          bound_plates: 1,
          seed: 0,
          moves: 0,
        };
        assert.deepEqual(validatePacking(items, plate.platform, options, packing), []);
        placed.push(...items.map((item) => item.id));
        for (const { rotation_deg } of placements) turns.add(rotation_deg % 180);
      }
      assert.deepEqual(placed.sort(), order.printed_parts.map((part) => part.uuid).sort());
    }
    assert.ok(
      [...turns].some((turn) => turn % 90 !== 0),
      `turned by ${[...turns]}`,
    );
    for (const path of [`/v1/builds/${NO_UUID}`, `/manage/v1/builds/${NO_UUID}/placements`]) {
      const { status, body } = await shop.request("GET", path);
      assert.deepEqual([status, body.code], [404, "not_found"], path);
    }
  });

  test("getBuilds: filters, sorts, pages and refusals [getBuilds]", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const builds: string[] = [];
    for (const packing_group of [undefined, "a", "A", "a"]) {
      if (builds.length === 2) await shop.advance(60);
      const options = packing_group === undefined ? {} : { packing_group };
      const { uuid } = await anOrder(shop, { parts: [part], flush: true, ...options });
      await settled(shop);
      const { build_uuids = [] } = await shop.client.getPartOrder({ params: { uuid } });
      builds.push(...build_uuids);
    }
    assert.equal(builds.length, 4);
    const pick = (...indexes: number[]) => indexes.map((index) => builds[index]);
    const { application_uuid } = shop.furnished;
    const later = "2030-01-01T08:01:00.000000";
    await checkFilters(shop, LIST, [
      ["", builds],
      [`uuid=${builds[0]}&uuid=${builds[2]}`, pick(0, 2)],
      [`uuid=${NO_UUID}`, []],
      [`application_uuid=${application_uuid}`, builds],
      [`application_uuid=${NO_UUID}`, []],
      [`updated_after=${later}`, pick(2, 3)],
      ["updated_after=2031-01-01", []],
      [`updated_before=${later}`, pick(0, 1)],
      [`updated_before=${TEST_START}`, []],
      [`created_after=${later}`, pick(2, 3)],
      ["created_after=2031-01-01", []],
      [`created_before=${later}`, pick(0, 1)],
      [`created_before=${TEST_START}`, []],
      ["name=AutoBuild002&name=AutoBuild003", pick(1, 2)],
      ["name=AutoBuild", []],
      ["packing_group=a", pick(1, 3)],
      ["packing_group=b", []],
      ["revision=1&revision=2", builds],
      ["revision=01", []],
      ["status=Released", builds],
      ["status=Obsolete", []],
      ["packing_group=a&name=AutoBuild003", []],
    ]);
    await checkSorts(shop, LIST, (field, row) =>
      field === "build_uuid" ? row.uuid : String(row[field]),
    );
    const unsorted = await walkList(shop, LIST, "", 1);
    const times = unsorted.map((row) => String(row.created_at));
    assert.deepEqual(times, times.toSorted().reverse(), "newest first");
    await checkRefusals(shop, LIST);
  });
});
