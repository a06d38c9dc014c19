import assert from "node:assert/strict";
import { test } from "node:test";
import type { Packing } from "@vatline/geometry";
import { readReleasedSop } from "../build-sops/store.ts";
import type { Deps } from "../platform/deps.ts";
import type { JobPayload } from "../platform/jobs/names.ts";
import { readWaitingParts } from "../printed-parts/store-waiting.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { startTestServer, type TestServer } from "../testing/server.ts";
import { anOrder, aPart, settled } from "../testing/shop.ts";
import { commitPlan } from "./commit.ts";
import { packWaitingParts } from "./pack.ts";
import { planBuilds } from "./plan.ts";

/** What a job is told of the parts without a packing group. */
function payloadOf({ furnished }: TestServer): JobPayload["pack"] {
  const { customer_uuid, application_uuid, build_sop_uuids } = furnished;
  const build_sop_uuid = build_sop_uuids.standard;
  return { customer_uuid, application_uuid, build_sop_uuid, packing_group: null, upto_seq: 1000 };
}

function pack(shop: TestServer, deps = shop.server.deps, payload = payloadOf(shop)) {
  const { signal } = new AbortController();
  const job_uuid = deps.ids.next();
  return packWaitingParts(deps, payload, { job_uuid, attempt: 1, ids: deps.ids, signal });
}

/** Everything that waits, as if it were due, and a plan for it. */
async function planAll(shop: TestServer) {
  const { deps } = shop.server;
  const payload = payloadOf(shop);
  const sop = await readReleasedSop(deps.db.read, payload.customer_uuid, payload.build_sop_uuid);
  assert.ok(sop);
  const waiting = await readWaitingParts(deps.db.read, payload, payload.upto_seq, 1000);
  const due = waiting.map((part) => ({ ...part, pack_now: 1 }));
  const plan = await planBuilds(deps, sop, due, { seed_text: "seed" });
  assert.ok(plan);
  return { payload, sop, plan };
}

/** How often each printed part stands on a build. */
async function placedCounts(shop: TestServer): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const places = await shop.server.deps.db.read
    .selectFrom("build_places")
    .select("printed_part_uuid")
    .execute();
  for (const { printed_part_uuid: uuid } of places) counts[uuid] = (counts[uuid] ?? 0) + 1;
  return counts;
}

const onceEach = (parts: { uuid: string }[]) =>
  Object.fromEntries(parts.map(({ uuid }) => [uuid, 1]));

forEachDatabase("packing", (database) => {
  test("a job that runs twice, and beside itself, makes no part twice", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const order = await anOrder(shop, { parts: Array(9).fill(part), flush: true });
    await Promise.all([pack(shop), pack(shop), pack(shop)]);
    await settled(shop);
    await pack(shop);
    assert.deepEqual(await placedCounts(shop), onceEach(order.printed_parts));
    const { parts = [] } = await shop.client.getPrintedParts();
    assert.deepEqual(new Set(parts.map((one) => one.status)), new Set(["preparing"]));
  });

  test("a plan is not committed once one of its parts waits no more", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const kept = await anOrder(shop, { parts: [part, part] });
    const canceled = await anOrder(shop, { parts: [part] });
    await settled(shop);
    const { payload, sop, plan } = await planAll(shop);
    await shop.client.deletePartOrder({ params: { uuid: canceled.uuid } });
    assert.equal(await commitPlan(shop.server.deps, payload, sop, plan), false);
    assert.deepEqual(await placedCounts(shop), {});
    assert.equal((await shop.client.getBuilds()).total_count, 0);

    const again = await planAll(shop);
    assert.equal(await commitPlan(shop.server.deps, payload, sop, again.plan), true);
    assert.equal(await commitPlan(shop.server.deps, payload, sop, again.plan), false);
    assert.deepEqual(await placedCounts(shop), onceEach(kept.printed_parts));
    const { status } = await shop.client.getPartOrder({ params: { uuid: canceled.uuid } });
    assert.equal(status, "canceled");
  });

  test("two commits of overlapping plans at once: one of them counts", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    const order = await anOrder(shop, { parts: [part, part, part] });
    await settled(shop);
    const { payload, sop, plan } = await planAll(shop);
    const commits = Array.from({ length: 4 }, () =>
      commitPlan(shop.server.deps, payload, sop, plan),
    );
    assert.deepEqual((await Promise.all(commits)).sort(), [false, false, false, true]);
    assert.deepEqual(await placedCounts(shop), onceEach(order.printed_parts));
  });

  test("a packing that breaks a rule never becomes a build", async () => {
    const shop = await startTestServer(database);
    const part = await aPart(shop);
    await anOrder(shop, { parts: [part, part] });
    await settled(shop);
    const { deps } = shop.server;
    const spoils: [rule: string, spoil: (packing: Packing) => void][] = [
      ["margin_violated", ({ plates }) => (plates[0].placements[0].x_mm = -50)],
      ["gap_violated|parts_overlap", ({ plates }) => collapse(plates[0].placements)],
      ["item_missing", ({ plates }) => plates[0].placements.pop()],
      ["item_repeated", ({ plates }) => plates.push(plates[0])],
    ];
    for (const [rule, spoil] of spoils) {
      const payload = payloadOf(shop);
      await deps.db.transaction((tx) =>
        tx.updateTable("printed_parts").set({ pack_now: 1 }).execute(),
      );
      await assert.rejects(pack(shop, spoiled(deps, spoil), payload), new RegExp(rule));
      assert.deepEqual(await placedCounts(shop), {});
    }
    await pack(shop);
    assert.equal(Object.keys(await placedCounts(shop)).length, 2);
  });
});

function collapse(placements: { x_mm: number; y_mm: number; rotation_deg: number }[]): void {
  const [{ x_mm, y_mm, rotation_deg }] = placements;
  for (const placement of placements) Object.assign(placement, { x_mm, y_mm, rotation_deg });
}

/** The same server, but whatever the packer answers is spoiled on its way. */
function spoiled(deps: Deps, spoil: (packing: Packing) => void): Deps {
  const run: Deps["workers"]["run"] = (module, verb, args, options) =>
    deps.workers.run(module, verb, args, options).then((result) => {
      if (verb === "pack") spoil(result as Packing);
      return result;
    });
  return { ...deps, workers: { ...deps.workers, run } };
}
