/** The plate as a picture for screens. */
import { packedPlateSvg } from "@vatline/geometry";
import { type BuildSheet, placeNumberOf } from "./sheet.ts";

/** Draws the plate as an SVG, each part with its place number and, as a tooltip, what it is. */
export function platePicture({ platform, margin_mm, places }: BuildSheet): string {
  const named = places.map((place) => ({
    ...place,
    id: `${placeNumberOf(place)}: ${place.part_number}`,
    height_mm: 0,
  }));
  return packedPlateSvg(named, platform, { placements: named }, { margin_mm });
}
