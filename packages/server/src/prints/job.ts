/** A print as its printer is told of it. */
import type { PrintJob } from "@vatline/printers";
import { volumeCurve } from "../builds/slices/figures.ts";
import type { BuildRow } from "../builds/store.ts";
import type { PrintRow } from "./store.ts";

type BuildFigures = Pick<
  BuildRow,
  "slice_thickness_nm" | "layer_count" | "height_mm" | "volume_ml"
>;

/** `areas_mm2`: of each layer, none where only the figures of the whole matter. */
export function printJobOf(
  print: Pick<PrintRow, "uuid" | "name" | "config">,
  { slice_thickness_nm, layer_count, height_mm, volume_ml }: BuildFigures,
  areas_mm2: number[],
): PrintJob {
  const { resin_name, print_profile } = JSON.parse(print.config);
  return {
    job_id: print.uuid,
    name: print.name,
    resin_name,
    print_profile,
    slice_thickness_um: slice_thickness_nm / 1000,
    layer_count,
    height_mm,
    volume_ml,
    volume_curve: volumeCurve(areas_mm2),
  };
}
