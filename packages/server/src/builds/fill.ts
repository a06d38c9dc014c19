/** Puts further parts on a build that is not queued yet: its next revision. */
import type { BuildSop } from "../build-sops/store.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { invariant } from "../platform/invariant.ts";
import { type MovedParts, placePrintedParts } from "../printed-parts/store.ts";
import { layerCountOf, placeRowsOf } from "./place-rows.ts";
import type { PlannedBuild } from "./plan.ts";
import { type BuildPlate, type BuildRow, insertPlaces, plateOf } from "./store.ts";
import { countPlaces, readOpenBuild, updateFilled } from "./store-open.ts";

/** Which of the builds to be filled cannot be any more: queued, or filled otherwise. */
export async function staleFills(
  tx: Tx,
  customer_uuid: string,
  builds: PlannedBuild[],
): Promise<Set<PlannedBuild>> {
  const stale = new Set<PlannedBuild>();
  for (const build of builds) {
    if (!build.fills) continue;
    if (!(await readOpenBuild(tx, customer_uuid, build.fills))) stale.add(build);
  }
  return stale;
}

type Filling = {
  build: PlannedBuild;
  fills: NonNullable<PlannedBuild["fills"]>;
  sop: BuildSop;
  actor: string;
  now: string;
};

/** The build must be open still; see staleFills. */
export async function fillBuild(
  tx: Tx,
  deps: Deps,
  customer_uuid: string,
  { build, fills, sop, actor, now }: Filling,
): Promise<string> {
  const before = await readOpenBuild(tx, customer_uuid, fills);
  invariant(before, `build ${fills.build_uuid} is open`);
  const { uuid } = before;
  const first = await countPlaces(tx, uuid);
  await insertPlaces(tx, placeRowsOf(customer_uuid, uuid, build.places, first));
  const placed = await placePrintedParts(tx, uuid, now);
  invariant(
    placed === build.places.length,
    `${placed} of ${build.places.length} took their places`,
  );
  const after = filledRowOf(before, build, sop, now);
  await updateFilled(tx, before, after);
  const uuids = build.places.map((place) => place.uuid);
  await appendEvent(tx, {
    ...{ at: now, customer_uuid, actor, noun: "builds", uuid, what: "filled" },
    details: {
      revision: { from: before.revision, to: after.revision },
      height_mm: { from: before.height_mm, to: after.height_mm },
      printed_parts: [
        {
          uuids,
          status: { from: "waiting", to: "preparing" },
          build_uuid: { from: null, to: uuid },
        } satisfies MovedParts,
      ],
    },
  });
  const payload = { customer_uuid, build_uuid: uuid };
  await deps.jobs.enqueue(tx, "slice_build", payload, { key: `${uuid} ${after.revision}` });
  return uuid;
}

function filledRowOf(before: BuildRow, build: PlannedBuild, sop: BuildSop, now: string) {
  const { utilisation, height_mm, volume_ml, seed, moves } = build;
  const plate: BuildPlate = { ...plateOf(before), utilisation, seed, moves };
  return {
    revision: `${Number(before.revision) + 1}`,
    plate: JSON.stringify(plate),
    layer_count: layerCountOf(height_mm, sop.slice_thickness_nm),
    height_mm,
    volume_ml,
    updated_at: now,
  };
}
