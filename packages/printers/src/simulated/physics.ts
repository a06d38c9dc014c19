/**
 * What a simulated print's machine and resin are like. Makers publish none of these figures, so
 * every constant here is our own, chosen so that the light of a layer cures deeper than the layer.
 * What a machine measures lies within 2 % of its setting, and follows from the job's id alone.
 */
import type { PrintJob } from "../driver.ts";
import { estimateTimes, ofResin } from "../estimate.ts";
import { machineOf } from "../platforms.ts";
import { codeOf, shareOf } from "./codes.ts";

/** A print as far as its physics depend on it. */
export type PrintSetting = {
  job: PrintJob;
  hw_type: string;
  /** Null before the printer said which one it uses. */
  cassette_serial: string | null;
};

/** Settings, resin constants, and means over the time in which the light engine is on. */
export type PrintPhysics = {
  /** Of an undisturbed print, from start() to end; whole ms. */
  expected_ms: number;
  layer: { exposure_ms: number; move_ms: number };
  cassette_name: string;
  window_serial: string | null;
  heater_c: number;
  /** Factors on the exposure: for this lot of resin, and for the first layers. */
  exposure_compensation: number;
  base_exposure_multiplier: number;
  force_feedback: boolean;
  light_mw_cm2: number;
  light_ma: number;
  wavelength_nm: number;
  oxygen_window_percent: number;
  oxygen_percent: number;
  oxygen_ml_min: number;
  resin: ResinConstants;
};

type ResinConstants = {
  /** Absorption in Jacobs' working curve: a dose of `dose` cures ln(dose / dc) / alpha um deep. */
  alpha_per_um: number;
  /** Dose at which the resin begins to cure. */
  dc_mj_cm2: number;
  /** Share of its bonds that must have reacted for it to hold. */
  fc: number;
  /** At the heater's setpoint. */
  viscosity_mpas: number;
};

const RESINS = new Map([
  ["UMA", aResin([0.009, 2.2, 0.3, 400], 25)],
  ["RPU", aResin([0.01, 2.6, 0.33, 1200], 30)],
  ["EPU", aResin([0.008, 3.2, 0.36, 2500], 35)],
]);
const RESIN_DEFAULT = aResin([0.01, 2.6, 0.33, 1000], 30);

/** Light on the window, by machine class. */
const LIGHT_MW_CM2 = new Map([
  ["M1", 7],
  ["M3", 10],
  ["M3 Max", 10],
  ["L1", 9],
]);
const LIGHT_DEFAULT_MW_CM2 = 8;
/** Current that gives 1 mW/cm2 on 1 cm2 of platform. */
const LIGHT_MA_PER_MW = 4;
const WAVELENGTH_NM = 385;
/** Share of oxygen in the gas below the window, and what comes through the window of it. */
const OXYGEN_PERCENT = 60;
const OXYGEN_PERMEATING_SHARE = 0.55;
const OXYGEN_ML_MIN_PER_CM2 = 0.5;

/** Most that a measured figure differs from its setting, as a share. */
const SPREAD = 0.02;

/** Throws DriverError "hw_type_unknown". */
export function printPhysics({ job, hw_type, cassette_serial }: PrintSetting): PrintPhysics {
  const { width_mm, depth_mm } = machineOf(hw_type).platform;
  const area_cm2 = (width_mm * depth_mm) / 100;
  const { total_ms, layer } = estimateTimes(job, hw_type);
  const { heater_c, ...resin } = ofResin(RESINS, job.resin_name) ?? RESIN_DEFAULT;
  const measure = (name: string, set: number, digits: number) =>
    round(set * (1 + SPREAD * (2 * shareOf(job.job_id, name) - 1)), digits);
  const light_mw_cm2 = measure("light", LIGHT_MW_CM2.get(hw_type) ?? LIGHT_DEFAULT_MW_CM2, 2);
  const oxygen_percent = measure("oxygen", OXYGEN_PERCENT, 1);
  return {
    expected_ms: total_ms,
    layer,
    cassette_name: `${hw_type} ${job.resin_name}`,
    window_serial: cassette_serial === null ? null : `W${codeOf(7, cassette_serial, "window")}`,
    heater_c,
    exposure_compensation: 1,
    base_exposure_multiplier: 1,
    force_feedback: false,
    light_mw_cm2,
    light_ma: Math.round(light_mw_cm2 * area_cm2 * LIGHT_MA_PER_MW),
    wavelength_nm: WAVELENGTH_NM,
    oxygen_window_percent: measure("window", oxygen_percent * OXYGEN_PERMEATING_SHARE, 1),
    oxygen_percent,
    oxygen_ml_min: measure("flow", area_cm2 * OXYGEN_ML_MIN_PER_CM2, 1),
    resin,
  };
}

function aResin(
  [alpha_per_um, dc_mj_cm2, fc, viscosity_mpas]: [number, number, number, number],
  heater_c: number,
): ResinConstants & { heater_c: number } {
  return { alpha_per_um, dc_mj_cm2, fc, viscosity_mpas, heater_c };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
