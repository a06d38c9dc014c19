/**
 * What may go wrong when a model is printed: derived from its bytes, the thickness of layers and
 * the size of pixels, computed once for each of them, and kept.
 */
import { GeometryError } from "@vatline/geometry";
import type { Deps } from "../platform/deps.ts";
import { geometry } from "../platform/geometry.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import { JOBS } from "../platform/jobs/names.ts";
import {
  type CheckedModel,
  insertPrintability,
  type PrintedSo,
  readPrintability,
} from "./store-printability.ts";

/** The largest plate takes a fraction of it; what takes longer is made to. */
const CHECK_MS_MAX = 300_000;

/** The job `check_printability`. What fails on the last try is kept as the reason. */
export async function checkPrintability(
  deps: Deps,
  printed: PrintedSo,
  { attempt, signal }: Pick<JobContext, "attempt" | "signal">,
): Promise<void> {
  try {
    await preparePrintability(deps, printed, signal);
  } catch (error) {
    if (signal.aborted || attempt < JOBS.check_printability.attempts_max) throw error;
    const detail = error instanceof Error ? error.message : String(error);
    await keep(deps, printed, { ok: false, detail });
  }
}

/** The report of a file, computed if it is not there yet. May run twice at once. */
export async function preparePrintability(
  deps: Deps,
  printed: PrintedSo,
  signal: AbortSignal,
): Promise<CheckedModel> {
  const known = (await readPrintability(deps.db.read, [printed.file_key], printed)).get(
    printed.file_key,
  );
  if (known) return known;
  const checked = await check(deps, printed, signal);
  await keep(deps, printed, checked);
  return checked;
}

/** Queues what is not known yet of files. */
export async function queueChecks(deps: Deps, printed: PrintedSo[]): Promise<void> {
  if (printed.length === 0) return;
  await deps.db.transaction(async (tx) => {
    for (const one of printed) {
      const key = `${one.file_key} ${one.slice_thickness_nm} ${one.pitch_nm}`;
      await deps.jobs.enqueue(tx, "check_printability", one, { key });
    }
  });
}

async function check(
  deps: Deps,
  { file_key, slice_thickness_nm, pitch_nm }: PrintedSo,
  signal: AbortSignal,
): Promise<CheckedModel> {
  const bytes = await deps.files.get(file_key);
  const settings = { layer_mm: slice_thickness_nm / 1e6, pitch_mm: pitch_nm / 1e6 };
  const limited = AbortSignal.any([signal, AbortSignal.timeout(CHECK_MS_MAX)]);
  try {
    const args: [Uint8Array, typeof settings] = [bytes, settings];
    const run = deps.workers.run(geometry, "printabilityOfModel", args, { signal: limited });
    return { ok: true, report: await run };
  } catch (error) {
    if (error instanceof GeometryError) return { ok: false, detail: error.message };
    if (signal.aborted || !limited.aborted) throw error;
    return { ok: false, detail: `It was not looked through within ${CHECK_MS_MAX / 1000} s.` };
  }
}

function keep(deps: Deps, printed: PrintedSo, checked: CheckedModel): Promise<void> {
  return deps.db.transaction((tx) => {
    return insertPrintability(tx, printed, checked, deps.clock.now());
  });
}
