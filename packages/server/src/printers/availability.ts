/** Takes printers out of use and into it: for maintenance, or for good. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { hasLivePrints, type PrinterRow, planPoll, updatePrinterRow } from "./store.ts";
import { printerNamed } from "./update.ts";

type Availability = Pick<PrinterRow, "maintenance_since" | "maintenance_note" | "retired_at">;

/** From now on nothing new begins; of one in maintenance, only the note changes. */
export function startMaintenance(deps: Deps, caller: Caller, serial: string, note: string | null) {
  return setAvailability(deps, caller, serial, "maintenance_started", ({ maintenance_since }) => ({
    maintenance_since: maintenance_since ?? deps.clock.now(),
    maintenance_note: note,
  }));
}

/** What waits may begin; nothing happens to one that is not in maintenance. */
export function endMaintenance(deps: Deps, caller: Caller, serial: string) {
  const none = { maintenance_since: null, maintenance_note: null };
  return setAvailability(deps, caller, serial, "maintenance_ended", () => none);
}

/** Hides a printer, but for its history. Throws printer_busy while it prints or has a queue. */
export function retirePrinter(deps: Deps, caller: Caller, serial: string) {
  return setAvailability(deps, caller, serial, "retired", async (printer, tx) => {
    if (await hasLivePrints(tx, printer.customer_uuid, serial)) {
      const detail = `Printer ${serial} prints, or has prints in its queue.`;
      throw new Problem("printer_busy", detail);
    }
    return { retired_at: printer.retired_at ?? deps.clock.now() };
  });
}

/** Shows a printer again, as it was; nothing happens to one in use. */
export function bringBackPrinter(deps: Deps, caller: Caller, serial: string) {
  return setAvailability(deps, caller, serial, "brought_back", () => ({ retired_at: null }));
}

/** Changes it and tells so, if it is not so already. The dispatcher looks. Throws not_found. */
async function setAvailability(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  serial: string,
  what: string,
  availabilityOf: (
    printer: PrinterRow,
    tx: Tx,
  ) => Partial<Availability> | Promise<Partial<Availability>>,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const printer = await printerNamed(tx, customer_uuid, serial);
    const availability = await availabilityOf(printer, tx);
    const details = changesOf<PrinterRow>(printer, availability);
    if (Object.keys(details).length === 0) return;
    await updatePrinterRow(tx, printer, { ...availability, updated_at: at });
    await planPoll(tx, customer_uuid, [serial], at);
    const event = { at, customer_uuid, actor, noun: "printers", uuid: serial, what };
    await appendEvent(tx, { ...event, details });
  });
}
