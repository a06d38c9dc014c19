/** Changes what people wrote on a print order. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { showPartsOfPrintOrder } from "../printed-parts/store-shown.ts";
import { type PrintOrderRow, readPrintOrder, updatePrintOrderRow } from "./store.ts";

export type PrintOrderUpdate = {
  print_order_number?: string;
  print_order_tags?: Record<string, string>;
  notes?: string;
};

/** Number, notes, and the tags as a whole; what is absent or the same stays. Throws not_found. */
export async function updatePrintOrder(
  deps: Deps,
  caller: Caller,
  uuid: string,
  update: PrintOrderUpdate,
): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const order = await readPrintOrder(tx, caller.customer_uuid, uuid);
    if (!order) throw new Problem("not_found", `There is no print order ${uuid}.`);
    const changes: Partial<PrintOrderRow> = {};
    if (update.print_order_number !== undefined) {
      changes.print_order_number = update.print_order_number;
    }
    if (update.print_order_tags !== undefined) {
      changes.print_order_tags = JSON.stringify(update.print_order_tags);
    }
    if (update.notes !== undefined) changes.notes = update.notes;
    const details = changesOf(order, changes);
    if (Object.keys(details).length === 0) return;
    await updatePrintOrderRow(tx, order.customer_uuid, uuid, { ...changes, updated_at: now });
    if ("print_order_number" in details) {
      await showPartsOfPrintOrder(tx, order.customer_uuid, uuid);
    }
    await appendEvent(tx, {
      at: now,
      customer_uuid: caller.customer_uuid,
      actor: caller.actor,
      noun: "print_orders",
      uuid,
      what: "updated",
      details,
    });
  });
}
