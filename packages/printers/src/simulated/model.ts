/**
 * What the simulated printer assumes about time, resin and wear. No maker publishes print speeds
 * per resin, so every constant here is our own, chosen so that ordinary builds print at 25 to
 * 100 mm/h. Nothing here is random: an estimate is exactly what the simulator then does.
 */
import type { PrintJob } from "../driver.ts";
import { type MachineClass, machineOf } from "../platforms.ts";

/** From start() to the first layer; whatever the operator changes at the cassette falls in it. */
export const WARMING_S = 300;
/** After a finished or aborted print: unload the platform, clean, mount the next one. */
export const TURNAROUND_S = 600;
/** After a failed print: the same, and looking for cured debris in the cassette. */
export const FAILURE_TURNAROUND_S = 1800;
/** Build platforms that take turns at one printer. */
export const PLATFORM_COUNT = 3;
/** Cassettes kept beside one printer, each with its own resin. */
export const CASSETTES_MAX = 4;
/** Share of a full cassette below which "resin low" is reported. */
export const RESIN_LOW_SHARE = 0.2;
/** Layers from which a cassette's film is reported as worn: 25 prints of 120 mm at 100 um. */
export const FILM_WORN_LAYERS = 30_000;
/** Layers from which a cassette is replaced before the next print. */
export const FILM_LIFE_LAYERS = 36_000;
/** Most layers of one job: the tallest machine at 5 um. */
export const LAYERS_MAX = 100_000;

/** Resin that stays on parts and platform, as a share of the solid volume. */
const CLINGING_SHARE = 0.08;
/** Resin lost at every print, however small. */
const DRIP_ML = 5;

/** Light per 100 um of layer, by resin or family: elastomers slowest, model resins fastest. */
const EXPOSURE_S_PER_100_UM = new Map([
  ["UMA 90", 2.2],
  ["RPU 130", 2.8],
  ["EPU", 3.4],
]);
const EXPOSURE_DEFAULT_S_PER_100_UM = 3;
/** Platform movement that every layer needs. */
const LIFT_S = 1;
/** Time for resin to flow back under the part, per cm2 of solid layer. */
const REFILL_S_PER_CM2: Record<string, number> = { M3: 0.014, "M3 Max": 0.014 };
const REFILL_DEFAULT_S_PER_CM2 = 0.02;

/** The figures of a job that decide how long it prints. */
type JobTiming = Pick<
  PrintJob,
  "resin_name" | "slice_thickness_um" | "layer_count" | "area_mean_mm2"
>;

/**
 * Seconds from start() to the end of an undisturbed print on a simulated printer, warming included.
 * Throws DriverError "hw_type_unknown".
 */
export function expectedDuration(job: JobTiming, hw_type: string): number {
  return WARMING_S + (job.layer_count * layerTime(job, machineOf(hw_type))) / 1000;
}

/** Resin that a job takes from the cassette, ml to three digits; at least its solid volume. */
export function requiredResin(job: Pick<PrintJob, "volume_ml">): number {
  return roundMl(job.volume_ml * (1 + CLINGING_SHARE) + DRIP_ML);
}

/** Whole milliseconds per layer. */
export function layerTime(job: JobTiming, machine: MachineClass): number {
  const { exposure_ms, move_ms, refill_ms } = layerTimes(job, machine);
  return exposure_ms + move_ms + refill_ms;
}

/** What a layer takes: light, lift, and flowing back of resin, which grows with area. */
export function layerTimes(job: JobTiming, machine: MachineClass) {
  const s_per_100_um = ofResin(EXPOSURE_S_PER_100_UM, job.resin_name);
  const exposure_s =
    ((s_per_100_um ?? EXPOSURE_DEFAULT_S_PER_100_UM) * job.slice_thickness_um) / 100;
  const refill_s_per_cm2 = REFILL_S_PER_CM2[machine.platform.class] ?? REFILL_DEFAULT_S_PER_CM2;
  const refill_s = (refill_s_per_cm2 * job.area_mean_mm2) / 100;
  return {
    exposure_ms: Math.round(exposure_s * 1000),
    move_ms: LIFT_S * 1000,
    refill_ms: Math.round(refill_s * 1000),
  };
}

/** A volume as printers report it. */
export function roundMl(volume_ml: number): number {
  return Math.round(volume_ml * 1000) / 1000;
}

/** The entry of a resin, by its full name or else its family (the word before the number). */
export function ofResin<T>(table: ReadonlyMap<string, T>, resin_name: string): T | undefined {
  return table.get(resin_name) ?? table.get(resin_name.split(" ")[0]);
}
