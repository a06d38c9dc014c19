import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type BuildSop,
  outdatedBy,
  type Placements,
  partsText,
  readTravelerFacts,
  readTravelerKeys,
  readTravelerPdf,
  sha256,
  TravelerError,
  type TravelerKeySet,
  verifyTraveler,
} from "@vatline/api";
import { readEvents } from "../platform/events.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { manage } from "../testing/manage.ts";
import { aNeighbour } from "../testing/neighbour.ts";
import { NO_UUID, startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, settled } from "../testing/shop.ts";

async function travelerOf(shop: TestServer, build_uuid: string) {
  const { attachments = [] } = await shop.client.getBuild({ params: { uuid: build_uuid } });
  const found = attachments.find(({ filename }) => filename?.endsWith("traveler.pdf"));
  const { headers } = await shop.request("GET", `/v1/attachments/${found?.uuid}`);
  const answer = await fetch(new URL(headers.get("location") ?? "", shop.url));
  return readTravelerPdf(new Uint8Array(await answer.arrayBuffer()));
}

/** As anybody gets them. */
async function keysOf(shop: TestServer, customer_uuid = shop.furnished.customer_uuid) {
  const path = `/manage/v1/traveler_keys/${customer_uuid}`;
  const { status, body } = await shop.request("GET", path, { token: null });
  assert.equal(status, 200);
  return readTravelerKeys(JSON.stringify(body));
}

const placementsOf = (shop: TestServer, uuid: string) =>
  manage<Placements>(shop, "GET", `/builds/${uuid}/placements`);

/** Has new parts put on builds that are there. */
async function fillBuilds(shop: TestServer): Promise<void> {
  const path = `/build_sops/${shop.furnished.build_sop_uuids.standard}`;
  const changes = { platform_classes: ["M2"], fill_open_builds: true };
  const { versions } = await manage<BuildSop>(shop, "POST", `${path}/versions`, changes);
  await manage(shop, "POST", `${path}/versions/${versions[0].version}/release`);
}

forEachDatabase("travelerKeys", (database) => {
  test("getTravelerKeys: a traveler is checked with what is published, and with nothing else", async () => {
    const shop = await startTestServer(database);
    assert.deepEqual((await keysOf(shop)).keys, [], "none before the first traveler");
    const [uuid] = (await aPackedOrder(shop, 3)).build_uuids;
    const set = await keysOf(shop);
    assert.equal(set.keys.length, 1);
    assert.deepEqual([set.customer_name, set.sandbox], ["Sandbox", true]);
    const { code: text, facts } = await travelerOf(shop, uuid);
    const { code, key } = await verifyTraveler(text, set);
    assert.equal(key.retired_at, null);
    assert.equal(code.build_uuid, uuid);
    const read = await readTravelerFacts(code, facts);
    const build = await shop.client.getBuild({ params: { uuid } });
    assert.deepEqual([read.build.name, code.name], [build.name, build.name]);
    assert.equal(read.parts.length, 3);
    const neighbour = await aNeighbour(shop);
    const others = await keysOf(shop, neighbour.furnished.customer_uuid);
    await assert.rejects(verifyTraveler(text, others), TravelerError);
    const borrowed: TravelerKeySet = { ...set, keys: [] };
    await assert.rejects(verifyTraveler(text, borrowed), TravelerError);
    const nobody = await shop.request("GET", `/manage/v1/traveler_keys/${NO_UUID}`);
    assert.equal(nobody.status, 404);
  });

  test("getBuildPlacements: tells all that the hash of the parts is made of", async () => {
    const shop = await startTestServer(database);
    await fillBuilds(shop);
    const [uuid] = (await aPackedOrder(shop, 2)).build_uuids;
    const answer = await placementsOf(shop, uuid);
    const parts = answer.plates[0].placements.map((placement, index) => {
      const { printed_part_uuid = "", part_number = "", model_sha256 = "" } = placement;
      const named = { place: index + 1, printed_part_uuid, part_number, model_sha256 };
      const thousandths = (value: number) => Math.floor(value * 1000 + 0.5);
      return {
        ...named,
        x_um: thousandths(placement.x_mm),
        y_um: thousandths(placement.y_mm),
        z_um: thousandths(placement.z_mm),
        rotation_mdeg: thousandths(placement.rotation_deg),
      };
    });
    const computed = await sha256(new TextEncoder().encode(partsText(parts)));
    assert.equal(answer.parts_sha256, computed);
    const { code: text } = await travelerOf(shop, uuid);
    const { code } = await verifyTraveler(text, await keysOf(shop));
    assert.equal(code.parts_sha256, computed);
    assert.equal(outdatedBy(code, answer), null);

    await anOrder(shop, { parts: 1 });
    await settled(shop);
    const now = await placementsOf(shop, uuid);
    assert.match(outdatedBy(code, now) ?? "", /revision 1; the build is at revision 2 now/);
    const { code: later } = await travelerOf(shop, uuid);
    const current = await verifyTraveler(later, await keysOf(shop));
    assert.equal(current.code.revision, "2");
    assert.equal(outdatedBy(current.code, now), null);
  });

  test("rotateTravelerKey: what the former key signed stays good; it signs no more", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const before = await travelerOf(shop, uuid);
    const [former] = (await keysOf(shop)).keys;
    await shop.advance(60);
    const rotated = await manage<TravelerKeySet>(shop, "POST", "/traveler_keys");
    assert.deepEqual(rotated, await keysOf(shop));
    const [latest, replaced, ...more] = rotated.keys;
    assert.deepEqual(more, []);
    assert.deepEqual({ ...replaced, retired_at: null }, former);
    assert.ok(replaced?.retired_at);
    assert.equal((await verifyTraveler(before.code, rotated)).key.kid, former.kid);
    const [later] = (await aPackedOrder(shop, 1)).build_uuids;
    const after = await travelerOf(shop, later);
    assert.equal((await verifyTraveler(after.code, rotated)).key.kid, latest.kid);

    const { db } = shop.server.deps;
    const rows = await db.read.selectFrom("traveler_keys").selectAll().orderBy("number").execute();
    assert.deepEqual(
      rows.map(({ private_key }) => private_key !== null),
      [false, true],
    );
    const { customer_uuid } = shop.furnished;
    const of = { customer_uuid, noun: "customers", uuid: customer_uuid };
    const made = (await readEvents(db.read, of)).filter(({ what }) => what.startsWith("traveler"));
    assert.deepEqual(made.map(({ actor, details }) => [actor.split(":")[0], details.kid]).sort(), [
      ["key", latest.kid],
      ["server", former.kid],
    ]);
    for (const { details } of made) {
      assert.ok(
        rows.every(({ private_key }) => !JSON.stringify(details).includes(`${private_key}"`)),
      );
    }
  });

  test("keys repeat with the seed of a sandbox, and differ from customer to customer", async () => {
    const kids: string[] = [];
    for (const seed of [1, 1, 2]) {
      const shop = await startTestServer(database, { seed });
      const { keys } = await manage<TravelerKeySet>(shop, "POST", "/traveler_keys");
      kids.push(keys[0].kid);
    }
    assert.equal(kids[0], kids[1]);
    assert.notEqual(kids[0], kids[2]);
  });
});
