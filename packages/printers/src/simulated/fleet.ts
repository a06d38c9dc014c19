/** The printers that a sandbox starts with. */
import { DriverError } from "../driver.ts";
import { codeOf } from "./codes.ts";
import type { SimulatedSettings } from "./settings.ts";

/** A printer to enter into the table of printers. */
export type FleetPrinter = {
  /** Matches ^[0-9A-Z]{6,7}$ and is unique in the fleet. */
  serial: string;
  name: string;
  alias: string | null;
  hw_type: string;
  driver: "simulated";
  settings: SimulatedSettings;
};

const COUNT_MAX = 1000;

/** Repeated when a fleet is larger. */
const PATTERN = [
  { hw_type: "M2", resin_name: "UMA 90", alias: "Aligner models" },
  { hw_type: "M2", resin_name: "RPU 130", alias: null },
  { hw_type: "M3", resin_name: "UMA 90", alias: null },
  { hw_type: "M3", resin_name: "RPU 130", alias: null },
  { hw_type: "M3 Max", resin_name: "EPU 41", alias: null },
  { hw_type: "L1", resin_name: "EPU 41", alias: "Large parts" },
];

/**
 * A fleet of `count` printers (1 to 1000; 6 when not given: two M2, two M3, one M3 Max, one L1).
 * The same seed gives the same fleet, and a larger count only adds to it.
 */
export function simulatedFleet({ seed, count }: { seed: number; count?: number }): FleetPrinter[] {
  const size = count ?? PATTERN.length;
  if (!Number.isInteger(size) || size < 1 || size > COUNT_MAX) {
    throw new DriverError("fleet_size_invalid", `A fleet has 1 to ${COUNT_MAX} printers.`, false);
  }
  const numbers = new Map<string, number>();
  return Array.from({ length: size }, (_, i) => {
    const { hw_type, resin_name, alias } = PATTERN[i % PATTERN.length];
    const number = (numbers.get(hw_type) ?? 0) + 1;
    numbers.set(hw_type, number);
    return {
      serial: serialOf(seed, i),
      name: `${hw_type.replace(" ", "")}-${String(number).padStart(3, "0")}`,
      alias: i < PATTERN.length ? alias : null,
      hw_type,
      driver: "simulated",
      settings: { resin_name },
    };
  });
}

/** The number on the label of a lot of resin that a sandbox starts with, counted from 0. */
export function simulatedLotNumber(seed: number, resin_name: string, index: number): string {
  return `L${codeOf(7, seed, "lot", resin_name, index)}`;
}

/** Four arbitrary characters, then the index in base 36, which keeps serials apart. */
function serialOf(seed: number, index: number): string {
  return codeOf(4, seed, "printer", index) + index.toString(36).toUpperCase().padStart(2, "0");
}
