import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuildSlices } from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { aPackedOrder, aPrintOrder, settled } from "../testing/shop.ts";
import { sliceBuild } from "./slice-build.ts";

const LAST_TRY = 5;

async function slicesOf(shop: TestServer, build_uuid = ""): Promise<BuildSlices> {
  const answer = await shop.request("GET", `/manage/v1/builds/${build_uuid}/slices`);
  assert.equal(answer.status, 200);
  return answer.body as BuildSlices;
}

/** Runs the job itself, as a queue would on that try. */
function slice(shop: TestServer, build_uuid: string, attempt = 1): Promise<void> {
  const { deps } = shop.server;
  const payload = { customer_uuid: shop.furnished.customer_uuid, build_uuid };
  const ids = deps.ids.forJob(NO_UUID);
  return sliceBuild(deps, payload, { attempt, ids, signal: new AbortController().signal });
}

/** The build as it is before its job has run. */
async function forgetSlices(shop: TestServer): Promise<void> {
  await shop.server.deps.db.transaction((tx) => tx.deleteFrom("build_slices").execute());
}

async function eventsOf(shop: TestServer, uuid: string, what: string) {
  const { customer_uuid } = shop.furnished;
  const of = { customer_uuid, noun: "builds", uuid };
  const events = await readEvents(shop.server.deps.db.read, of);
  return events.filter((event) => event.what === what);
}

async function printOf(shop: TestServer, print_order_uuid = "") {
  const status = ["queued", "printing", "finished", "failed"];
  const query = { print_order_uuid: [print_order_uuid], status };
  const { prints } = await shop.client.getPrints({ query });
  assert.ok(prints?.[0]);
  return prints[0];
}

const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);

forEachDatabase("sliceBuild", (database) => {
  const open = () => startTestServer(database);

  test("getBuildSlices: what each part takes adds up to what the build takes", async () => {
    const shop = await open();
    const [uuid] = (await aPackedOrder(shop, 5)).build_uuids;
    const slices = await slicesOf(shop, uuid);
    assert.equal(slices.status, "sliced");
    assert.equal(slices.parts.length, 5);
    assert.equal(slices.areas_mm2.length, slices.layer_count);
    const thickness_mm = slices.slice_thickness_nm / 1e6;
    assert.ok(slices.layer_count * thickness_mm >= slices.height_mm - 1e-6);
    const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 1e-9 * b, `${a}, ${b}`);
    close((sum(slices.areas_mm2) * thickness_mm) / 1000, slices.volume_ml);
    close(sum(slices.parts.map((part) => part.volume_ml)), slices.volume_ml);
    const thousandths = (numbers: number[]) => sum(numbers.map((one) => Math.round(one * 1000)));
    const resin = slices.parts.map((part) => part.resin_ml);
    assert.equal(thousandths(resin), thousandths([slices.resin_ml]));
    const times = slices.parts.map((part) => part.print_time_s);
    assert.equal(thousandths(times), thousandths([slices.print_time_s]));
    const [event] = await eventsOf(shop, uuid, "sliced");
    assert.equal(event?.details.revision, "1");
  });

  test("a print takes the time and the resin that its build is said to take", async () => {
    const shop = await open();
    const [uuid] = (await aPackedOrder(shop, 2)).build_uuids;
    const { print_time_s, resin_ml, layer_count, volume_ml } = await slicesOf(shop, uuid);
    const order = await aPrintOrder(shop, uuid);
    await shop.advance(1);
    const begun = await printOf(shop, order.uuid);
    assert.equal(begun.status, "printing");
    assert.ok(Math.abs((begun.remaining_sec ?? 0) - (print_time_s - 1)) <= 1);
    await shop.untilIdle();
    const { print_id, started_at, finished_at, metrics } = await printOf(shop, order.uuid);
    const took_ms = Date.parse(finished_at ?? "") - Date.parse(started_at ?? "");
    assert.equal(took_ms, print_time_s * 1000);
    assert.equal(metrics?.consumed_resin_volume_ml, resin_ml);
    assert.equal(metrics?.estimated_total_resin_volume_ml, resin_ml);
    assert.ok(resin_ml > volume_ml);
    const speed_mm_h = (layer_count * 0.1) / (took_ms / 3_600_000);
    assert.equal(metrics?.average_speed_mmhr, Math.round(speed_mm_h));
    const query = { printIds: [print_id ?? ""] };
    const [record] = (await shop.client.getPrintQualityData({ query })).prints ?? [];
    assert.equal(Number(record?.["Estimated Print Time (ms)"]), took_ms);
    assert.equal(Number(record?.["Estimated Consumed Resin Volume (ml)"]), resin_ml);
    assert.equal(Number(record?.["Total Slices"]), layer_count);
  });

  test("a print that is ordered before its build is sliced begins when it is [print-needs]", async () => {
    const shop = await open();
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const sliced = await slicesOf(shop, uuid);
    await forgetSlices(shop);
    const waiting = await slicesOf(shop, uuid);
    assert.deepEqual([waiting.status, waiting.sliced_at], ["waiting", null]);
    assert.deepEqual([waiting.areas_mm2, waiting.parts], [[], []]);
    assert.ok(Math.abs(waiting.print_time_s / sliced.print_time_s - 1) < 0.02);
    const order = await aPrintOrder(shop, uuid);
    await shop.advance(3600);
    assert.equal((await printOf(shop, order.uuid)).status, "queued");
    await slice(shop, uuid);
    await settled(shop);
    await shop.advance(0);
    assert.equal((await printOf(shop, order.uuid)).status, "printing");
  });

  test("changes nothing when it is run again, and comes to the same from the start", async () => {
    const shop = await open();
    const [uuid] = (await aPackedOrder(shop, 3)).build_uuids;
    const before = await slicesOf(shop, uuid);
    await slice(shop, uuid);
    assert.equal((await eventsOf(shop, uuid, "sliced")).length, 1);
    await forgetSlices(shop);
    await slice(shop, uuid);
    await settled(shop);
    assert.deepEqual(await slicesOf(shop, uuid), before);
    const { attachments } = await shop.client.getBuild({ params: { uuid } });
    assert.equal(attachments?.length, 3, "documents are not made twice");
  });

  test("a part that cannot be sliced is named on the build, and its print fails with it [print-needs]", async () => {
    const shop = await open();
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const { db, files } = shop.server.deps;
    const { file_key } = await files.put(new TextEncoder().encode("solid of nothing\nendsolid\n"));
    await db.transaction(async (tx) => {
      await tx.updateTable("parts").set({ file_key }).execute();
      await tx.updateTable("footprints").set({ file_key }).execute();
    });
    await forgetSlices(shop);
    const order = await aPrintOrder(shop, uuid);
    await slice(shop, uuid);
    await settled(shop);
    const { status, failure_message, areas_mm2 } = await slicesOf(shop, uuid);
    assert.deepEqual([status, areas_mm2], ["failed", []]);
    assert.match(failure_message ?? "", /^Part ALIGNER-001: The file holds no triangle/);
    const [event] = await eventsOf(shop, uuid, "not_sliced");
    assert.equal(event?.details.reason, failure_message);
    const body = { build_uuid: uuid, total_copies: 1, route_to: shop.furnished.printer_serials };
    const refused = await shop.request("POST", "/v1/print_orders", { body });
    assert.deepEqual([refused.status, refused.body.code], [400, "build_not_printable"]);
    assert.match(String(refused.body.detail), /Part ALIGNER-001: The file holds no triangle/);
    await shop.advance(1);
    const print = await db.read.selectFrom("prints").selectAll().executeTakeFirstOrThrow();
    assert.deepEqual(
      [print.print_order_uuid, print.status, print.error],
      [order.uuid, "failed", failure_message],
    );
  });

  test("what fails otherwise is tried again, and noted when it is given up", async () => {
    const shop = await open();
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const file_key = "0".repeat(64);
    const { db } = shop.server.deps;
    await db.transaction((tx) => tx.updateTable("parts").set({ file_key }).execute());
    await forgetSlices(shop);
    await assert.rejects(slice(shop, uuid), { code: "file_missing" });
    assert.equal((await slicesOf(shop, uuid)).status, "waiting");
    await slice(shop, uuid, LAST_TRY);
    const { status, failure_message } = await slicesOf(shop, uuid);
    assert.equal(status, "failed");
    assert.match(failure_message ?? "", /There is no file/);
  });

  test("getBuildSlices: there is nothing of a build that is not there", async () => {
    const shop = await open();
    const answer = await shop.request("GET", `/manage/v1/builds/${NO_UUID}/slices`);
    assert.equal(answer.status, 404);
  });
});
