/** The platforms that a build SOP allows, with its zones. */
import type { Plate } from "@vatline/geometry";
import { type Platform, platformOf } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";

/** The platforms of a build SOP, the smallest first. */
export const platformsOf = (sop: BuildSop): Platform[] =>
  sop.platform_classes.map(platformOf).sort((a, b) => areaOf(a) - areaOf(b));

export const areaOf = (platform: Plate) => platform.width_mm * platform.depth_mm;

/** A platform with the zones that the build SOP sets on it. */
export function plateOf(platform: Platform, { exclusions }: Pick<BuildSop, "exclusions">): Plate {
  const zones = exclusions.filter(({ platform_class }) => platform_class === platform.class);
  const { width_mm, depth_mm, height_mm } = platform;
  const outlines = zones.map(({ points }) => [Float64Array.from(points.flat())]);
  return { width_mm, depth_mm, height_mm, exclusions: outlines };
}
