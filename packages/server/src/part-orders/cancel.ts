/** Withdraws an order that nothing was begun for. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { movePrintedParts } from "../printed-parts/store.ts";
import { partOrderFor } from "./find.ts";
import { updatePartOrder } from "./store.ts";

/** Cancels an open order and its printed parts. Throws not_found, part_order_not_cancelable. */
export async function cancelPartOrder(deps: Deps, caller: Caller, uuid: string): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const order = await partOrderFor(tx, caller.customer_uuid, uuid);
    if (order.status !== "open") {
      throw new Problem(
        "part_order_not_cancelable",
        `Part order ${uuid} is ${order.status}; only an open one can be canceled.`,
        { headers: { allow: "GET, PATCH" } },
      );
    }
    const { uuids, status } = await movePrintedParts(
      tx,
      { customer_uuid: caller.customer_uuid, part_order_uuid: uuid },
      "waiting",
      "canceled",
      { updated_at: now },
    );
    await updatePartOrder(tx, caller.customer_uuid, uuid, { status: "canceled", updated_at: now });
    await appendEvent(tx, {
      at: now,
      customer_uuid: caller.customer_uuid,
      actor: caller.actor,
      noun: "part_orders",
      uuid,
      what: "canceled",
      details: {
        status: { from: order.status, to: "canceled" },
        // Without uuids, as there may be 10,000: all of the order that waited.
        printed_parts: [{ printed_parts_count: uuids.length, status }],
      },
    });
  });
}
