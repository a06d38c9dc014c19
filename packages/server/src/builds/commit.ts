/** Makes a plan true: builds, what stands on them, and the printed parts that now have a place. */
import { type BuildSop, readReleasedSop } from "../build-sops/store.ts";
import { settlePartOrdersOf } from "../part-orders/settle.ts";
import { nextCount } from "../platform/counters.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Ids } from "../platform/ids.ts";
import { invariant } from "../platform/invariant.ts";
import {
  type MovedParts,
  movePrintedParts,
  placePrintedParts,
  readUnpacked,
} from "../printed-parts/store.ts";
import type { PackingKey } from "../printed-parts/store-waiting.ts";
import { fillBuild, staleFills } from "./fill.ts";
import { buildNameOf, nameCounterOf } from "./name.ts";
import { layerCountOf, placeRowsOf } from "./place-rows.ts";
import type { BuildPlan, PlannedBuild } from "./plan.ts";
import { type BuildPlate, type BuildRow, insertBuild } from "./store.ts";

const ACTOR = "server:packing";

/**
 * Commits the plan, or nothing: answers false when one of its parts waits no more, a build that it
 * fills is open no more, or another version of its build SOP counts now.
 */
export async function commitPlan(
  deps: Deps,
  key: PackingKey,
  sop: BuildSop,
  plan: BuildPlan,
): Promise<boolean> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const released = await readReleasedSop(tx, sop.customer_uuid, sop.uuid);
    if (released?.version !== sop.version) return false;
    const concerned = [
      ...plan.builds.flatMap(({ places }) => places.map(({ uuid }) => uuid)),
      ...plan.unfit.map(({ id }) => id),
    ];
    const unpacked = await readUnpacked(tx, concerned);
    if (unpacked.size < concerned.length) return false;
    const stale = await staleFills(tx, key.customer_uuid, plan.builds);
    if (stale.size > 0) return false;
    await makeBuilds(tx, deps, { key, sop, builds: plan.builds, actor: ACTOR, now });
    for (const { id, reason } of plan.unfit) {
      const changes = { error: reason, finished_at: now, updated_at: now };
      const { status } = await movePrintedParts(tx, { uuid: id }, "waiting", "failed", changes);
      const changed = { customer_uuid: key.customer_uuid, noun: "printed_parts", uuid: id };
      const details = { status, error: { from: null, to: reason } };
      await appendEvent(tx, { ...changed, at: now, actor: ACTOR, what: "failed", details });
    }
    await settlePartOrdersOf(tx, key.customer_uuid, [...unpacked.values()], now, ACTOR);
    return true;
  });
}

/**
 * Makes builds of parts that wait, all of the one group, and fills those that are there; answers
 * their uuids in order.
 */
export async function makeBuilds(
  tx: Tx,
  deps: Deps,
  { builds, ...made }: Omit<Planned, "build" | "ids" | "uuid"> & { builds: PlannedBuild[] },
): Promise<string[]> {
  const uuids: string[] = [];
  for (const build of builds) {
    const { fills } = build;
    if (fills) {
      const { sop, actor, now, key } = made;
      const filling = { build, fills, sop, actor, now };
      uuids.push(await fillBuild(tx, deps, key.customer_uuid, filling));
      continue;
    }
    // From a part's own uuid: a part is packed once, so a job that is run again repeats none.
    const ids = deps.ids.forJob(build.places[0].uuid);
    const uuid = ids.next();
    await insertPlanned(tx, deps, { ...made, build, ids, uuid });
    uuids.push(uuid);
  }
  return uuids;
}

type Planned = {
  key: PackingKey;
  sop: BuildSop;
  build: PlannedBuild;
  actor: string;
  ids: Ids;
  uuid: string;
  now: string;
};

async function insertPlanned(tx: Tx, deps: Deps, planned: Planned): Promise<void> {
  const { key, uuid, ids, now, build, actor } = planned;
  const counter = nameCounterOf(planned.sop.build_prefix);
  const number = await nextCount(tx, key.customer_uuid, counter);
  const row = buildRowOf(planned, buildNameOf(planned.sop.build_prefix, number));
  const places = placeRowsOf(key.customer_uuid, uuid, build.places);
  await insertBuild(tx, row, places);
  const placed = await placePrintedParts(tx, uuid, now);
  invariant(placed === places.length, `${placed} of ${places.length} parts took their places`);
  await appendEvent(tx, {
    at: now,
    customer_uuid: key.customer_uuid,
    actor,
    noun: "builds",
    uuid,
    what: "created",
    details: {
      name: row.name,
      platform_class: row.platform_class,
      build_sop_uuid: row.build_sop_uuid,
      build_sop_version: row.build_sop_version,
      status: { from: null, to: row.status },
      printed_parts: [
        {
          uuids: places.map((place) => place.printed_part_uuid),
          status: { from: "waiting", to: "preparing" },
          build_uuid: { from: null, to: uuid },
        } satisfies MovedParts,
      ],
    },
  });
  const { customer_uuid } = key;
  await deps.jobs.enqueue(
    tx,
    "slice_build",
    { customer_uuid, build_uuid: uuid },
    { key: uuid, ids },
  );
}

function buildRowOf({ key, sop, build, uuid, now }: Planned, name: string): BuildRow {
  const { platform, utilisation, height_mm, volume_ml, seed, moves } = build;
  const { gap_mm, margin_mm, slice_thickness_nm } = sop;
  const plate: BuildPlate = { platform, gap_mm, margin_mm, utilisation, seed, moves };
  return {
    customer_uuid: key.customer_uuid,
    uuid,
    application_uuid: key.application_uuid,
    name,
    revision: "1",
    status: "Released",
    packing_group: key.packing_group,
    build_sop_uuid: sop.uuid,
    build_sop_version: sop.version,
    platform_class: platform.class,
    plate: JSON.stringify(plate),
    slice_thickness_nm,
    layer_count: layerCountOf(height_mm, slice_thickness_nm),
    height_mm,
    volume_ml,
    created_at: now,
    updated_at: now,
  };
}
