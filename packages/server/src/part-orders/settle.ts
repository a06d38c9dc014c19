/** Brings an order's status in line with its printed parts. Called after every change of theirs. */

import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { partOrderStatusOf } from "../printed-parts/status.ts";
import { readCountingStatuses } from "../printed-parts/store.ts";
import { readPartOrderRow, updatePartOrder } from "./store.ts";

export async function settlePartOrder(
  tx: Tx,
  uuid: string,
  now: string,
  actor: string,
): Promise<void> {
  const order = await readPartOrderRow(tx, uuid);
  if (!order) return;
  const status = partOrderStatusOf(await readCountingStatuses(tx, uuid));
  await updatePartOrder(tx, uuid, { status, updated_at: now });
  if (status === order.status) return;
  await appendEvent(tx, {
    at: now,
    customer_uuid: order.customer_uuid,
    actor,
    noun: "part_orders",
    uuid,
    what: status,
    details: { status: { from: order.status, to: status } },
  });
}

/** Settles every order that has one of the printed parts, each once, in a fixed sequence. */
export async function settlePartOrdersOf(
  tx: Tx,
  printed_parts: { part_order_uuid: string | null }[],
  now: string,
  actor: string,
): Promise<void> {
  const uuids = new Set(printed_parts.map((part) => part.part_order_uuid));
  for (const uuid of [...uuids].sort()) {
    if (uuid !== null) await settlePartOrder(tx, uuid, now, actor);
  }
}
