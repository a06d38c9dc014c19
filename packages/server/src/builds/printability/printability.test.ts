import assert from "node:assert/strict";
import { test } from "node:test";
import type { BuildPrintability } from "@vatline/api";
import { readModel, writeStl } from "@vatline/geometry";
import { readEvents } from "../../platform/events.ts";
import { forEachDatabase } from "../../testing/databases.ts";
import { archStl } from "../../testing/models.ts";
import { NO_UUID, startTestServer, type TestServer } from "../../testing/server.ts";
import { aPackedOrder, aPart, settled } from "../../testing/shop.ts";
import { attachSlices } from "../attach-slices.ts";

const LAST_TRY = 5;

/** An arch, and beside it, at 1, 29, a cube of 2 mm that hangs on nothing, from 4 mm on. */
function archWithIsland(): Uint8Array {
  const { positions, triangles } = readModel(archStl(0)).mesh;
  const corners = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((i) => [
    2 * (i % 2),
    28 + 2 * ((i >> 1) % 2),
    4 + 2 * (i >> 2),
  ]);
  const faces = [
    ...[0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4],
    ...[2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5],
  ];
  const first = positions.length / 3;
  return writeStl({
    positions: Float32Array.from([...positions, ...corners]),
    triangles: Uint32Array.from([...triangles, ...faces.map((corner) => first + corner)]),
  });
}

async function ask(shop: TestServer, uuid = ""): Promise<BuildPrintability> {
  const { status, body } = await shop.request("GET", `/manage/v1/builds/${uuid}/printability`);
  assert.equal(status, 200);
  return body as BuildPrintability;
}

/** Runs the job itself, as a queue would on that try. */
function attach(shop: TestServer, build_uuid: string, attempt = 1) {
  const { deps } = shop.server;
  const { customer_uuid } = shop.furnished;
  const payload = { customer_uuid, build_uuid, file: "printability" as const };
  const ids = deps.ids.forJob(deps.ids.next());
  return attachSlices(deps, payload, { attempt, ids, signal: new AbortController().signal });
}

async function pictureOf(shop: TestServer, uuid: string) {
  const { attachments = [] } = await shop.client.getBuild({ params: { uuid } });
  const picture = attachments.find(({ filename }) => filename?.endsWith("printability.png"));
  if (!picture) return undefined;
  const { headers } = await shop.request("GET", `/v1/attachments/${picture.uuid}`);
  const answer = await fetch(new URL(headers.get("location") ?? "", shop.url));
  assert.equal(answer.headers.get("content-type"), "image/png");
  return Buffer.from(await answer.arrayBuffer());
}

forEachDatabase("build printability", (database) => {
  test("getBuildPrintability: each finding once, where every copy has it", async () => {
    const shop = await startTestServer(database);
    const island = await aPart(shop, { stl: archWithIsland(), number: 1 });
    const plain = await aPart(shop, { number: 2 });
    const [uuid] = (await aPackedOrder(shop, [island, plain, island, island])).build_uuids;
    const waiting = await ask(shop, uuid);
    assert.deepEqual([waiting.status, waiting.findings], ["waiting", []]);
    await settled(shop);
    const checked = await ask(shop, uuid);
    assert.deepEqual([checked.status, checked.failure_message], ["checked", null]);
    assert.equal(checked.counts.island, 3);
    assert.equal(checked.severities.severe, 3);
    const [finding, ...others] = checked.findings;
    assert.equal(others.length, 0);
    const { number, kind, layer_index, z_mm, area_mm2, places } = finding;
    assert.deepEqual([number, kind, layer_index, z_mm], [1, "island", 40, 4]);
    assert.ok(Math.abs(area_mm2 - 4) < 0.2, `${area_mm2}`);
    const { body } = await shop.request("GET", `/manage/v1/builds/${uuid}/placements`);
    const [{ placements }] = body.plates as { placements: Record<string, number | string>[] }[];
    const stands = placements.filter(({ part_uuid }) => part_uuid === island);
    assert.equal(places.length, stands.length);
    for (const [i, stand] of stands.entries()) {
      const angle = (Number(stand.rotation_deg) * Math.PI) / 180;
      const x = Number(stand.x_mm) + Math.cos(angle) - 29 * Math.sin(angle);
      const y = Number(stand.y_mm) + Math.sin(angle) + 29 * Math.cos(angle);
      assert.equal(places[i].printed_part_uuid, stand.printed_part_uuid);
      assert.ok(Math.hypot(places[i].x_mm - x, places[i].y_mm - y) < 0.1);
    }
  });

  test("is drawn as an attachment, the same bytes each time", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop, { stl: archWithIsland(), number: 1 });
    const [uuid] = (await aPackedOrder(shop, [part, part])).build_uuids;
    await attach(shop, uuid);
    const before = (await pictureOf(shop, uuid)) ?? assert.fail();
    assert.deepEqual([before.readUInt32BE(16), before.toString("latin1", 1, 4)], [1600, "PNG"]);
    assert.equal((await ask(shop, uuid)).status, "checked");
    const { db } = shop.server.deps;
    await db.transaction(async (tx) => {
      await tx.deleteFrom("attachments").where("kind", "=", "printability").execute();
      await tx.deleteFrom("printability").execute();
    });
    assert.equal(await pictureOf(shop, uuid), undefined);
    await attach(shop, uuid);
    assert.deepEqual(await pictureOf(shop, uuid), before);
    const { customer_uuid } = shop.furnished;
    const events = await readEvents(db.read, { customer_uuid, noun: "builds", uuid });
    const drawn = events.find(({ details }) => "severities" in details);
    assert.equal(drawn?.what, "documented");
    assert.deepEqual(drawn?.details.severities, { severe: 2, moderate: 0, minor: 0 });
  });

  test("a part that cannot be looked at is named; the build is of use all the same", async () => {
    const shop = await startTestServer(database);
    const [uuid] = (await aPackedOrder(shop, 1)).build_uuids;
    const { db, files } = shop.server.deps;
    const { file_key } = await files.put(new TextEncoder().encode("solid of nothing\nendsolid\n"));
    await db.transaction((tx) => tx.updateTable("parts").set({ file_key }).execute());
    assert.equal((await ask(shop, uuid)).status, "waiting");
    await settled(shop);
    const { status, failure_message } = await ask(shop, uuid);
    assert.equal(status, "failed");
    assert.match(failure_message ?? "", /^Part ALIGNER-001: The file holds no triangle/);
    await assert.rejects(attach(shop, uuid), { message: failure_message ?? "" });
    await attach(shop, uuid, LAST_TRY);
    const { body } = await shop.request("GET", `/manage/v1/builds/${uuid}/slices`);
    assert.equal(body.status, "sliced");
    assert.deepEqual(body.file_errors, { printability: failure_message });
    assert.equal(await pictureOf(shop, uuid), undefined);
  });

  test("getBuildPrintability: there is nothing of a build that is not there", async () => {
    const shop = await startTestServer(database);
    const answer = await shop.request("GET", `/manage/v1/builds/${NO_UUID}/printability`);
    assert.equal(answer.status, 404);
  });
});
