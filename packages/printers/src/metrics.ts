/** Figures of an ended print that follow from any printer's report. */

/** What averageSpeed needs to know of a print. */
export type PrintedSpan = {
  /** ISO 8601 UTC. */
  started_at: string;
  ended_at: string;
  layers_printed: number;
  slice_thickness_um: number;
};

/**
 * Height printed over the time from start to end, in whole mm per hour. Warming and pauses count
 * as time, so it errs on the slow side of the speed while printing. 0 for a print of no duration.
 */
export function averageSpeed(span: PrintedSpan): number {
  const hours = (Date.parse(span.ended_at) - Date.parse(span.started_at)) / 3_600_000;
  const printed_mm = (span.layers_printed * span.slice_thickness_um) / 1000;
  return hours > 0 ? Math.round(printed_mm / hours) : 0;
}
