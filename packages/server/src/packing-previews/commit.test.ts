import assert from "node:assert/strict";
import { test } from "node:test";
import type { PackingPreview, Placements } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { manage, refused } from "../testing/manage.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPart, settled } from "../testing/shop.ts";
import { aPreview, pathOf, previewNow } from "./testing/previews.ts";

const commit = (shop: TestServer, uuid: string) =>
  manage<PackingPreview>(shop, "POST", pathOf(uuid, "commit"));

/** Two orders that wait, and a preview of both. */
async function aWaitingPreview(shop: TestServer, more: object = {}) {
  const part = await aPart(shop);
  const orders = [
    await anOrder(shop, { parts: Array(9).fill(part) }),
    await anOrder(shop, { parts: [part] }),
  ];
  await settled(shop);
  const part_order_uuids = orders.map(({ uuid }) => uuid);
  const asked = { part_order_uuids, platform_class: "M2", ...more };
  return { orders, asked, preview: await aPreview(shop, asked) };
}

forEachDatabase("commits of packing previews", (database) => {
  test("commitPackingPreview: makes exactly the builds that were shown", async () => {
    const shop = await startTestServer(database);
    const { orders, preview } = await aWaitingPreview(shop, { gap_mm: 25, margin_mm: 4 });
    assert.ok(preview.plates.length > 1, "it takes several plates");
    const { status, build_uuids, committed_at } = await commit(shop, preview.uuid);
    assert.equal(status, "committed");
    assert.ok(committed_at);
    assert.equal(build_uuids.length, preview.plates.length);
    for (const [at, uuid] of build_uuids.entries()) {
      const { plates, seed, moves } = await manage<Placements>(
        shop,
        "GET",
        `/builds/${uuid}/placements`,
      );
      const shown = preview.plates[at];
      assert.deepEqual([seed, moves], [shown.seed, shown.moves]);
      const { platform, gap_mm, margin_mm, utilisation, height_mm } = shown;
      const placements = shown.placements.map(
        ({ why: _why, because: _because, ...place }) => place,
      );
      const expected = { platform, gap_mm, margin_mm, utilisation, height_mm, placements };
      // A build's data name parts and models besides, for those who redraw it.
      const made = plates.map((plate) => ({
        ...plate,
        placements: plate.placements.map(
          ({ part_number: _number, model_sha256: _sha256, ...place }) => place,
        ),
      }));
      assert.deepEqual(made, [expected]);
      assert.equal((await shop.client.getBuild({ params: { uuid } })).status, "Released");
    }
    for (const { uuid } of orders) {
      const order = await shop.client.getPartOrder({ params: { uuid } });
      assert.equal(order.status, "processing");
    }
    await settled(shop);
    const { attachments } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.equal(attachments?.length, 3);
    const again: [string, string] = ["POST", pathOf(preview.uuid, "commit")];
    await refused(shop, again, [409, "packing_preview_not_committable"]);
    assert.deepEqual((await previewNow(shop, preview.uuid)).plates, preview.plates);
  });

  test("commitPackingPreview: two at once make the builds once", async () => {
    const shop = await startTestServer(database);
    const { asked, preview } = await aWaitingPreview(shop);
    const twin = await aPreview(shop, asked);
    const path = (uuid: string) => `/manage/v1${pathOf(uuid, "commit")}`;
    const uuids = [preview.uuid, twin.uuid, preview.uuid, twin.uuid];
    const answers = await Promise.all(uuids.map((uuid) => shop.request("POST", path(uuid))));
    const statuses = answers.map(({ status }) => status).sort();
    assert.deepEqual(statuses, [200, 409, 409, 409]);
    const { total_count } = await shop.client.getBuilds();
    assert.equal(total_count, preview.plates.length);
  });

  test("commitPackingPreview: where parts wait no more it makes nothing, and names them", async () => {
    const shop = await startTestServer(database);
    const { orders, preview } = await aWaitingPreview(shop);
    const [, canceled] = orders;
    await shop.client.deletePartOrder({ params: { uuid: canceled.uuid } });
    const answer = await shop.request("POST", `/manage/v1${pathOf(preview.uuid, "commit")}`);
    assert.deepEqual([answer.status, answer.body.code], [409, "packing_preview_changed"]);
    const errors = answer.body.errors as { pointer: string; detail: string }[];
    assert.equal(errors.length, 1);
    const [, plate, at] = /^\/plates\/(\d+)\/placements\/(\d+)$/.exec(errors[0].pointer) ?? [];
    const { printed_part_uuid } = preview.plates[Number(plate)].placements[Number(at)];
    assert.equal(printed_part_uuid, canceled.printed_parts[0].uuid);
    assert.match(errors[0].detail, /canceled/);
    assert.equal((await shop.client.getBuilds()).total_count, 0);
    assert.equal((await previewNow(shop, preview.uuid)).status, "complete");
  });

  test("commitPackingPreview: where another version of the build SOP counts it says so", async () => {
    const shop = await startTestServer(database);
    const { asked, preview } = await aWaitingPreview(shop);
    const sop = `/build_sops/${shop.furnished.build_sop_uuids.standard}/versions`;
    await manage(shop, "POST", sop, { resin_name: "EPU 41" });
    const commits = (uuid: string): [string, string] => ["POST", pathOf(uuid, "commit")];
    const drafted = await aPreview(shop, { ...asked, build_sop_version: 2 });
    const changed: [number, string, string] = [
      409,
      "packing_preview_changed",
      "/build_sop_version",
    ];
    await refused(shop, commits(drafted.uuid), changed);
    await manage(shop, "POST", `${sop}/2/release`);
    await refused(shop, commits(preview.uuid), changed);
    assert.equal((await commit(shop, drafted.uuid)).build_uuids.length, drafted.plates.length);
  });

  test("commitPackingPreview: what nobody ordered cannot be committed, nor what has no plates", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const order = await anOrder(shop, { parts: [part] });
    await settled(shop);
    const cases = [{ part_uuids: [part] }, { part_order_uuids: [order.uuid], minimum_fill: 0.9 }];
    for (const body of cases) {
      const { uuid } = await aPreview(shop, body);
      const asked: [string, string] = ["POST", pathOf(uuid, "commit")];
      await refused(shop, asked, [409, "packing_preview_not_committable"]);
    }
  });
});
