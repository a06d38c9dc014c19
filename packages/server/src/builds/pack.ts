/** The job `pack`: what waits in one group becomes builds. */
import { readReleasedSop } from "../build-sops/store.ts";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import type { JobPayload } from "../platform/jobs/names.ts";
import { readWaitingParts } from "../printed-parts/store-waiting.ts";
import { commitPlan } from "./commit.ts";
import { openBuildsFor } from "./open-builds.ts";
import { planBuilds } from "./plan.ts";

/** Parts that are packed in one go; the rest follows in a second go of the same job. */
const PARTS_MAX = 1000;

/** Goes of one job: bounds the loop, far above what an order of the largest size needs. */
const GOES_MAX = 1000;

/**
 * Packs until nothing more of the group can be made now. Each go plans on a snapshot and commits
 * only if the snapshot still holds, so running twice, or after a crash, makes no part twice. Parts
 * whose build SOP has no released version wait until there is one.
 */
export async function packWaitingParts(
  deps: Deps,
  payload: JobPayload["pack"],
  context: JobContext,
): Promise<void> {
  const { customer_uuid, build_sop_uuid } = payload;
  for (let go = 0; go < GOES_MAX; go++) {
    context.signal.throwIfAborted();
    const sop = await readReleasedSop(deps.db.read, customer_uuid, build_sop_uuid);
    if (!sop) return;
    const waiting = await readWaitingParts(deps.db.read, payload, payload.upto_seq, PARTS_MAX);
    if (waiting.length === 0) return;
    const seed_text = `${deps.config.seed} ${payload.upto_seq} ${sop.uuid} ${go}`;
    const { signal } = context;
    const open = await openBuildsFor(deps, payload, sop);
    const plan = await planBuilds(deps, sop, waiting, { seed_text, signal, open });
    if (!plan) return;
    const committed = await commitPlan(deps, payload, sop, plan);
    if (committed && waiting.length < PARTS_MAX) return;
    if (committed && plan.builds.length === 0 && plan.unfit.length === 0) return;
  }
  invariant(false, `packing came to no end in ${GOES_MAX} goes`);
}
