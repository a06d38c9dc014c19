/**
 * The open drivers of the fleet, one per printer: opened when first needed, and anew when the
 * printer's settings have changed.
 */
import type { Driver } from "@vatline/printers";
import type { Deps } from "../platform/deps.ts";
import { type PrinterRow, readPrinterMemory, writePrinterMemory } from "../printers/store.ts";

export type Fleet = {
  /** Throws DriverError when the printer cannot be reached or its driver is unknown. */
  driverOf(printer: PrinterRow): Promise<Driver>;
  /** Closes the driver of a printer, if one is open. */
  letGo(printer: PrinterRow): Promise<void>;
  close(): Promise<void>;
};

export function openFleet(deps: Deps): Fleet {
  const drivers = new Map<string, { settings: string; driver: Promise<Driver> }>();
  const open = ({ customer_uuid, serial, hw_type, driver, settings }: PrinterRow) =>
    deps.openDriver(driver, {
      serial,
      hw_type,
      settings: JSON.parse(settings),
      now: () => deps.clock.now(),
      seed: deps.config.seed,
      memory: {
        load: () => readPrinterMemory(deps.db.read, customer_uuid, serial),
        save: (text) =>
          deps.db.transaction((tx) => writePrinterMemory(tx, customer_uuid, serial, text)),
      },
    });
  const keyOf = ({ customer_uuid, serial }: PrinterRow) => `${customer_uuid} ${serial}`;
  const letGo = async (printer: PrinterRow) => {
    const known = drivers.get(keyOf(printer));
    drivers.delete(keyOf(printer));
    if (known) await (await known.driver).close();
  };
  return {
    letGo,
    async driverOf(printer) {
      const key = keyOf(printer);
      const known = drivers.get(key);
      if (known?.settings === printer.settings) return known.driver;
      await letGo(printer);
      const opening = { settings: printer.settings, driver: open(printer) };
      drivers.set(key, opening);
      try {
        return await opening.driver;
      } catch (error) {
        drivers.delete(key);
        throw error;
      }
    },
    async close() {
      const opened = await Promise.allSettled([...drivers.values()].map(({ driver }) => driver));
      drivers.clear();
      for (const one of opened) if (one.status === "fulfilled") await one.value.close();
    },
  };
}
