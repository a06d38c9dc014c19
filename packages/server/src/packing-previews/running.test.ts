import assert from "node:assert/strict";
import { test } from "node:test";
import type { PackingPreview } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { manage, refused } from "../testing/manage.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { aPart, settled } from "../testing/shop.ts";
import { insertPreview, readPreview } from "./store.ts";
import { aPreview, endless, pathOf, previewNow } from "./testing/previews.ts";

const begin = (shop: TestServer, body: object) =>
  manage<PackingPreview>(shop, "POST", "/packing/preview", { ...body, wait_s: 0 });

const stop = (shop: TestServer, uuid: string) =>
  manage<PackingPreview>(shop, "POST", pathOf(uuid, "stop"));

forEachDatabase("packing previews that run", (database) => {
  test("stopPackingPreview: answers the best so far, every part with its place", async () => {
    const shop = await startTestServer(database);
    const { uuid, status } = await begin(shop, endless(await aPart(shop)));
    assert.equal(status, "running");
    const stopped = await stop(shop, uuid);
    assert.deepEqual([stopped.status, stopped.stopped], ["complete", "told"]);
    assert.ok(stopped.moves < stopped.settings.moves_max);
    const placed = stopped.plates.flatMap(({ placements }) => placements);
    assert.equal(placed.length, 60);
    assert.deepEqual(await stop(shop, uuid), stopped, "once more changes nothing");
  });

  test("getPackingPreviewProgress: tells how it goes on, and ends with it", async () => {
    const shop = await startTestServer(database);
    const { uuid } = await begin(shop, endless(await aPart(shop)));
    const following = shop.request("GET", `/manage/v1${pathOf(uuid, "progress")}`);
    const stopped = await stop(shop, uuid);
    const { status, headers, body } = await following;
    assert.equal(status, 200);
    assert.match(String(headers.get("content-type")), /^text\/event-stream/);
    const told =
      String(body.text)
        .match(/(?<=^data: ).*$/gm)
        ?.map((text) => JSON.parse(text)) ?? [];
    assert.deepEqual([told[0].status, told.at(-1).status], ["running", "complete"]);
    assert.equal(told.at(-1).plate_count, stopped.plates.length);
  });

  test("createPackingPreview: not more at once than a customer may, until one has ended", async () => {
    const shop = await startTestServer(database);
    const body = endless(await aPart(shop));
    const uuids: string[] = [];
    for (let times = 0; times < 5; times++) uuids.push((await begin(shop, body)).uuid);
    await refused(shop, ["POST", "/packing/preview", body], [429, "too_many_requests"]);
    for (const uuid of uuids) await stop(shop, uuid);
    await settled(shop);
    const [last] = await Promise.all(uuids.map((uuid) => previewNow(shop, uuid)));
    assert.equal(last.status, "complete");
    await stop(shop, (await begin(shop, body)).uuid);
  });

  test("a preview is forgotten after a day of the shop, or for the sake of newer ones", async () => {
    const shop = await startTestServer(database);
    const part_uuids = [await aPart(shop)];
    const { deps } = shop.server;
    const { customer_uuid } = shop.furnished;
    const oldest = await aPreview(shop, { part_uuids });
    const preview = await readPreview(deps.db.read, customer_uuid, oldest.uuid);
    assert.ok(preview);
    await shop.advance(60);
    const { uuid } = await aPreview(shop, { part_uuids });
    await deps.db.transaction(async (tx) => {
      const made = await readPreview(tx, customer_uuid, uuid);
      assert.ok(made);
      for (let kept = 2; kept < 100; kept++) {
        await insertPreview(tx, {
          ...made,
          uuid: `${uuid.slice(0, -3)}${String(kept).padStart(3, "0")}`,
        });
      }
    });
    assert.equal((await previewNow(shop, oldest.uuid)).uuid, oldest.uuid);
    await aPreview(shop, { part_uuids });
    const path = `/packing/previews/${oldest.uuid}`;
    await refused(shop, ["GET", path], [404, "not_found"]);
    assert.equal((await manage(shop, "GET", "/packing/previews")).total_count, 100);
    await shop.advance(24 * 3600);
    assert.equal((await manage(shop, "GET", "/packing/previews")).total_count, 0);
  });

  test("a preview whose thread breaks each time has failed, and says so", async () => {
    const shop = await startTestServer(database);
    const { server } = shop;
    const part_uuids = [await aPart(shop)];
    const { uuid } = await aPreview(shop, { part_uuids });
    const { customer_uuid } = shop.furnished;
    const context = { job_uuid: uuid, ids: server.deps.ids, signal: new AbortController().signal };
    const { carryOutPreview } = await import("./run.ts");
    await server.deps.db.transaction((tx) =>
      tx.updateTable("packing_previews").set({ status: "running", answer: null }).execute(),
    );
    const lost = { run: () => Promise.reject(new Error("lost its thread")), close: async () => {} };
    const payload = { customer_uuid, preview_uuid: uuid };
    const tried = (attempt: number) =>
      carryOutPreview(server.deps, lost, payload, { ...context, attempt });
    await assert.rejects(tried(1), /lost its thread/);
    assert.equal((await previewNow(shop, uuid)).status, "running");
    await assert.rejects(tried(5), /lost its thread/);
    const failed = await previewNow(shop, uuid);
    assert.equal(failed.status, "failed");
    assert.match(String(failed.failure_message), /broke off 5 times/);
    assert.deepEqual([failed.plates, failed.left_out], [[], []]);
  });
});
