/** Brings an order's status in line with its printed parts. Called after every change of theirs. */

import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { partOrderStatusOf } from "../printed-parts/status.ts";
import { readCountingStatuses } from "../printed-parts/store.ts";
import { readPartOrder, updatePartOrder } from "./store.ts";

export async function settlePartOrder(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
  now: string,
  actor: string,
): Promise<void> {
  const order = await readPartOrder(tx, customer_uuid, uuid);
  if (!order) return;
  const status = partOrderStatusOf(await readCountingStatuses(tx, customer_uuid, uuid));
  await updatePartOrder(tx, customer_uuid, uuid, { status, updated_at: now });
  if (status === order.status) return;
  await appendEvent(tx, {
    at: now,
    customer_uuid,
    actor,
    noun: "part_orders",
    uuid,
    what: status,
    details: { status: { from: order.status, to: status } },
  });
}

/** Settles the orders that a customer's printed parts are of, each once, in a fixed sequence. */
export async function settlePartOrdersOf(
  tx: Tx,
  customer_uuid: string,
  printed_parts: { part_order_uuid: string | null }[],
  now: string,
  actor: string,
): Promise<void> {
  const uuids = new Set(printed_parts.map((part) => part.part_order_uuid));
  for (const uuid of [...uuids].sort()) {
    if (uuid !== null) await settlePartOrder(tx, customer_uuid, uuid, now, actor);
  }
}
