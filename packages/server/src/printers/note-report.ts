/** Takes note of what a printer says of itself. */
import type { PrinterReport } from "@vatline/printers";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import { type PrinterRow, recordReport, reportOf } from "./store.ts";

const ACTOR = "server:dispatch";

/**
 * Keeps the report and when to ask again. Printers are asked often: only what people care about, a
 * new state, other alerts, another resin, goes into the history.
 */
export async function noteReport(
  tx: Tx,
  printer: PrinterRow,
  report: PrinterReport,
  next_poll_at: string | null,
  now: string,
): Promise<void> {
  await recordReport(tx, printer, report, next_poll_at, now);
  const details = changesOf(gistOf(reportOf(printer)), gistOf(report));
  if (Object.keys(details).length === 0) return;
  await appendEvent(tx, {
    at: now,
    customer_uuid: printer.customer_uuid,
    actor: ACTOR,
    noun: "printers",
    uuid: printer.serial,
    what: "reported",
    details,
  });
}

function gistOf(report: PrinterReport | null) {
  return {
    state: report?.state ?? null,
    alerts: report?.alerts ?? [],
    resin_lot_number: report?.resin?.lot_number ?? null,
    cassette_serial: report?.origin.cassette_serial ?? null,
    platform_serial: report?.origin.platform_serial ?? null,
  };
}
