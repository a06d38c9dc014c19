/** Quality records of prints, derived from the rows of print, build and printer. */
import type { PrintDataQa } from "@vatline/api";
import { type PrintPhysics, physicsOf } from "@vatline/printers";
import { printJobOf } from "./job.ts";
import { metricsOf } from "./metrics.ts";
import type { QualityRow } from "./store.ts";

type Figures = { [Key in keyof PrintDataQa]: string | number | boolean | null };

/** What is not known, not yet, or not told by the printer is left out. */
export function qualityRecord(row: QualityRow): PrintDataQa {
  const origin: { cassette_serial?: string } = JSON.parse(row.origin ?? "{}");
  const physics = physicsOf(row.driver, {
    job: printJobOf(row, row, []),
    hw_type: row.hw_type,
    cassette_serial: origin.cassette_serial ?? null,
  });
  const figures: Figures = {
    ...identityOf(row),
    ...preparationOf(row),
    ...courseOf(row, physics),
    ...(physics && settingsOf(physics)),
    // The light engine's figures are means over the time in which it is on.
    ...(physics && layersOf(row) > 0 && measuredOf(physics)),
  };
  const known = Object.entries(figures).filter(([, value]) => value !== null);
  return Object.fromEntries(known.map(([key, value]) => [key, String(value)]));
}

function identityOf(row: QualityRow): Figures {
  const origin = JSON.parse(row.origin ?? "{}");
  return {
    "Print ID": row.print_id,
    "Printer ID": row.printer_serial,
    "Printer Serial": row.printer_serial,
    "Printer Name": row.printer_name,
    "Hardware Profile": row.hw_type,
    "Software Version": origin.software_version || null,
    "Cassette Serial": origin.cassette_serial || null,
    "Platform Serial": origin.platform_serial || null,
    "Project ID": row.build_uuid,
    "Project Name": row.name,
    "Print Number": row.print_number,
    "Created At": row.queued_at,
  };
}

function preparationOf(row: QualityRow): Figures {
  const config = JSON.parse(row.config);
  return {
    "Resin Name": config.resin_name,
    "Script Name": config.print_profile,
    "Slice Thickness (um)": config.slice_thickness_nm / 1000,
    "Total Slices": row.layer_count,
    "Build Height (mm)": row.height_mm,
    // Outlines are printed as they are: nothing is taken off for the spread of light.
    "Blackline (um)": 0,
  };
}

function courseOf(row: QualityRow, physics: PrintPhysics | null): Figures {
  const { alerts, end } = metricsOf(row);
  const all_alerts = row.error === null ? alerts : [...new Set([...alerts, row.error])];
  return {
    "Started Date-Time": row.started_at,
    "Print Alerts": all_alerts.join("; "),
    ...(end && {
      "Finished Date-Time": row.finished_at,
      "Print Finished Status": row.status,
      "Estimated Consumed Resin Volume (ml)": end.shown.consumed_resin_volume_ml ?? null,
      "Minimum Required Resin Volume (ml)": end.shown.minimum_required_resin_volume_ml ?? null,
      "Estimated Resin Volume (ml)": end.shown.estimated_total_resin_volume_ml ?? null,
      "Light Engine Turned On": end.layers_printed > 0,
      ...timesOf(row, physics),
    }),
  };
}

/** Minutes to three digits; delay is what is neither light nor motion, so the sum is exact. */
function timesOf(row: QualityRow, physics: PrintPhysics | null): Figures {
  const total = thousandths(Date.parse(row.finished_at ?? "") - Date.parse(row.started_at ?? ""));
  if (physics === null) return { "Total Time (min)": total / 1000 };
  const move = thousandths(layersOf(row) * physics.layer.move_ms);
  const exposure = thousandths(layersOf(row) * physics.layer.exposure_ms);
  return {
    "Total Time (min)": total / 1000,
    "Move Time (min)": move / 1000,
    "Exposure Time Total (min)": exposure / 1000,
    "Total Delay Time (min)": (total - move - exposure) / 1000,
  };
}

function settingsOf({ resin, ...physics }: PrintPhysics): Figures {
  return {
    "Estimated Print Time (ms)": physics.expected_ms,
    "Cassette Name": physics.cassette_name,
    "Window Serial": physics.window_serial,
    "Heater Setpoint (C)": physics.heater_c,
    "Resin Exposure Compensation": physics.exposure_compensation,
    "Base Exposure Multiplier": physics.base_exposure_multiplier,
    "FFB Enabled Print": physics.force_feedback,
    "Peak Wavelength (nm)": physics.wavelength_nm,
    "Resin Alpha": resin.alpha_per_um,
    "Resin DC": resin.dc_mj_cm2,
    "Resin FC": resin.fc,
    "Resin Viscosity": resin.viscosity_mpas,
  };
}

function measuredOf(physics: PrintPhysics): Figures {
  return {
    "Light Engine Intensity (mW/cm2)": physics.light_mw_cm2,
    "Current to Light Engine (mA)": physics.light_ma,
    "Avg O2 Partial Pressure at Window (%)": physics.oxygen_window_percent,
    "Avg O2 Concentration (%)": physics.oxygen_percent,
    "Avg O2 Flow (ml/min)": physics.oxygen_ml_min,
  };
}

const layersOf = (row: QualityRow) => metricsOf(row).end?.layers_printed ?? 0;

const thousandths = (duration_ms: number) => Math.round(duration_ms / 60);
