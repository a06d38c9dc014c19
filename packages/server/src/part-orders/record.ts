/** What a shop sets on orders: which go first, whatever is due. */
import type { PartOrderRecord, PartOrderRecordUpdateRequest } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { countWaitingOf } from "../printed-parts/store-waiting.ts";
import { partOrderFor } from "./find.ts";
import { type PartOrderRow, updatePartOrder } from "./store.ts";

/** Throws not_found. */
export async function partOrderRecord(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<PartOrderRecord> {
  const { application_uuid, part_order_number, status, due_date, priority, ...row } =
    await partOrderFor(db, customer_uuid, uuid);
  return {
    ...{ uuid: row.uuid, application_uuid, part_order_number, status, due_date, priority },
    waiting_count: await countWaitingOf(db, customer_uuid, uuid),
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** Changes what is given; what is packed already keeps its build. Throws not_found. */
export async function updatePartOrderRecord(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  { priority }: PartOrderRecordUpdateRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const order = await partOrderFor(tx, customer_uuid, uuid);
    const details = changesOf<Pick<PartOrderRow, "priority">>(order, { priority });
    if (Object.keys(details).length === 0) return;
    await updatePartOrder(tx, customer_uuid, uuid, { priority, updated_at: at });
    const changed = { at, customer_uuid, actor, noun: "part_orders", uuid, what: "changed" };
    await appendEvent(tx, { ...changed, details });
  });
}
