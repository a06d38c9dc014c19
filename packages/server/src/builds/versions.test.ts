import assert from "node:assert/strict";
import { test } from "node:test";
import { readReleasedSop } from "../build-sops/store.ts";
import type { Deps } from "../platform/deps.ts";
import { readWaitingParts } from "../printed-parts/store-waiting.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { planFaults, printsWith } from "../testing/fleet.ts";
import { manage } from "../testing/manage.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPackedOrder, aPart, aPrintOrder, settled } from "../testing/shop.ts";
import { commitPlan } from "./commit.ts";
import { readSheet } from "./documents/read-sheet.ts";
import { planBuilds } from "./plan.ts";
import { plateOf, readBuild } from "./store.ts";

const NEWER = {
  build_prefix: "Newer#",
  resin_name: "EPU 41",
  print_profile: "slow",
  gap_mm: 7,
  slice_thickness_nm: 50_000,
  replace_failed: false,
};

const pathOf = ({ furnished }: TestServer) => `/build_sops/${furnished.build_sop_uuids.standard}`;

/** Drafts the next version of the build SOP `standard`, and releases it unless told not to. */
async function nextVersion(shop: TestServer, changes: object, release = true): Promise<number> {
  const sop = await manage(shop, "POST", `${pathOf(shop)}/versions`, changes);
  const [{ version }] = sop.versions as { version: number }[];
  if (release) await manage(shop, "POST", `${pathOf(shop)}/versions/${version}/release`);
  return version;
}

const obsolete = (shop: TestServer, version: number) =>
  manage(shop, "POST", `${pathOf(shop)}/versions/${version}/obsolete`);

/** What waits for the build SOP `standard`, as if it were due, and the version that counts. */
async function waitingOf({ server, furnished }: TestServer) {
  const { customer_uuid, application_uuid, build_sop_uuids } = furnished;
  const build_sop_uuid = build_sop_uuids.standard;
  const key = { customer_uuid, application_uuid, build_sop_uuid, packing_group: null };
  const { read } = server.deps.db;
  const sop = await readReleasedSop(read, customer_uuid, build_sop_uuid);
  assert.ok(sop);
  const rows = await readWaitingParts(read, key, 1000, 1000);
  return { key, sop, due: rows.map((part) => ({ ...part, pack_now: 1 })) };
}

/** What of a build SOP a build shows, everywhere it does. */
async function sopOf(shop: TestServer, uuid: string) {
  const { deps } = shop.server;
  const build = await readBuild(deps.db.read, shop.furnished.customer_uuid, uuid);
  assert.ok(build);
  const { sop } = await readSheet(deps, build);
  const { version, resin_name, print_profile } = sop;
  const { gap_mm } = plateOf(build);
  const { slice_thickness_nm } = build;
  const build_prefix = build.name.replace(/\d+$/, "#");
  return { version, build_prefix, resin_name, print_profile, gap_mm, slice_thickness_nm };
}

/** Prints a build on a printer that fails: whether its parts were replaced, and by what print. */
async function failOf(shop: TestServer, build_uuid: string, revision: number) {
  const [serial] = shop.furnished.printer_serials;
  const failures = [{ job_id: null, layer: 3, reason: "debris" }];
  await planFaults(shop, serial, { revision, failures });
  const { uuid } = await aPrintOrder(shop, build_uuid, { route_to: [serial] });
  await shop.untilIdle();
  const [{ config, status }] = await printsWith(shop, { print_order_uuid: [uuid] });
  assert.equal(status, "failed");
  const { parts = [] } = await shop.client.getPrintedParts({ query: { limit: 1000 } });
  const failed = parts.filter((part) => part.build_uuid === build_uuid);
  const { db } = shop.server.deps;
  const replacements = await db.read
    .selectFrom("printed_parts")
    .select("uuid")
    .where(
      "replaces_uuid",
      "in",
      failed.map((part) => part.uuid ?? ""),
    )
    .execute();
  return { replaced: replacements.length, config };
}

forEachDatabase("versions of build SOPs", (database) => {
  const open = () => startTestServer(database);

  test("a build keeps the version it was made by in everything, the next one has the new", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const [old_build] = (await aPackedOrder(shop, [part])).build_uuids;
    const first = await sopOf(shop, old_build);
    const { version, build_prefix, gap_mm } = first;
    assert.deepEqual(
      { version, build_prefix, gap_mm },
      {
        version: 1,
        build_prefix: "AutoBuild#",
        gap_mm: 2,
      },
    );
    await nextVersion(shop, NEWER, false);
    const [by_first] = (await aPackedOrder(shop, [part])).build_uuids;
    assert.deepEqual(await sopOf(shop, by_first), first, "nothing is packed by a draft");
    await manage(shop, "POST", `${pathOf(shop)}/versions/2/release`);
    const [new_build] = (await aPackedOrder(shop, [part])).build_uuids;
    const { replace_failed: _, ...newer } = NEWER;
    assert.deepEqual(await sopOf(shop, new_build), { version: 2, ...newer });
    assert.deepEqual(await sopOf(shop, old_build), first);

    const of_old = await failOf(shop, old_build, 1);
    const { resin_name, print_profile, slice_thickness_nm } = first;
    assert.equal(of_old.replaced, 1, "replaced, as its version has it");
    assert.equal(of_old.config?.resin_name, resin_name);
    assert.equal(of_old.config?.print_profile, print_profile);
    assert.equal(of_old.config?.slice_thickness_nm, slice_thickness_nm);
    const of_new = await failOf(shop, new_build, 2);
    assert.equal(of_new.replaced, 0);
    assert.equal(of_new.config?.resin_name, newer.resin_name);
    assert.equal(of_new.config?.print_profile, newer.print_profile);
    assert.equal(of_new.config?.slice_thickness_nm, newer.slice_thickness_nm);
    await obsolete(shop, 1);
    assert.equal((await failOf(shop, by_first, 3)).replaced, 1, "obsolete, and still its own");
  });

  test("without a released version orders are refused, and what waits is packed by the next", async () => {
    const shop = await open();
    const part = await aPart(shop);
    const waiting = await anOrder(shop, { parts: [part] });
    await settled(shop);
    await obsolete(shop, 1);
    const { standard } = shop.furnished.build_sop_uuids;
    const order = { part_order_number: "P", parts: [{ uuid: part }], due_date: "2030-02-01" };
    for (const [more, pointer] of [
      [{}, "/body/parts/0/uuid"],
      [{ build_sop_uuid: standard }, "/body/build_sop_uuid"],
    ] as const) {
      const options = { body: { ...order, ...more } };
      const { status, body } = await shop.request("POST", "/v1/part_orders", options);
      assert.deepEqual([status, body.code], [400, "build_sop_not_released"]);
      assert.equal(Object(body.errors)[0].pointer, pointer);
    }
    const params = { uuid: waiting.uuid };
    await shop.client.updatePartOrder({ params, body: { flush: true } });
    await shop.untilIdle();
    assert.equal((await shop.client.getPartOrder({ params })).status, "open");
    await nextVersion(shop, NEWER);
    await settled(shop);
    const { status, build_uuids = [] } = await shop.client.getPartOrder({ params });
    assert.equal(status, "processing");
    assert.equal((await sopOf(shop, build_uuids[0])).version, 2);
    const { parked } = shop.server.deps.jobs;
    assert.deepEqual(await parked(), []);
  });

  test("a release lets what waits be packed where the new settings have room for it", async () => {
    const shop = await open();
    const order = await anOrder(shop, { parts: 2 });
    await settled(shop);
    const params = { uuid: order.uuid };
    assert.equal((await shop.client.getPartOrder({ params })).status, "open");
    await nextVersion(shop, { minimum_fill: 0 });
    await settled(shop);
    assert.equal((await shop.client.getPartOrder({ params })).status, "processing");
  });

  test("packing falls back to the version before when the newest is made obsolete", async () => {
    const shop = await open();
    const part = await aPart(shop);
    await nextVersion(shop, NEWER);
    await obsolete(shop, 2);
    const { build_uuids } = await aPackedOrder(shop, [part]);
    assert.equal((await sopOf(shop, build_uuids[0])).version, 1);
  });

  test("a plan is not committed once another version counts", async () => {
    const shop = await open();
    await anOrder(shop, { parts: 2 });
    await settled(shop);
    const { deps } = shop.server;
    const { key, sop, due } = await waitingOf(shop);
    const plan = await planBuilds(deps, sop, due, { seed_text: "seed" });
    assert.ok(plan);
    await nextVersion(shop, NEWER);
    await settled(shop);
    assert.equal(await commitPlan(deps, key, sop, plan), false);
    assert.equal((await shop.client.getBuilds()).total_count, 0);
  });

  test("how much work packing spends is what the layout profile says", async () => {
    const shop = await startTestServer(database, { moves_max: 40 });
    await anOrder(shop, { parts: 2 });
    await settled(shop);
    const { key, sop, due } = await waitingOf(shop);
    assert.equal(key.build_sop_uuid, sop.uuid);
    const { deps } = shop.server;
    const moves: number[] = [];
    const run: Deps["workers"]["run"] = (module, verb, args, options) => {
      if (verb === "pack") moves.push(Object(args[2]).moves_max);
      return deps.workers.run(module, verb, args, options);
    };
    const recording = { ...deps, workers: { ...deps.workers, run } };
    for (const layout_profile of ["skip", "faster", "denser"] as const) {
      const plan = await planBuilds(recording, { ...sop, layout_profile }, due, { seed_text: "" });
      assert.equal(plan?.builds.length, 1);
    }
    // Sizes of platform are compared by first answers, which take no moves.
    assert.deepEqual(moves.filter(Boolean), [10, 40]);
  });
});
