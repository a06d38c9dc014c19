/** What may go wrong when a model is printed, as the interface shows it. */
import type { ModelPrintability } from "@vatline/api";
import {
  FINDING_KINDS,
  type FindingCounts,
  OVERHANG_LIMIT_DEG,
  SEVERITIES,
  type Severity,
  THIN_PIXELS,
} from "@vatline/geometry";
import type { Deps } from "../platform/deps.ts";
import { queueChecks } from "./check-printability.ts";
import type { ModelRow } from "./store.ts";
import { type PrintedSo, readPrintability } from "./store-printability.ts";

const SLICE_THICKNESS_NM = 100_000;
/** Finer than most panels of plates of this size. */
const PITCH_NM = 50_000;

/** Queues the work where it was not done yet. */
export async function modelPrintability(
  deps: Deps,
  { file_key }: ModelRow,
  { slice_thickness_nm = SLICE_THICKNESS_NM }: { slice_thickness_nm?: number },
): Promise<ModelPrintability> {
  const printed = { file_key, slice_thickness_nm, pitch_nm: PITCH_NM };
  const checked = (await readPrintability(deps.db.read, [file_key], printed)).get(file_key);
  if (!checked) await queueChecks(deps, [printed]);
  const limits = limitsView(printed);
  if (!checked?.ok) {
    const status = checked ? "failed" : "waiting";
    const failure_message = checked?.detail ?? null;
    const nothing = { layer_count: 0, pixel_nm: 0, watertight: false, ...noFindings() };
    return { status, failure_message, ...limits, ...nothing, findings: [] };
  }
  const { pixel_width_mm, pixel_height_mm, layer_mm, ...report } = checked.report;
  const pixel_nm = Math.round(pixel_width_mm * 1e6);
  return { status: "checked", failure_message: null, ...limits, pixel_nm, ...report };
}

/** By what something is a finding. */
export function limitsView({ slice_thickness_nm, pitch_nm }: Omit<PrintedSo, "file_key">) {
  return {
    slice_thickness_nm,
    pitch_nm,
    overhang_limit_deg: OVERHANG_LIMIT_DEG,
    thin_limit_mm: (THIN_PIXELS * pitch_nm) / 1e6,
  };
}

export function noFindings(): { counts: FindingCounts; severities: Record<Severity, number> } {
  const none = <Key extends string>(keys: readonly Key[]) =>
    Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;
  return { counts: none(FINDING_KINDS), severities: none(SEVERITIES) };
}
