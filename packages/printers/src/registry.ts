/** From the driver named in a printer's row to an open driver. */
import { type Driver, type DriverContext, DriverError } from "./driver.ts";
import { type PrintPhysics, type PrintSetting, printPhysics } from "./simulated/physics.ts";
import { openSimulated } from "./simulated/simulator.ts";

type Entry = {
  open(context: DriverContext): Promise<Driver>;
  /** Absent where only the printer itself knows. */
  physics?(setting: PrintSetting): PrintPhysics;
};

const DRIVERS = new Map<string, Entry>([
  ["simulated", { open: openSimulated, physics: printPhysics }],
]);

/** The names that openDriver knows, sorted. */
export const DRIVER_NAMES: readonly string[] = [...DRIVERS.keys()].sort();

/**
 * Opens the driver of that name. Throws DriverError "driver_unknown", and what the driver itself
 * refuses: "settings_invalid", "hw_type_unknown", "memory_unreadable".
 */
export async function openDriver(driver: string, context: DriverContext): Promise<Driver> {
  const entry = DRIVERS.get(driver);
  if (entry === undefined) {
    throw new DriverError(
      "driver_unknown",
      `No driver is called "${driver}"; known are: ${DRIVER_NAMES.join(", ")}.`,
      false,
    );
  }
  return await entry.open(context);
}

/** The physics of a print by that driver; null where its printers do not tell. */
export function physicsOf(driver: string, setting: PrintSetting): PrintPhysics | null {
  return DRIVERS.get(driver)?.physics?.(setting) ?? null;
}
