/** Takes a version of a build SOP through its life. */
import { type BuildSopStatus, Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkResin } from "./check-resin.ts";
import { versionFor } from "./find.ts";
import { BUILD_SOP_MOVES } from "./status.ts";
import { moveSopVersion, readWaitingGroups, updateSop } from "./store.ts";

/**
 * Releases a version or makes it obsolete. What waits for the build SOP is packed by what is
 * released. Throws not_found, build_sop_status_conflict, and resin_unknown where it is released.
 */
export async function moveBuildSopVersion(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  { uuid, version }: { uuid: string; version: number },
  to: Exclude<BuildSopStatus, "draft">,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const sop = await versionFor(tx, customer_uuid, uuid, version);
    const { status, name } = sop;
    if (!BUILD_SOP_MOVES[status].includes(to)) {
      const detail = `Version ${version} of ${name} is ${status} and cannot become ${to}.`;
      throw new Problem("build_sop_status_conflict", detail);
    }
    if (to === "released") await checkResin(tx, customer_uuid, sop.resin_name);
    await moveSopVersion(tx, sop, to, at);
    await updateSop(tx, sop, { updated_at: at });
    if (to === "released") await enqueueWaiting(tx, deps, customer_uuid, uuid);
    await appendEvent(tx, {
      at,
      customer_uuid,
      actor,
      noun: "build_sops",
      uuid,
      what: to === "released" ? "released" : "made_obsolete",
      details: { version, status: { from: status, to } },
    });
  });
}

/** Queues one `pack` for each group that waits: other settings may have room for it now. */
async function enqueueWaiting(tx: Tx, deps: Deps, customer_uuid: string, build_sop_uuid: string) {
  for (const waiting of await readWaitingGroups(tx, customer_uuid, build_sop_uuid)) {
    const { application_uuid, packing_group } = waiting;
    const upto_seq = Number(waiting.upto_seq);
    const group = { customer_uuid, application_uuid, build_sop_uuid, packing_group };
    const key = JSON.stringify([...Object.values(group), upto_seq]);
    await deps.jobs.enqueue(tx, "pack", { ...group, upto_seq }, { key });
  }
}
