import assert from "node:assert/strict";
import { test } from "node:test";
import { manageOperations, type PackingPreview } from "@vatline/api";
import { footprint, type Outline, readStl, validatePacking } from "@vatline/geometry";
import { forEachDatabase } from "../testing/databases.ts";
import { checkFilters, checkRefusals, checkSorts, walkList } from "../testing/lists.ts";
import { manage, refused } from "../testing/manage.ts";
import { archStl, sizedStl } from "../testing/models.ts";
import { NO_UUID, startTestServer } from "../testing/server.ts";
import { aPerson } from "../testing/sessions.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";
import { aPreview, foundBy } from "./testing/previews.ts";

const PREVIEW = "/packing/preview";

type Preview = Pick<PackingPreview, "plates" | "left_out">;

/** What the independent checker says of a preview's plates. */
async function violationsOf({ plates }: Preview, stl: Uint8Array, rotations: "any" | "none") {
  const { outline, height_mm } = await footprint(readStl(stl).mesh);
  return plates.flatMap(({ platform, placements, gap_mm, margin_mm }) => {
    const items = placements.map((_, at): { id: string; outline: Outline; height_mm: number } => ({
      ...{ id: `${at}`, outline, height_mm },
    }));
    const placed = placements.map((placement, at) => ({ ...placement, id: `${at}` }));
    const packing = { plates: [{ placements: placed }], left_out: [] };
    const options = { seed: 1, gap_mm, margin_mm, rotations };
    return validatePacking(items, platform, options, packing);
  });
}

const piecesOf = ({ plates }: Preview) =>
  plates.flatMap(({ placements }) => placements.map(({ printed_part_uuid }) => printed_part_uuid));

forEachDatabase("packing previews", (database) => {
  test("createPackingPreview: plates that the checker passes, and the same again", async () => {
    const shop = await startTestServer(database, { moves_max: 60 });
    const [stl, part_uuid] = [archStl(3), await aPart(shop, { number: 3 })];
    const asked = { parts: [{ part_uuid, copies: 30 }], platform_class: "M2", seed: 7 };
    const first = await aPreview(shop, asked);
    assert.equal(first.piece_count, 30);
    assert.equal(first.plates.flatMap(({ placements }) => placements).length, 30);
    assert.equal(first.plate_count, first.plates.length);
    assert.ok(first.bound_plates >= 1 && first.bound_plates <= first.plate_count);
    assert.deepEqual(await violationsOf(first, stl, "any"), []);
    for (const plate of first.plates) {
      assert.equal(plate.platform.class, "M2");
      assert.ok(plate.utilisation > 0 && plate.utilisation < 1);
      assert.ok(plate.resin_ml > plate.volume_ml && plate.print_time_s > 0);
      assert.ok(Math.abs(plate.height_mm - (8 + 3 * 0.7 + 0.003)) < 1e-3);
    }
    const listed = { part_uuids: Array(30).fill(part_uuid), platform_class: "M2", seed: 7 };
    assert.deepEqual(foundBy(await aPreview(shop, listed)), foundBy(first));
    const spread = { ...asked, gap_mm: 12, margin_mm: 5, rotations: "none", budget_s: 0 };
    const wide = await aPreview(shop, spread);
    assert.equal(wide.moves, 0);
    assert.ok(wide.plate_count > first.plate_count);
    assert.deepEqual([wide.plates[0].gap_mm, wide.plates[0].margin_mm], [12, 5]);
    assert.deepEqual(await violationsOf(wide, stl, "none"), []);
  });

  test("createPackingPreview: what waits of orders, in as many plates as packing makes of it", async () => {
    const shop = await startTestServer(database);
    const parts = [await aPart(shop, { number: 1 }), await aPart(shop, { number: 2 })];
    const order = await anOrder(shop, { parts });
    await settled(shop);
    const seen = await aPreview(shop, { part_order_uuids: [order.uuid] });
    assert.equal(seen.pieces_are, "printed_parts");
    const ordered = order.printed_parts.map(({ uuid }) => uuid).sort();
    assert.deepEqual(piecesOf(seen).sort(), ordered);
    const pieces = await aPreview(shop, { printed_part_uuids: ordered });
    assert.deepEqual(foundBy(pieces), foundBy(seen));
  });

  test("createPackingPreview: time and resin are those that the printer then takes, but for half a layer", async () => {
    const shop = await startTestServer(database);
    const order = await anOrder(shop, { parts: 3 });
    await settled(shop);
    const { uuid, plates } = await aPreview(shop, { part_order_uuids: [order.uuid] });
    const path = `/packing/previews/${uuid}/commit`;
    const { build_uuids } = await manage<PackingPreview>(shop, "POST", path);
    await aPrintOrder(shop, build_uuids[0]);
    await shop.untilIdle();
    const { prints = [] } = await shop.client.getPrints({ query: {} });
    const [{ started_at = "", finished_at = "" }] = prints;
    const printed_s = (Date.parse(finished_at) - Date.parse(started_at)) / 1000;
    // Before slicing the volume is that of the meshes; slicing rounds heights to whole layers.
    const isClose = (to: number, found: number) => Math.abs(found / to - 1) < 0.01;
    assert.ok(isClose(plates[0].print_time_s, printed_s), `${printed_s} s`);
    const { metrics } = await manage<{ metrics: Record<string, number> }>(
      shop,
      "GET",
      `/prints/${prints[0].uuid}`,
    );
    const { minimum_required_resin_volume_ml: resin_ml } = metrics;
    assert.ok(isClose(plates[0].resin_ml, resin_ml), `${resin_ml} ml`);
  });

  test("createPackingPreview: for each part left out a reason, and a change that places it", async () => {
    const shop = await startTestServer(database);
    const [small, large] = [await aPart(shop), await aPart(shop, { stl: sizedStl(600, 9) })];
    const seen = await aPreview(shop, { part_uuids: [small, large] });
    assert.equal(seen.left_out_count, 1);
    const [{ part_uuid, code, reason }] = seen.left_out;
    assert.deepEqual([part_uuid, code], [large, "too_large"]);
    assert.match(reason, /needs .* mm/);

    const fill = { part_uuids: [small, small], minimum_fill: 0.5 };
    const waits = await aPreview(shop, fill);
    assert.equal(waits.plate_count, 0);
    const [first, second] = waits.left_out;
    assert.equal(first.code, "below_minimum_fill");
    assert.deepEqual(first.change, second.change);
    const { needs } = first.change as { needs: { minimum_fill: number } };
    assert.equal((await aPreview(shop, { ...fill, ...needs })).left_out_count, 0);
    const more = { minimum_fill: needs.minimum_fill + 0.0001 };
    assert.equal((await aPreview(shop, { ...fill, ...more })).left_out_count, 2);
  });

  test("createPackingPreview: a change that is told for what is too large gives it a place", async () => {
    const shop = await startTestServer(database);
    const part_uuids = [await aPart(shop, { stl: sizedStl(175, 9) })];
    const cases: [settings: object, code: string, setting: string][] = [
      [{ platform_class: "M2", margin_mm: 10 }, "too_large", "margin_mm"],
      [{ platform_class: "M2", rotations: [40] }, "too_large", "rotations"],
      [{ platform_class: "M2", margin_mm: 0 }, "", ""],
    ];
    for (const [settings, code, setting] of cases) {
      const asked = { part_uuids, ...settings };
      const [left] = (await aPreview(shop, asked)).left_out;
      assert.equal(left?.code ?? "", code, JSON.stringify(settings));
      if (!left) continue;
      const change = left.change as { code: string; needs: object } | undefined;
      assert.equal(change?.code, setting, JSON.stringify(left));
      assert.equal((await aPreview(shop, { ...asked, ...change?.needs })).left_out_count, 0);
    }
    const wide = { part_uuids: [await aPart(shop, { stl: sizedStl(230, 9) })] };
    const small = { ...wide, platform_classes: ["M2"] };
    const [left] = (await aPreview(shop, small)).left_out;
    const change = left.change as { code: string; needs: object };
    assert.equal(change.code, "platform_classes");
    const { plates } = await aPreview(shop, { ...small, ...change.needs });
    assert.match(
      plates[0].placements[0].why,
      /that one was opened\. It lies against .* M2: It needs/,
    );
  });

  test("createPackingPreview: what waits no more, or goes by another build SOP, is told apart", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const { order: packed, build_uuids } = await aPackedOrder(shop, [part]);
    const waiting = await anOrder(shop, { parts: [part] });
    const [, other_sop] = Object.values(shop.furnished.build_sop_uuids);
    const other = await anOrder(shop, { parts: [part], build_sop_uuid: other_sop });
    await settled(shop);
    const part_order_uuids = [packed.uuid, waiting.uuid, other.uuid];
    await refused(
      shop,
      ["POST", PREVIEW, { part_order_uuids }],
      [400, "build_sop_ambiguous", "/body/build_sop_uuid"],
    );
    const build_sop_uuid = shop.furnished.build_sop_uuids.standard;
    const seen = await aPreview(shop, { part_order_uuids, build_sop_uuid });
    assert.deepEqual(piecesOf(seen), [waiting.printed_parts[0].uuid]);
    const codes = new Map(seen.left_out.map((one) => [one.printed_part_uuid, one]));
    const gone = codes.get(packed.printed_parts[0].uuid);
    assert.equal(gone?.code, "not_waiting");
    assert.match(String(gone?.reason), new RegExp(build_uuids[0]));
    const apart = codes.get(other.printed_parts[0].uuid);
    assert.deepEqual(apart?.change, { code: "build_sop", needs: { build_sop_uuid: other_sop } });
    const placed = await aPreview(shop, { part_order_uuids, build_sop_uuid: other_sop });
    assert.deepEqual(piecesOf(placed), [other.printed_parts[0].uuid]);
  });

  test("createPackingPreview: refuses what cannot be, and says which it was", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const part_uuids = [part];
    const body = (more: object) => ["POST", PREVIEW, more] as [string, string, object];
    const [red, blue] = [
      await anOrder(shop, { parts: [part], packing_group: "red" }),
      await anOrder(shop, { parts: [part], packing_group: "blue" }),
    ];
    await settled(shop);
    const cases: [more: object, code: string, pointer?: string][] = [
      [{}, "input_invalid", "/body/part_uuids"],
      [{ part_uuids, part_order_uuids: [red.uuid] }, "input_invalid", "/body/part_order_uuids"],
      [{ part_uuids: [part, NO_UUID] }, "part_unknown", "/body/part_uuids/1"],
      [{ part_uuids: [] }, "input_invalid", "/body/part_uuids"],
      [{ parts: [{ part_uuid: NO_UUID, copies: 1 }] }, "part_unknown", "/body/parts/0/part_uuid"],
      [{ part_order_uuids: [NO_UUID] }, "part_order_unknown", "/body/part_order_uuids/0"],
      [{ printed_part_uuids: [NO_UUID] }, "printed_part_unknown", "/body/printed_part_uuids/0"],
      [
        { parts: [9999, 2].map((copies) => ({ part_uuid: part, copies })) },
        ...(["input_invalid", "/body/parts"] as const),
      ],
      [{ part_uuids: Array(10_001).fill(part) }, "input_invalid", "/body/part_uuids"],
      [{ part_order_uuids: [red.uuid, blue.uuid] }, "packing_groups_mixed"],
      [{ part_uuids, build_sop_uuid: NO_UUID }, "build_sop_unknown", "/body/build_sop_uuid"],
      [{ part_uuids, build_sop_version: 9 }, "build_sop_unknown", "/body/build_sop_version"],
      [{ part_uuids, platform_class: "Z9" }, "input_invalid", "/body/platform_class"],
      [{ part_uuids, platform_classes: ["M2", "Z9"] }, "input_invalid", "/body/platform_classes/1"],
      [
        { part_uuids, platform_class: "M2", platform_classes: ["M2"] },
        ...(["input_invalid", "/body/platform_class"] as const),
      ],
      [{ part_uuids, gap_mm: -1 }, "input_invalid", "/body/gap_mm"],
      [{ part_uuids, margin_mm: 60, platform_class: "M2" }, "input_invalid", "/body/margin_mm"],
      [{ part_uuids, rotations: "some" }, "input_invalid", "/body/rotations"],
      [{ part_uuids, budget_s: 601 }, "input_invalid", "/body/budget_s"],
      [{ part_uuids, seed: -1 }, "input_invalid", "/body/seed"],
      [{ part_uuids, wait_s: 121 }, "input_invalid", "/body/wait_s"],
      [{ part_uuids, layout_profile: "best" }, "input_invalid", "/body/layout_profile"],
      [{ part_uuids, colour: "red" }, "input_invalid", "/body/colour"],
    ];
    for (const [more, code, pointer] of cases) {
      await refused(shop, body(more), pointer ? [400, code, pointer] : [400, code]);
    }
    const { total_count } = await manage(shop, "GET", "/packing/previews");
    assert.equal(total_count, 0);
  });

  test("createPackingPreview: a part whose file casts no shadow is left out by itself", async () => {
    const shop = await startTestServer(database);
    const [part, flat] = [await aPart(shop, { number: 1 }), await aPart(shop, { number: 2 })];
    const { deps } = shop.server;
    await settled(shop);
    const prepared = { ok: false, code: "outline_invalid", detail: "Its outline is a line." };
    const { file_key } = await deps.db.read
      .selectFrom("parts")
      .select("file_key")
      .where("uuid", "=", flat)
      .executeTakeFirstOrThrow();
    await deps.db.transaction((tx) =>
      tx
        .updateTable("footprints")
        .set({ footprint: JSON.stringify(prepared) })
        .where("file_key", "=", file_key)
        .execute(),
    );
    const seen = await aPreview(shop, { part_uuids: [part, flat] });
    assert.equal(seen.plates[0].placements.length, 1);
    const [{ part_uuid, code, reason }] = seen.left_out;
    assert.deepEqual([part_uuid, code, reason], [flat, "outline_invalid", prepared.detail]);
  });

  test("getPackingPreviewPicture: draws each plate, and no other", async () => {
    const shop = await startTestServer(database);
    const part_uuid = await aPart(shop);
    const { uuid, plates } = await aPreview(shop, { parts: [{ part_uuid, copies: 4 }] });
    const { status, headers, body } = await shop.request("GET", plates[0].picture);
    assert.deepEqual([status, headers.get("content-type")], [200, "image/svg+xml"]);
    assert.equal(String(body.text).match(/<path fill="#/g)?.length, 4);
    const path = `/packing/previews/${uuid}/plates/2/picture`;
    await refused(shop, ["GET", path], [404, "not_found"]);
  });

  test("getPackingPreviews: filters, sorts, pages and refusals", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const order = await anOrder(shop, { parts: [part] });
    await settled(shop);
    const { uuid } = await aPreview(shop, { part_order_uuids: [order.uuid] });
    await shop.advance(60);
    const others: string[] = [];
    for (const seed of [1, 2])
      others.push((await aPreview(shop, { part_uuids: [part], seed })).uuid);
    await manage(shop, "POST", `/packing/previews/${uuid}/commit`);
    const list = {
      ...{ operation: manageOperations.getPackingPreviews, rows: "packing_previews" },
      base: "/manage/v1",
    };
    const rows = await walkList(shop, list, "", 2);
    const all = rows.map((row) => row.uuid);
    assert.deepEqual(all, [...others.toReversed(), uuid]);
    const after = String(rows.find((row) => row.uuid === others[1])?.updated_at);
    await checkFilters(shop, list, [
      [`uuid=${uuid}`, [uuid]],
      [`uuid=${NO_UUID}`, []],
      ["status=committed", [uuid]],
      ["status=failed", []],
      [`build_sop_uuid=${shop.furnished.build_sop_uuids.standard}`, all],
      [`build_sop_uuid=${NO_UUID}`, []],
      [`updated_after=${after}`, all],
      ["updated_after=2040-01-01", []],
      ["updated_before=2040-01-01", all],
      [`updated_before=${after}`, []],
    ]);
    await checkSorts(shop, list, (field, row) => String(row[field]));
    await checkRefusals(shop, list);
  });

  test("previews are for operators to ask for, and for everybody to look at", async () => {
    const shop = await startTestServer(database);
    const [operator, viewer] = [
      await aPerson(shop, { role: "OPERATOR" }),
      await aPerson(shop, { role: "VIEWER" }),
    ];
    const body = { part_uuids: [await aPart(shop)] };
    const path = "/manage/v1/packing/preview";
    assert.equal((await viewer.request("POST", path, { body })).status, 403);
    const { status, body: seen } = await operator.request("POST", path, { body });
    assert.equal(status, 200);
    const looked = await viewer.request("GET", `/manage/v1/packing/previews/${seen.uuid}`);
    assert.equal(looked.status, 200);
    const stop = `/manage/v1/packing/previews/${seen.uuid}/stop`;
    assert.equal((await viewer.request("POST", stop)).status, 403);
  });
});
