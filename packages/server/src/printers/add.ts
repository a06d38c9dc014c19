/** Adds printers to the fleet. */
import { type PrinterRequest, Problem } from "@vatline/api";
import { shownSettings } from "@vatline/printers";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkSetUp } from "./settings.ts";
import { insertPrinter, readPrinter } from "./store.ts";

/**
 * Adds a printer and has it asked how it is. Throws printer_driver_unknown,
 * printer_hw_type_unknown, printer_settings_invalid and printer_serial_taken, also when a printer
 * of that serial is retired.
 */
export async function addPrinter(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  request: PrinterRequest,
): Promise<void> {
  const { serial, name, alias = null, hw_type, driver } = request;
  const { settings = {}, resin_change = "by_hand" } = request;
  checkSetUp({ driver, hw_type, settings });
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const known = await readPrinter(tx, customer_uuid, serial);
    if (known) {
      const state = known.retired_at === null ? "in use" : "retired, and can be brought back";
      throw new Problem("printer_serial_taken", `There is a printer ${serial}; it is ${state}.`, {
        errors: [{ pointer: "/body/serial", detail: "is taken" }],
      });
    }
    await insertPrinter(tx, {
      customer_uuid,
      serial,
      name,
      alias,
      hw_type,
      driver,
      settings: JSON.stringify(settings),
      resin_change,
      next_poll_at: at,
      created_at: at,
      updated_at: at,
    });
    const shown = shownSettings(driver, settings);
    const details = { name, alias, hw_type, driver, settings: shown, resin_change };
    const event = { at, customer_uuid, actor, noun: "printers", uuid: serial, what: "created" };
    await appendEvent(tx, { ...event, details });
  });
}
