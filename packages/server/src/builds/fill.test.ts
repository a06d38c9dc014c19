/** New parts on builds that are not queued yet. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PackingPreview, Placements } from "@vatline/api";
import { footprint, readStl, validatePacking } from "@vatline/geometry";
import { readReleasedSop } from "../build-sops/store.ts";
import { readEvents } from "../platform/events.ts";
import { readWaitingParts } from "../printed-parts/store-waiting.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { manage, refused } from "../testing/manage.ts";
import { archStl } from "../testing/models.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";
import { commitPlan } from "./commit.ts";
import { openBuildsFor } from "./open-builds.ts";
import { planBuilds } from "./plan.ts";

/** A shop whose build SOP `standard` has these settings, and one platform. */
async function aShop(database: Parameters<typeof startTestServer>[0], settings: object) {
  const shop = await startTestServer(database);
  const path = `/build_sops/${shop.furnished.build_sop_uuids.standard}`;
  const changes = { platform_classes: ["M2"], ...settings };
  const { versions } = await manage<{ versions: { version: number }[] }>(
    shop,
    "POST",
    `${path}/versions`,
    changes,
  );
  await manage(shop, "POST", `${path}/versions/${versions[0].version}/release`);
  return shop;
}

const placementsOf = async (shop: TestServer, uuid: string) =>
  (await manage<Placements>(shop, "GET", `/builds/${uuid}/placements`)).plates[0];

async function violationsOn(shop: TestServer, uuid: string, stl: Uint8Array) {
  const { platform, placements, gap_mm, margin_mm, height_mm } = await placementsOf(shop, uuid);
  const shadow = await footprint(readStl(stl).mesh);
  const items = placements.map((_, at) => ({ id: `${at}`, ...shadow }));
  const placed = placements.map((placement, at) => ({ ...placement, id: `${at}` }));
  const options = { seed: 1, gap_mm, margin_mm, rotations: "any" as const };
  const plates = [{ placements: placed, height_mm }];
  return validatePacking(items, platform, options, { plates, left_out: [] });
}

forEachDatabase("builds that are not queued yet", (database) => {
  test("take new parts into their free room at once, as their next revision", async () => {
    const shop = await aShop(database, { fill_open_builds: true });
    const part = await aPart(shop);
    const { build_uuids } = await aPackedOrder(shop, [part, part]);
    const before = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    await shop.advance(60);
    const order = await anOrder(shop, { parts: [part, part] });
    await settled(shop);
    const after = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.deepEqual([before.revision, after.revision], ["1", "2"]);
    assert.equal(after.parts.length, 4);
    assert.ok((after.updated_at ?? "") > (before.updated_at ?? ""));
    assert.equal((await shop.client.getBuilds()).total_count, 1);
    const { build_uuids: of_order, status } = await shop.client.getPartOrder({
      params: { uuid: order.uuid },
    });
    assert.deepEqual([of_order, status], [build_uuids, "processing"]);
    assert.deepEqual(await violationsOn(shop, build_uuids[0], archStl(0)), []);
    assert.equal(after.attachments?.length, 3);
    assert.notDeepEqual(after.attachments, before.attachments);
    const { customer_uuid } = shop.furnished;
    const named = { customer_uuid, noun: "builds", uuid: build_uuids[0] };
    const events = await readEvents(shop.server.deps.db.read, named);
    const [filled] = events.filter(({ what }) => what === "filled");
    const pieces = order.printed_parts.map(({ uuid }) => uuid).sort();
    const details = filled.details as { printed_parts: { uuids: string[] }[] };
    assert.deepEqual([...details.printed_parts[0].uuids].sort(), pieces);
    await aPrintOrder(shop, build_uuids[0], { route_to: [m2Of(shop)] });
    await shop.untilIdle();
    const printed = await shop.client.getPartOrder({ params: { uuid: order.uuid } });
    assert.equal(printed.status, "complete");
  });

  test("are left alone where the build SOP does not allow it, and once they are queued", async () => {
    for (const [fill_open_builds, isQueued] of [
      [false, false],
      [true, true],
    ]) {
      const shop = await aShop(database, { fill_open_builds });
      const part = await aPart(shop);
      const { build_uuids } = await aPackedOrder(shop, [part, part]);
      if (isQueued) await aPrintOrder(shop, build_uuids[0], { route_to: [m2Of(shop)] });
      const waiting = await anOrder(shop, { parts: [part] });
      await settled(shop);
      const { build_uuids: none = [] } = await shop.client.getPartOrder({
        params: { uuid: waiting.uuid },
      });
      assert.deepEqual(none, []);
      const { parts } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
      assert.equal(parts.length, 2);
    }
  });

  test("are not filled by a plan that was made before they were queued", async () => {
    const shop = await aShop(database, {});
    const part = await aPart(shop);
    const { build_uuids } = await aPackedOrder(shop, [part]);
    await anOrder(shop, { parts: [part] });
    await settled(shop);
    const { deps } = shop.server;
    const { customer_uuid, application_uuid, build_sop_uuids } = shop.furnished;
    const build_sop_uuid = build_sop_uuids.standard;
    const key = { customer_uuid, application_uuid, build_sop_uuid, packing_group: null };
    const released = await readReleasedSop(deps.db.read, customer_uuid, build_sop_uuid);
    assert.ok(released);
    const sop = { ...released, fill_open_builds: true };
    const due = await readWaitingParts(deps.db.read, key, 1000, 1000);
    const open = await openBuildsFor(deps, key, sop);
    const plan = await planBuilds(deps, sop, due, { seed_text: "seed", open });
    assert.equal(plan?.builds[0].fills?.build_uuid, build_uuids[0]);
    await aPrintOrder(shop, build_uuids[0], { route_to: [m2Of(shop)] });
    assert.equal(await commitPlan(deps, key, sop, plan), false);
    const { parts } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.equal(parts.length, 1);
  });

  test("are filled by previews too, unless they were queued since", async () => {
    const shop = await aShop(database, {});
    const part = await aPart(shop);
    const { build_uuids } = await aPackedOrder(shop, [part]);
    const order = await anOrder(shop, { parts: [part, part] });
    await settled(shop);
    const asked = { part_order_uuids: [order.uuid], fill_open_builds: true };
    const preview = () => manage<PackingPreview>(shop, "POST", "/packing/preview", asked);
    const commit = ({ uuid }: PackingPreview): ["POST", string] => [
      "POST",
      `/packing/previews/${uuid}/commit`,
    ];
    const seen = await preview();
    const [plate] = seen.plates;
    assert.deepEqual(plate.fills, { build_uuid: build_uuids[0], revision: "1" });
    assert.equal(plate.placements.length, 2);
    const picture = await shop.request("GET", plate.picture);
    assert.equal(String(picture.body.text).match(/<title>/g)?.length, 3);
    const late = await preview();
    const committed = await manage<PackingPreview>(shop, ...commit(seen));
    assert.deepEqual(committed.build_uuids, build_uuids);
    const { parts } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.equal(parts.length, 3);
    await refused(shop, commit(late), [409, "packing_preview_changed", "/plates/0/fills"]);
  });
});

/** Of the small printer that the shop has. */
function m2Of({ furnished }: TestServer): string {
  return furnished.printer_serials[1];
}
