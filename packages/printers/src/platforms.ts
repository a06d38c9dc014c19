/** The machine classes a fleet is made of, as data. */
import { type Capabilities, DriverError } from "./driver.ts";

/** A build platform: its class is the hw_type of the printers that have it. */
export type Platform = Capabilities["platform"];

/**
 * One machine class. Build volumes and cassettes: the maker's public pages on design for DLS and on
 * cassette care. Pixel sizes are our estimate (width over a likely pixel count), not published.
 */
export type MachineClass = {
  platform: Platform;
  /** What a full cassette holds. */
  cassette_ml: number;
  pixel_um: number;
};

/** All machine classes, smallest platform first. */
export const MACHINE_CLASSES: readonly MachineClass[] = [
  machine("M1", [141, 79, 326], 800, 75),
  machine("M2", [189, 118, 326], 1600, 75),
  machine("M3", [189, 118, 326], 1700, 75),
  machine("M3 Max", [307, 163, 305], 3200, 75),
  machine("L1", [410, 256, 460], 3700, 160),
];

/** The build platform of a printer; throws DriverError "hw_type_unknown" for a name not listed. */
export function platformOf(hw_type: string): Platform {
  return machineOf(hw_type).platform;
}

/** The class of a printer; throws DriverError "hw_type_unknown" for a name not listed. */
export function machineOf(hw_type: string): MachineClass {
  const found = MACHINE_CLASSES.find(({ platform }) => platform.class === hw_type);
  if (found !== undefined) return found;
  const known = MACHINE_CLASSES.map(({ platform }) => platform.class).join(", ");
  throw new DriverError(
    "hw_type_unknown",
    `No machine class is called "${hw_type}"; known are: ${known}.`,
    false,
  );
}

function machine(
  name: string,
  [width_mm, depth_mm, height_mm]: [number, number, number],
  cassette_ml: number,
  pixel_um: number,
): MachineClass {
  return { platform: { class: name, width_mm, depth_mm, height_mm }, cassette_ml, pixel_um };
}
