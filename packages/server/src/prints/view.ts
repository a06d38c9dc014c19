/** Prints as the compatible API shows them. */
import { remainingSecOf } from "../printers/view.ts";
import { feedbackOf } from "./feedback.ts";
import { metricsOf } from "./metrics.ts";
import type { PrintViewRow } from "./store.ts";

/** What is not known yet is left out. */
export function printView(row: PrintViewRow, now: string) {
  const remaining_sec = remainingSecOf(row, now);
  const { end } = metricsOf(row);
  const feedback = feedbackOf(row);
  return {
    name: row.name,
    print_id: row.print_id,
    uuid: row.uuid,
    build_uuid: row.build_uuid,
    ...(row.finished_at === null ? {} : { finished_at: row.finished_at }),
    ...(row.started_at === null ? {} : { started_at: row.started_at }),
    ...(remaining_sec === null ? {} : { remaining_sec }),
    ...(row.printed_by === null ? {} : { printed_by: row.printed_by }),
    print_order_uuid: row.print_order_uuid,
    ...(row.print_order_number === null ? {} : { print_order_number: row.print_order_number }),
    status: row.status,
    ...(row.origin === null ? {} : { origin: JSON.parse(row.origin) }),
    config: JSON.parse(row.config),
    ...(end && { metrics: end.shown }),
    ...(feedback && { feedback: feedback.said }),
  };
}
