/** Has an order packed without waiting for a full platform. */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { markPackNow } from "../printed-parts/store.ts";
import { partOrderFor } from "./find.ts";
import { enqueuePacking } from "./packing.ts";
import { updatePartOrder } from "./store.ts";

/** Flushes an order; one that is flushed already or has ended stays as it is. Throws not_found. */
export async function flushPartOrder(deps: Deps, caller: Caller, uuid: string): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const order = await partOrderFor(tx, caller.customer_uuid, uuid);
    const live = order.status === "open" || order.status === "processing";
    if (!live || order.flushed_at !== null) return;
    await updatePartOrder(tx, caller.customer_uuid, uuid, { flushed_at: now, updated_at: now });
    await markPackNow(tx, { customer_uuid: caller.customer_uuid, part_order_uuid: uuid });
    await enqueuePacking(tx, deps, order);
    await appendEvent(tx, {
      at: now,
      customer_uuid: caller.customer_uuid,
      actor: caller.actor,
      noun: "part_orders",
      uuid,
      what: "flushed",
      details: { flushed_at: { from: null, to: now } },
    });
  });
}
