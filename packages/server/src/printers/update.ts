/** Changes how a printer is called and set up. */
import { type PrinterUpdateRequest, Problem } from "@vatline/api";
import { shownSettings } from "@vatline/printers";
import type { Queries } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, type Changed, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkSetUp } from "./settings.ts";
import { type PrinterRow, planPoll, readPrinter, updatePrinterRow } from "./store.ts";

/**
 * Changes what is given; settings take effect when the printer is next asked, which is at once.
 * Throws not_found, printer_settings_invalid.
 */
export async function updatePrinter(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  serial: string,
  { name, alias, settings, resin_change }: PrinterUpdateRequest,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const printer = await printerNamed(tx, customer_uuid, serial);
    if (settings !== undefined) checkSetUp({ ...printer, settings });
    const update = {
      name,
      alias,
      settings: settings && JSON.stringify(settings),
      resin_change,
    };
    const changes = changesOf<PrinterRow>(printer, update);
    if (Object.keys(changes).length === 0) return;
    await updatePrinterRow(tx, printer, { ...update, updated_at: at });
    await planPoll(tx, customer_uuid, [serial], at);
    const { settings: changed, ...others } = changes;
    const details = changed ? { ...others, settings: shownChange(printer, changed) } : others;
    const event = { at, customer_uuid, actor, noun: "printers", uuid: serial, what: "updated" };
    await appendEvent(tx, { ...event, details });
  });
}

/** A change of settings without those that are secret. */
function shownChange({ driver }: PrinterRow, { from, to }: Changed): Changed {
  const shown = (text: unknown) => shownSettings(driver, JSON.parse(String(text)));
  return { from: shown(from), to: shown(to) };
}

/** A printer, in use or not. Throws not_found. */
export async function printerNamed(
  db: Queries,
  customer_uuid: string,
  serial: string,
): Promise<PrinterRow> {
  const printer = await readPrinter(db, customer_uuid, serial);
  if (!printer) throw new Problem("not_found", `There is no printer ${serial}.`);
  return printer;
}
