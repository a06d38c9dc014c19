/** Printers as the compatible API shows them, and as those see them who look after them. */
import { capabilitiesOf, type PrinterReport, shownSettings } from "@vatline/printers";
import type { Deps } from "../platform/deps.ts";
import type { NamedLot } from "../resins/store-lots.ts";
import { type Hold, holdsOf, readLoadedLots } from "./hold.ts";
import { type PrintAtPrinter, type PrinterRow, readPrintsAtPrinters, reportOf } from "./store.ts";

/** What a printer shows before it was asked for the first time. */
const UNKNOWN = { alerts: [], state: "OFFLINE", software_version: "unknown" };

/** What is around printers now: their prints, their resin, and what keeps them from beginning. */
type Surroundings = {
  prints: Map<string, PrintAtPrinter[]>;
  loaded: Map<string, NamedLot>;
  holds: Map<string, Hold>;
};

/** Printers of one customer as the compatible API shows them, in the order given. */
export async function printerViews(deps: Deps, rows: PrinterRow[]) {
  const around = await readSurroundings(deps, rows);
  return rows.map((row) => printerView(deps, row, around));
}

/** Printers of one customer with all that is known of them, in the order given. */
export async function printerRecords(deps: Deps, rows: PrinterRow[]) {
  const around = await readSurroundings(deps, rows);
  return rows.map((row) => {
    const lot = around.loaded.get(row.resin_lot_uuid ?? "");
    return {
      ...printerView(deps, row, around),
      driver: row.driver,
      settings: shownSettings(row.driver, JSON.parse(row.settings)),
      capabilities: capabilitiesOf(row.driver, row.hw_type, JSON.parse(row.settings)),
      reported_at: row.reported_at,
      next_poll_at: row.next_poll_at,
      resin_change: row.resin_change,
      resin: lot ? { ...resinOf(lot), loaded_at: row.resin_loaded_at ?? row.updated_at } : null,
      maintenance:
        row.maintenance_since === null
          ? null
          : { since: row.maintenance_since, note: row.maintenance_note },
      hold: around.holds.get(row.serial) ?? null,
      retired_at: row.retired_at,
      created_at: row.created_at,
    };
  });
}

/** A lot, in short. */
export const resinOf = ({ uuid, lot_number, resin_name }: NamedLot) => ({
  resin_lot_uuid: uuid,
  lot_number,
  resin_name,
});

async function readSurroundings(deps: Deps, rows: PrinterRow[]): Promise<Surroundings> {
  const { read } = deps.db;
  const customer_uuid = rows[0]?.customer_uuid ?? "";
  const serials = rows.map((row) => row.serial);
  const prints = await readPrintsAtPrinters(read, customer_uuid, serials);
  const loaded = await readLoadedLots(read, customer_uuid, rows);
  return {
    prints: Map.groupBy(prints, (print) => print.printer_serial),
    loaded,
    holds: await holdsOf(read, rows, prints, loaded, deps.clock.now()),
  };
}

function printerView(deps: Deps, row: PrinterRow, around: Surroundings) {
  const now = deps.clock.now();
  const prints = around.prints.get(row.serial) ?? [];
  const queue = prints.filter((print) => print.status === "queued");
  const current = prints.find((print) => print.status === "printing");
  const last = prints.find((print) => print.status === "finished" || print.status === "failed");
  return {
    name: row.name,
    alias: row.alias,
    serial: row.serial,
    hw_type: row.hw_type,
    url: `${deps.config.base_url}/printers/${row.serial}`,
    updated_at: row.updated_at,
    status: statusOf(reportOf(row), around.holds.get(row.serial)),
    prints: {
      // An empty object where there is none: clients read the keys without asking first.
      last: last ? printRef(last, now) : {},
      current: current ? printRef(current, now) : {},
      next: queue[0] ? printRef(queue[0], now) : {},
      queue_length: queue.length,
    },
  };
}

/** What the printer said last; what keeps it from beginning wants attention, too. */
function statusOf(report: PrinterReport | null, hold: Hold | undefined) {
  const { alerts, state, software_version } = report ?? UNKNOWN;
  return {
    alerts: hold ? [...alerts, hold.reason] : alerts,
    printer_state: state,
    software_version,
  };
}

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
