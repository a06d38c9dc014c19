/** From the driver named in a printer's row to an open driver. */
import { type Capabilities, type Driver, type DriverContext, DriverError } from "./driver.ts";
import { machineOf } from "./platforms.ts";
import { type PrintPhysics, type PrintSetting, printPhysics } from "./simulated/physics.ts";
import { readSettings } from "./simulated/settings.ts";
import { openSimulated, simulatedCapabilities } from "./simulated/simulator.ts";

type Entry = {
  open(context: DriverContext): Promise<Driver>;
  /** What a printer of this kind can take, before anybody has reached it. */
  capabilities(hw_type: string, settings: Record<string, unknown>): Capabilities;
  /** Throws DriverError "settings_invalid". */
  checkSettings(settings: Record<string, unknown>): unknown;
  /** The settings that people may read; all others count as secret. */
  settings_shown: readonly string[];
  /** Absent where only the printer itself knows. */
  physics?(setting: PrintSetting): PrintPhysics;
};

const DRIVERS = new Map<string, Entry>([
  [
    "simulated",
    {
      open: openSimulated,
      capabilities: simulatedCapabilities,
      checkSettings: readSettings,
      settings_shown: ["resin_name", "file_format", "faults"],
      physics: printPhysics,
    },
  ],
]);

/** The names that openDriver knows, sorted. */
export const DRIVER_NAMES: readonly string[] = [...DRIVERS.keys()].sort();

/**
 * Opens the driver of that name. Throws DriverError "driver_unknown", and what the driver itself
 * refuses: "settings_invalid", "hw_type_unknown", "memory_unreadable".
 */
export async function openDriver(driver: string, context: DriverContext): Promise<Driver> {
  return await entryOf(driver).open(context);
}

/**
 * Whether a printer could be opened like that, as far as can be told without reaching it. Throws
 * DriverError "driver_unknown", "hw_type_unknown", "settings_invalid".
 */
export function checkPrinter(
  driver: string,
  { hw_type, settings }: Pick<DriverContext, "hw_type" | "settings">,
): void {
  const entry = entryOf(driver);
  machineOf(hw_type);
  entry.checkSettings(settings);
}

/** The settings of a printer without those that are secret; none where the driver is unknown. */
export function shownSettings(
  driver: string,
  settings: Record<string, unknown>,
): Record<string, unknown> {
  const shown = DRIVERS.get(driver)?.settings_shown ?? [];
  return Object.fromEntries(Object.entries(settings).filter(([key]) => shown.includes(key)));
}

/** What printers of that driver and kind can take; null where the driver is unknown. */
export function capabilitiesOf(
  driver: string,
  hw_type: string,
  settings: Record<string, unknown>,
): Capabilities | null {
  return DRIVERS.get(driver)?.capabilities(hw_type, settings) ?? null;
}

/** The physics of a print by that driver; null where its printers do not tell. */
export function physicsOf(driver: string, setting: PrintSetting): PrintPhysics | null {
  return DRIVERS.get(driver)?.physics?.(setting) ?? null;
}

function entryOf(driver: string): Entry {
  const entry = DRIVERS.get(driver);
  if (entry !== undefined) return entry;
  throw new DriverError(
    "driver_unknown",
    `No driver is called "${driver}"; known are: ${DRIVER_NAMES.join(", ")}.`,
    false,
  );
}
