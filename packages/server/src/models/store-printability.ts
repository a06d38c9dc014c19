/** SQL of what may go wrong when models are printed, by file and settings. */
import type { ModelPrintability } from "@vatline/geometry";
import type { Queries, Tx } from "../platform/db/db.ts";

/** To be raised when the same layers lead to other findings: reports of before are made anew. */
const RULES = 1;

/** A file and how it is printed. */
export type PrintedSo = { file_key: string; slice_thickness_nm: number; pitch_nm: number };

/** What was found, or why nothing could be. */
export type CheckedModel = { ok: true; report: ModelPrintability } | { ok: false; detail: string };

/** Reports by file, for what is printed so; of what was not looked at yet there is none. */
export async function readPrintability(
  db: Queries,
  file_keys: string[],
  { slice_thickness_nm, pitch_nm }: Omit<PrintedSo, "file_key">,
): Promise<Map<string, CheckedModel>> {
  if (file_keys.length === 0) return new Map();
  const rows = await db
    .selectFrom("printability")
    .select(["file_key", "report"])
    .where("file_key", "in", file_keys)
    .where("slice_thickness_nm", "=", slice_thickness_nm)
    .where("pitch_nm", "=", pitch_nm)
    .where("rules", "=", RULES)
    .execute();
  return new Map(rows.map(({ file_key, report }) => [file_key, JSON.parse(report)]));
}

/** Forgets why a file could not be looked at: it has come again, and may be whole now. */
export async function forgetFailures(tx: Tx, file_key: string): Promise<void> {
  await tx
    .deleteFrom("printability")
    .where("file_key", "=", file_key)
    .where("report", "like", '{"ok":false%')
    .execute();
}

/** Takes the place of a report by other rules; of two by the same, the later is the same. */
export async function insertPrintability(
  tx: Tx,
  printed: PrintedSo,
  checked: CheckedModel,
  created_at: string,
): Promise<void> {
  const kept = { rules: RULES, report: JSON.stringify(checked), created_at };
  await tx
    .insertInto("printability")
    .values({ ...printed, ...kept })
    .onConflict((conflict) =>
      conflict.columns(["file_key", "slice_thickness_nm", "pitch_nm"]).doUpdateSet(kept),
    )
    .execute();
}
