/** What is worth a finding, and how grave it is. The reasons are in docs/printability.md. */
import type { Finding, Severity } from "./finding.ts";

/** Angle from the platform below which a surface does not carry itself. */
export const OVERHANG_LIMIT_DEG = 45;
/** Height of the blocks of layers that overhangs, walls and gaps are looked at in. */
export const BLOCK_MM = 0.5;
/** Walls and gaps thinner than so many pixels of the panel. */
export const THIN_PIXELS = 4;
/** So long, or so high, where they are pins and pores. */
export const THIN_LENGTH_MM = 1;
/** Smaller ones are not worth a line. */
export const LEAST = {
  overhang_mm2: 2,
  trap_ml: 0.001,
  cup: { area_mm2: 20, depth_mm: 1 },
  /** Open at both ends once it is off the platform: holes for screws are of no interest. */
  ring: { area_mm2: 100, depth_mm: 3 },
};
/** Small islands that begin so close to each other are one finding. */
export const ISLANDS_TOGETHER_MM = 2;

/** At most so many of a kind are kept. */
export const FINDINGS_OF_A_KIND_MAX = 40;

type Measured = Pick<Finding, "area_mm2" | "layer_count">;

export function islandSeverity(
  { area_mm2, layer_count }: Measured,
  layer_mm: number,
  joins: boolean,
): Severity {
  if (!joins || area_mm2 >= 10 || layer_count * layer_mm >= 2) return "severe";
  return area_mm2 < 0.1 && layer_count * layer_mm <= 0.5 ? "minor" : "moderate";
}

export const trapSeverity = (volume_ml: number) => grade(volume_ml, 0.05, 0.5);
/** At a tenth of an atmosphere below, 300 mm2 pull with 3 N; at a whole one, with 30 N. */
export const cupSeverity = (area_mm2: number) => grade(area_mm2, 50, 300);
export const ringSeverity = (area_mm2: number) => grade(area_mm2, 300, 1000);
export const overhangSeverity = (area_mm2: number) => grade(area_mm2, 20, 100);

/** Long ones of half the limit may be missing, or filled, altogether. */
export function thinSeverity(
  thickness_mm: number,
  { limit_mm, length_mm }: { limit_mm: number; length_mm: number },
): Severity {
  return thickness_mm <= limit_mm / 2 && length_mm >= 5 ? "moderate" : "minor";
}

function grade(size: number, moderate: number, severe: number): Severity {
  if (size >= severe) return "severe";
  return size >= moderate ? "moderate" : "minor";
}
