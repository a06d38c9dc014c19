/** What may go wrong when a build is printed, as the interface shows it. */
import type { BuildPrintability } from "@vatline/api";
import type { ModelPrintability } from "@vatline/geometry";
import { panelOf } from "@vatline/printers";
import { queueChecks } from "../../models/check-printability.ts";
import { limitsView } from "../../models/printability-view.ts";
import {
  type CheckedModel,
  type PrintedSo,
  readPrintability,
} from "../../models/store-printability.ts";
import type { Deps } from "../../platform/deps.ts";
import { type BuildRow, type Place, readPlaces } from "../store.ts";
import { placeFindings } from "./findings.ts";

/** Queues the work where it was not done yet. What was found of other models is shown meanwhile. */
export async function buildPrintability(deps: Deps, build: BuildRow): Promise<BuildPrintability> {
  const { customer_uuid, uuid, revision } = build;
  const places = await readPlaces(deps.db.read, customer_uuid, [uuid]);
  const so = printedSo(build);
  const file_keys = [...new Set(places.map(({ file_key }) => file_key))];
  const checked = await readPrintability(deps.db.read, file_keys, so);
  const missing = file_keys.filter((file_key) => !checked.has(file_key));
  await queueChecks(
    deps,
    missing.map((file_key) => ({ file_key, ...so })),
  );
  const failure_message = failureOf(places, checked);
  const status = failure_message !== null ? "failed" : missing.length > 0 ? "waiting" : "checked";
  const found = placeFindings(places, reportsOf(checked));
  return { status, failure_message, revision, ...limitsView(so), ...found };
}

/** As its SOP and the panel of its platform have it. */
export function printedSo(
  build: Pick<BuildRow, "slice_thickness_nm" | "platform_class">,
): Omit<PrintedSo, "file_key"> {
  const { pixel_width_mm, pixel_height_mm } = panelOf(build.platform_class);
  const pitch_nm = Math.round(Math.max(pixel_width_mm, pixel_height_mm) * 1e6);
  return { slice_thickness_nm: build.slice_thickness_nm, pitch_nm };
}

/** Of the first part that could not be looked at; null where none was. */
export function failureOf(places: Place[], checked: Map<string, CheckedModel>): string | null {
  for (const { file_key, part_number } of places) {
    const one = checked.get(file_key);
    if (one && !one.ok) return `Part ${part_number}: ${one.detail}`;
  }
  return null;
}

export function reportsOf(checked: Map<string, CheckedModel>): Map<string, ModelPrintability> {
  const reports = new Map<string, ModelPrintability>();
  for (const [file_key, one] of checked) if (one.ok) reports.set(file_key, one.report);
  return reports;
}
