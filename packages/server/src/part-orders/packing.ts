/** Sets off the packing of what an order's parts wait for. */
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { readWaitingSops } from "../printed-parts/store-waiting.ts";
import { type PartOrderRow, readNewestSeq } from "./store.ts";

/**
 * Queues one `pack` per build SOP that the order's waiting parts name. The job sees the orders that
 * exist now and no later ones: what it packs depends on the calls made, not on when it runs.
 */
export async function enqueuePacking(tx: Tx, deps: Deps, order: PartOrderRow): Promise<void> {
  const upto_seq = await readNewestSeq(tx);
  const { customer_uuid, application_uuid, packing_group } = order;
  for (const build_sop_uuid of await readWaitingSops(tx, customer_uuid, order.uuid)) {
    const group = { customer_uuid, application_uuid, build_sop_uuid, packing_group };
    const key = JSON.stringify([...Object.values(group), upto_seq]);
    await deps.jobs.enqueue(tx, "pack", { ...group, upto_seq }, { key });
  }
}
