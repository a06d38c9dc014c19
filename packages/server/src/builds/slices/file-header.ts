/** What a build file says beside its layers. */
import {
  type BuildFileHeader,
  type PrinterPanel,
  type PrintTimes,
  panelHeader,
} from "@vatline/printers";
import type { BuildRow } from "../store.ts";

/** The lift that each layer needs takes as long as the estimate says, half of it up, half down. */
const LIFT_MM = 5;

/**
 * Times and volume are those of the estimate, so that a printer shows what the build is said to
 * take. The first layers are exposed as all others.
 */
export function fileHeaderOf(
  build: Pick<BuildRow, "name" | "created_at" | "slice_thickness_nm" | "layer_count">,
  { resin_name, print_profile }: { resin_name: string; print_profile: string },
  panel: PrinterPanel,
  { times, resin_ml }: { times: PrintTimes; resin_ml: number },
): BuildFileHeader {
  const { layer, refill_ms, total_ms } = times;
  const speed_mm_min = (LIFT_MM / (layer.move_ms / 2)) * 60_000;
  return {
    name: build.name,
    ...panelHeader(panel, build.slice_thickness_nm / 1e6),
    resin_name,
    print_profile,
    made_at: `${build.created_at.slice(0, 19)}Z`,
    layer_count: build.layer_count,
    exposure_s: layer.exposure_ms / 1000,
    bottom_exposure_s: layer.exposure_ms / 1000,
    bottom_layer_count: 0,
    transition_layer_count: 0,
    wait_s: refill_ms / build.layer_count / 1000,
    lift_mm: LIFT_MM,
    lift_speed_mm_min: speed_mm_min,
    bottom_lift_mm: LIFT_MM,
    bottom_lift_speed_mm_min: speed_mm_min,
    retract_speed_mm_min: speed_mm_min,
    resin_volume_ml: resin_ml,
    print_time_s: total_ms / 1000,
    thumbnails: [],
  };
}
