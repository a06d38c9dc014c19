/** What a print used and how fast it was: the figures the API shows, and those of its record. */
import type { PrintMetrics } from "@vatline/api";
import { averageSpeed, type JobEnd, type PrinterReport, requiredResin } from "@vatline/printers";
import type { BuildRow } from "../builds/store.ts";
import type { PrintRow } from "./store.ts";

/** What `prints.metrics` holds, from the printer's first report on. */
type Metrics = {
  /** What the printer wanted attention for so far, each alert once, in the order they came. */
  alerts: string[];
  /** Of a print that has ended. */
  end?: { layers_printed: number; shown: PrintMetrics };
};

type Print = Pick<PrintRow, "started_at" | "metrics">;

export const metricsOf = ({ metrics }: Pick<PrintRow, "metrics">): Metrics =>
  metrics === null ? { alerts: [] } : JSON.parse(metrics);

/** The text for `prints.metrics` when the printer of a running print has reported. */
export function metricsWith(print: Print, { alerts }: PrinterReport): string {
  const metrics: Metrics = { alerts: union(metricsOf(print).alerts, alerts) };
  return JSON.stringify(metrics);
}

/** The text for `prints.metrics` of a print that has ended; `report` is null if none was made. */
export function metricsAtEnd(
  print: Print,
  build: Pick<BuildRow, "slice_thickness_nm" | "volume_ml">,
  end: JobEnd,
  report: PrinterReport | null,
): string {
  const { layers_printed, ended_at } = end;
  const required_ml = requiredResin(build);
  const measured_ml = report?.resin?.volume_ml;
  const metrics: Metrics = {
    alerts: union(metricsOf(print).alerts, report?.alerts ?? []),
    end: {
      layers_printed,
      shown: {
        average_speed_mmhr: averageSpeed({
          started_at: print.started_at ?? ended_at,
          ended_at,
          layers_printed,
          slice_thickness_um: build.slice_thickness_nm / 1000,
        }),
        consumed_resin_volume_ml: Math.round(end.consumed_resin_ml * 1000) / 1000,
        minimum_required_resin_volume_ml: required_ml,
        estimated_total_resin_volume_ml: required_ml,
        ...(measured_ml === undefined ? {} : { measured_resin_volume_ml: measured_ml }),
      },
    },
  };
  return JSON.stringify(metrics);
}

const union = (known: string[], further: string[]) => [...new Set([...known, ...further])];
