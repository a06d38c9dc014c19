/** What a print used and how fast it was, as the compatible API reports it. */
import type { JobEnd } from "@vatline/printers";
import type { BuildRow } from "../builds/store.ts";
import type { PrintRow } from "./store.ts";

/** Resin that must be in the cassette beyond what is cured, as a share. Ours. */
const RESIN_RESERVE = 0.2;

/** Volumes in ml; the speed in whole mm per hour, as the compatible API has it. */
export function metricsOf(
  print: Pick<PrintRow, "started_at">,
  build: Pick<BuildRow, "height_mm" | "layer_count" | "volume_ml">,
  end: JobEnd,
) {
  const printed_mm = (build.height_mm * end.layers_printed) / build.layer_count;
  const hours = (Date.parse(end.ended_at) - Date.parse(print.started_at ?? end.ended_at)) / 3.6e6;
  return {
    average_speed_mmhr: hours > 0 ? Math.round(printed_mm / hours) : 0,
    consumed_resin_volume_ml: round(end.consumed_resin_ml),
    minimum_required_resin_volume_ml: round(build.volume_ml * (1 + RESIN_RESERVE)),
    estimated_total_resin_volume_ml: round(build.volume_ml),
    measured_resin_volume_ml: round(end.consumed_resin_ml),
  };
}

const round = (value: number) => Math.round(value * 1000) / 1000;
