/** Plates on which parts were put by hand before anything is packed. */
import type { OpenPlate } from "@vatline/geometry";
import type { Platform } from "@vatline/printers";
import { areaOf } from "./platforms.ts";
import type { PreparedPart } from "./prepare.ts";

export type HandFilled = {
  id: string;
  platform: Platform;
  places: { part: PreparedPart; x_mm: number; y_mm: number; rotation_deg: number }[];
};

/** As a plate to be filled further. */
export function openPlateOf({ id, places }: HandFilled): OpenPlate {
  const fixed = places.map(({ part, ...place }) => {
    const { outline, height_mm } = part.footprint;
    const bands = part.bands && { bands: part.bands };
    return { id: part.uuid, outline, height_mm, ...place, ...bands };
  });
  return { id, fixed };
}

/** Figures of the plate where nothing was added to it. */
export function figuresOf({ platform, places }: HandFilled) {
  const footprints = places.map(({ part }) => part.footprint);
  const area_mm2 = footprints.reduce((sum, footprint) => sum + footprint.area_mm2, 0);
  const height_mm = footprints.reduce((most, one) => Math.max(most, one.height_mm), 0);
  return { utilisation: area_mm2 / areaOf(platform), height_mm };
}
