/** What a build's rows say of its places and layers. */
import type { PlannedPlace } from "./plan.ts";
import type { BuildPlaceRow } from "./store.ts";

/** Rows of places, numbered from `first` on. */
export const placeRowsOf = (
  customer_uuid: string,
  build_uuid: string,
  places: PlannedPlace[],
  first = 0,
): BuildPlaceRow[] =>
  places.map(({ uuid, part_uuid, x_mm, y_mm, z_mm, rotation_deg }, at) => ({
    ...{ customer_uuid, build_uuid, place_index: first + at, printed_part_uuid: uuid, part_uuid },
    ...{ x_mm, y_mm, z_mm, rotation_deg },
  }));

/** Layers of a build: at least one, and no further one for what rounding adds. */
export const layerCountOf = (height_mm: number, slice_thickness_nm: number): number =>
  Math.max(1, Math.ceil((height_mm * 1e6) / slice_thickness_nm - 1e-6));
