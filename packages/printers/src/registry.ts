/** From the driver named in a printer's row to an open driver. */
import { type Driver, type DriverContext, DriverError } from "./driver.ts";
import { openSimulated } from "./simulated/simulator.ts";

const DRIVERS = new Map<string, (context: DriverContext) => Promise<Driver>>([
  ["simulated", openSimulated],
]);

/** The names that openDriver knows, sorted. */
export const DRIVER_NAMES: readonly string[] = [...DRIVERS.keys()].sort();

/**
 * Opens the driver of that name. Throws DriverError "driver_unknown", and what the driver itself
 * refuses: "settings_invalid", "hw_type_unknown", "memory_unreadable".
 */
export async function openDriver(driver: string, context: DriverContext): Promise<Driver> {
  const open = DRIVERS.get(driver);
  if (open === undefined) {
    throw new DriverError(
      "driver_unknown",
      `No driver is called "${driver}"; known are: ${DRIVER_NAMES.join(", ")}.`,
      false,
    );
  }
  return await open(context);
}
