/** Printers as the compatible API shows them. */
import type { PrinterReport } from "@vatline/printers";
import { type PrintAtPrinter, type PrinterRow, reportOf } from "./store.ts";

/** What a printer shows before it was asked for the first time. */
const UNKNOWN_STATUS = { alerts: [], printer_state: "OFFLINE", software_version: "unknown" };

/** `prints` holds those of this printer alone, the queue by position. */
export function printerView(
  row: PrinterRow,
  prints: PrintAtPrinter[],
  base_url: string,
  now: string,
) {
  const report = reportOf(row);
  const queue = prints.filter((print) => print.status === "queued");
  const current = prints.find((print) => print.status === "printing");
  const last = prints.find((print) => print.status === "finished" || print.status === "failed");
  return {
    name: row.name,
    alias: row.alias,
    serial: row.serial,
    hw_type: row.hw_type,
    url: `${base_url}/printers/${row.serial}`,
    updated_at: row.updated_at,
    status: report ? statusOf(report) : UNKNOWN_STATUS,
    prints: {
      // An empty object where there is none: clients read the keys without asking first.
      last: last ? printRef(last, now) : {},
      current: current ? printRef(current, now) : {},
      next: queue[0] ? printRef(queue[0], now) : {},
      queue_length: queue.length,
    },
  };
}

const statusOf = ({ alerts, state, software_version }: PrinterReport) => ({
  alerts,
  printer_state: state,
  software_version,
});

function printRef(print: PrintAtPrinter, now: string) {
  const { name, print_id, build_uuid, started_at, finished_at } = print;
  const remaining_sec = remainingSecOf(print, now);
  return {
    name,
    print_id,
    build_uuid,
    ...(finished_at === null ? {} : { finished_at }),
    ...(started_at === null ? {} : { started_at }),
    ...(remaining_sec === null ? {} : { remaining_sec }),
  };
}

/** Seconds until a running print is expected to end; null for any other. */
export function remainingSecOf(
  print: { status: string; expected_end_at: string | null },
  now: string,
): number | null {
  if (print.status !== "printing" || print.expected_end_at === null) return null;
  return Math.max(0, Math.round((Date.parse(print.expected_end_at) - Date.parse(now)) / 1000));
}
