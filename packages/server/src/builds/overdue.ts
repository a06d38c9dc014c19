/** Has the groups packed in which a part has waited as long as its build SOP lets it. */
import { readNewestSeq } from "../part-orders/store.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { markPackNow } from "../printed-parts/store.ts";
import { readOverdueGroups } from "../printed-parts/store-waiting.ts";

const ACTOR = "server:packing";

export async function enqueueOverdue(deps: Deps, now: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const upto_seq = await readNewestSeq(tx);
    for (const group of await readOverdueGroups(tx, now)) {
      const key = JSON.stringify([...Object.values(group), upto_seq]);
      await deps.jobs.enqueue(tx, "pack", { ...group, upto_seq }, { key });
    }
    for (const order of await markPackNow(tx, { pack_by_until: now })) {
      const { customer_uuid, part_order_uuid: uuid } = order;
      if (uuid === null) continue;
      const changed = { customer_uuid, actor: ACTOR, noun: "part_orders", uuid };
      await appendEvent(tx, { ...changed, at: now, what: "overdue", details: {} });
    }
  });
}
