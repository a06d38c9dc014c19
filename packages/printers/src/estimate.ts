/**
 * How long a print takes and how much resin: the one place where either is computed, from what is
 * known of its layers before slicing and after. Simulated printers print by it to the millisecond.
 * No maker publishes print speeds per resin, so every constant here is our own, chosen so that
 * ordinary builds print at 25 to 100 mm/h.
 */
import type { PrintJob } from "./driver.ts";
import { machineOf } from "./platforms.ts";

/** From start() to the first layer; whatever the operator changes at the cassette falls in it. */
export const WARMING_S = 300;

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

/** The figures of a print that decide how long it takes. */
export type PrintFigures = Pick<
  PrintJob,
  "resin_name" | "slice_thickness_um" | "layer_count" | "volume_ml"
>;

/** Whole milliseconds of an undisturbed print: warming, layers times (light and move), refill. */
export type PrintTimes = {
  total_ms: number;
  warming_ms: number;
  /** Of each layer, whatever its area. */
  layer: { exposure_ms: number; move_ms: number };
  /** Flowing back of resin, of all layers together: each takes it in proportion to its area. */
  refill_ms: number;
};

/** From start() to the end. Throws DriverError "hw_type_unknown". */
export function estimateTimes(figures: PrintFigures, hw_type: string): PrintTimes {
  const { resin_name, slice_thickness_um, layer_count, volume_ml } = figures;
  const s_per_100_um = ofResin(EXPOSURE_S_PER_100_UM, resin_name) ?? EXPOSURE_DEFAULT_S_PER_100_UM;
  const s_per_cm2 = REFILL_S_PER_CM2[machineOf(hw_type).platform.class] ?? REFILL_DEFAULT_S_PER_CM2;
  // The areas of all layers, times their thickness, are the volume.
  const areas_cm2 = slice_thickness_um > 0 ? volume_ml / (slice_thickness_um / 10_000) : 0;
  const layer = {
    exposure_ms: Math.round(s_per_100_um * slice_thickness_um * 10),
    move_ms: LIFT_S * 1000,
  };
  const warming_ms = WARMING_S * 1000;
  const refill_ms = Math.round(s_per_cm2 * areas_cm2 * 1000);
  const layers_ms = layer_count * (layer.exposure_ms + layer.move_ms);
  return { total_ms: warming_ms + layers_ms + refill_ms, warming_ms, layer, refill_ms };
}

/** Resin that a print takes from the cassette, ml to three digits; at least its solid volume. */
export function requiredResin({ volume_ml }: Pick<PrintFigures, "volume_ml">): number {
  return roundMl(volume_ml * (1 + CLINGING_SHARE) + DRIP_ML);
}

/**
 * Share of the solid volume in the first `layer_index` layers of a job, 0 to 1: as its curve says,
 * evenly between two entries of it.
 */
export function volumeShare(
  { volume_curve, layer_count }: Pick<PrintJob, "volume_curve" | "layer_count">,
  layer_index: number,
): number {
  if (volume_curve.length === 0) return layer_index / layer_count;
  const at = (layer_index / layer_count) * volume_curve.length;
  const before = Math.floor(at);
  const from = before === 0 ? 0 : volume_curve[before - 1];
  const to = volume_curve[before] ?? from;
  return from + (to - from) * (at - before);
}

/** A volume as printers report it. */
export function roundMl(volume_ml: number): number {
  return Math.round(volume_ml * 1000) / 1000;
}

/** The entry of a resin, by its full name or else its family (the word before the number). */
export function ofResin<T>(table: ReadonlyMap<string, T>, resin_name: string): T | undefined {
  return table.get(resin_name) ?? table.get(resin_name.split(" ")[0]);
}
