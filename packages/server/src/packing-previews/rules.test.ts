/** The rules of a shop in previews: zones, heights, sizes of platform, and what is told of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { PackingPreview } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { manage, refused } from "../testing/manage.ts";
import { archStl, sizedStl } from "../testing/models.ts";
import { startTestServer } from "../testing/server.ts";
import { anOrder, aPart, settled } from "../testing/shop.ts";
import { aPreview, endless, pathOf, previewNow } from "./testing/previews.ts";

const zoneOf = (platform_class: string, width: number, depth: number) => ({
  platform_class,
  points: [
    [0, 0],
    [width, 0],
    [width, depth],
    [0, depth],
  ],
});

forEachDatabase("packing previews by the rules of a shop", (database) => {
  test("exclusions: parts keep off the zones of their platform, and say when those are in the way", async () => {
    const shop = await startTestServer(database);
    const part_uuids = [await aPart(shop, { stl: sizedStl(100, 9) })];
    const asked = { part_uuids, platform_class: "M2" };
    const half = { ...asked, exclusions: [zoneOf("M2", 60, 118)] };
    const { plates } = await aPreview(shop, half);
    assert.ok(plates[0].placements[0].x_mm > 60);
    const elsewhere = { ...asked, exclusions: [zoneOf("L1", 410, 256)] };
    assert.equal((await aPreview(shop, elsewhere)).plate_count, 1);
    const most = { ...asked, exclusions: [zoneOf("M2", 150, 118)] };
    const [left] = (await aPreview(shop, most)).left_out;
    assert.equal(left.code, "zones_in_the_way");
    const change = left.change as { code: string; needs: object };
    assert.equal(change.code, "exclusions");
    assert.equal((await aPreview(shop, { ...most, ...change.needs })).left_out_count, 0);
  });

  test("exclusions: a zone of no platform, or of no area, is refused with its place", async () => {
    const shop = await startTestServer(database);
    const part_uuids = [await aPart(shop)];
    const line = {
      platform_class: "M2",
      points: [
        [0, 0],
        [9, 9],
        [18, 18],
      ],
    };
    for (const zone of [zoneOf("M9", 5, 5), line, { platform_class: "M2", points: [[0, 0]] }]) {
      const body = { part_uuids, exclusions: [zone] };
      await refused(shop, ["POST", "/packing/preview", body], [400, "input_invalid"]);
    }
  });

  test("exclusions: a zone that crosses itself keeps parts off both of its lobes", async () => {
    const shop = await startTestServer(database);
    const part_uuids = [await aPart(shop, { stl: sizedStl(100, 9) })];
    const points = [
      [0, 0],
      [189, 118],
      [189, 0],
      [0, 118],
    ];
    const exclusions = [{ platform_class: "M2", points }];
    const [left] = (await aPreview(shop, { part_uuids, platform_class: "M2", exclusions }))
      .left_out;
    assert.equal(left.code, "zones_in_the_way");
  });

  test("height_aware: more stands on a plate where parts overhang", async () => {
    const shop = await startTestServer(database, { moves_max: 300 });
    const part_uuid = await aPart(shop, { stl: archStl(3) });
    const asked = { parts: [{ part_uuid, copies: 30 }], platform_class: "M2" };
    const flat = await aPreview(shop, asked);
    const aware = await aPreview(shop, { ...asked, height_aware: true, group_by_height: true });
    assert.deepEqual([aware.settings.height_aware, aware.settings.group_by_height], [true, true]);
    assert.ok(aware.plate_count <= flat.plate_count);
    assert.equal(aware.left_out_count, 0);
  });

  test("platform_classes: as many parts as fill several small platforms go onto one large one", async () => {
    const shop = await startTestServer(database);
    const part_uuid = await aPart(shop, { stl: sizedStl(80, 9) });
    const ask = (copies: number, platform_classes: string[]) =>
      aPreview(shop, { parts: [{ part_uuid, copies }], platform_classes });
    const classesOf = ({ plates }: PackingPreview) => plates.map(({ platform }) => platform.class);
    assert.deepEqual(classesOf(await ask(1, ["M2", "L1"])), ["M2"]);
    const small = await ask(9, ["M2"]);
    assert.ok(small.plate_count > 1);
    const both = await ask(9, ["M2", "L1"]);
    assert.deepEqual(classesOf(both), ["L1"]);
    const most = (await ask(40, ["L1"])).plates[0].placements.length;
    assert.deepEqual(classesOf(await ask(most + 1, ["M2", "L1"])).sort(), ["L1", "M2"]);
  });

  test("because and why: each part says how it came to its place and what it lies against", async () => {
    const shop = await startTestServer(database);
    const part_uuid = await aPart(shop, { stl: sizedStl(40, 9) });
    const { plates } = await aPreview(shop, { parts: [{ part_uuid, copies: 3 }] });
    for (const { because, why } of plates[0].placements) {
      assert.ok(because);
      const beside = /^[A-Z].*\. It lies against (the .* rim)?( and )?(parts? [0-9, and]+)?\.$/;
      assert.match(why, beside);
    }
  });

  test("locked: pieces stay where they are put, the rest is packed around them, and all is committed", async () => {
    const shop = await startTestServer(database);
    const part_uuid = await aPart(shop, { stl: sizedStl(40, 9) });
    const order = await anOrder(shop, { parts: Array(4).fill(part_uuid) });
    await settled(shop);
    const place = { part_uuid, x_mm: 70, y_mm: 60, rotation_deg: 12 };
    const locked = [{ platform_class: "M2", placements: [place] }];
    const asked = { part_order_uuids: [order.uuid], platform_classes: ["M2", "L1"], locked };
    const seen = await aPreview(shop, asked);
    assert.equal(seen.plate_count, 1);
    const [first, ...others] = seen.plates[0].placements;
    const { x_mm, y_mm, rotation_deg, why } = first;
    assert.deepEqual({ part_uuid, x_mm, y_mm, rotation_deg }, place);
    assert.equal(why, "It was put here by hand.");
    assert.equal(others.length, 3);
    const path = pathOf(seen.uuid, "commit");
    const { build_uuids } = await manage<PackingPreview>(shop, "POST", path);
    const { parts } = await shop.client.getBuild({ params: { uuid: build_uuids[0] } });
    assert.equal(parts.length, 4);
  });

  test("locked: what breaks a rule fails and says which, what names no piece is refused", async () => {
    const shop = await startTestServer(database);
    const part_uuid = await aPart(shop, { stl: sizedStl(40, 9) });
    const at = (x_mm: number) => ({ part_uuid, x_mm, y_mm: 60, rotation_deg: 0 });
    const ask = (placements: object[], platform_class = "M2") => ({
      parts: [{ part_uuid, copies: 2 }],
      platform_class: "M2",
      locked: [{ platform_class, placements }],
    });
    const near = await manage<PackingPreview>(
      shop,
      "POST",
      "/packing/preview",
      ask([at(50), at(60)]),
    );
    assert.equal(near.status, "failed");
    assert.equal(
      near.failure_message,
      'On plate "locked 1" placement 1 and placement 2 overlap. Nothing was changed.',
    );
    const past = await manage<PackingPreview>(shop, "POST", "/packing/preview", ask([at(180)]));
    assert.match(
      String(past.failure_message),
      /^On plate "locked 1" placement 1 reaches [0-9.]+ mm past the rim; the margin is 0 mm\. N/,
    );
    const both = await aPreview(shop, ask([at(50), at(100)]));
    assert.deepEqual([both.plate_count, both.plates[0].placements.length], [1, 2]);
    const wrong: [object, string][] = [
      [ask([at(20), at(70), at(120)]), "/body/locked/0/placements/2"],
      [ask([at(20)], "L1"), "/body/locked/0/platform_class"],
      [ask([]), "/body/locked/0/placements"],
    ];
    for (const [body, pointer] of wrong) {
      await refused(shop, ["POST", "/packing/preview", body], [400, "input_invalid", pointer]);
    }
  });

  test("a preview that runs tells of its best answer so far", async () => {
    const shop = await startTestServer(database);
    const body = { ...endless(await aPart(shop, { number: 3 })), wait_s: 1 };
    const begun = await manage<PackingPreview>(shop, "POST", "/packing/preview", body);
    assert.equal(begun.status, "running");
    let now = begun;
    for (let looks = 0; now.plate_count === 0 && looks < 100; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      now = await previewNow(shop, begun.uuid);
    }
    assert.ok(now.plate_count > 0);
    const stop = pathOf(begun.uuid, "stop");
    const stopped = await manage<PackingPreview>(shop, "POST", stop);
    assert.equal(stopped.stopped, "told");
    assert.ok(stopped.plate_count <= now.plate_count);
  });
});
