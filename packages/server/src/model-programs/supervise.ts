/** Computes a plan in a thread, watched: how far it is, how long it takes, what memory it needs. */
import { setTimeout as sleep } from "node:timers/promises";
import { GeometryError } from "@vatline/geometry";
import type { Deps } from "../platform/deps.ts";
import type { Workers } from "../platform/workers.ts";
import { createProgress, progressOf, readProgress } from "./progress.ts";
import { type Run, readRun, updatePreparing } from "./store-runs.ts";
import { programWorker } from "./worker/module.ts";
import type { PlanResult } from "./worker/run-plan.ts";

/** Often enough that a limit holds to the fraction of a second. */
const WATCH_MS = 200;
/** Real time between two writes of how far a run is. */
const WRITE_MS = 1000;
const MIB = 2 ** 20;

/** The run cannot come to its end; the message is for people. */
export class RunStopped extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "RunStopped";
  }
}

/**
 * Runs the plan to its end. Throws RunStopped where a step cannot do its work, at a limit, when the
 * run was canceled and when its thread died; a Problem where a file is gone; the reason of `signal`
 * when that is aborted.
 */
export async function computePlan(
  deps: Deps,
  pool: Workers,
  run: Run,
  signal: AbortSignal,
): Promise<PlanResult> {
  const files: Record<string, Uint8Array> = {};
  for (const [uuid, file_key] of Object.entries(run.plan.files)) {
    files[uuid] = await deps.files.get(file_key);
  }
  const progress = createProgress();
  const stop = new AbortController();
  const ended = new AbortController();
  const watching = watch(deps, run, progress, ended.signal).catch((error) => stop.abort(error));
  try {
    return await pool.run(programWorker, "runPlan", [run.plan.steps, files, progress], {
      signal: AbortSignal.any([signal, stop.signal]),
    });
  } catch (error) {
    if (signal.aborted || stop.signal.aborted) throw error;
    throw failureOf(deps, run, progress, error);
  } finally {
    ended.abort();
    await watching;
    await writeProgress(deps, run, progress);
  }
}

/** Resolves when the work ended; rejects with RunStopped when it has to. */
async function watch(
  deps: Deps,
  run: Run,
  progress: SharedArrayBuffer,
  ended: AbortSignal,
): Promise<void> {
  const { program_seconds_max, program_memory_mb_max } = deps.config;
  const { realNowMs } = deps.clock;
  const rss_before = process.memoryUsage.rss();
  let begun_ms: number | null = null;
  let written_ms = realNowMs();
  for (;;) {
    await sleep(WATCH_MS, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) return;
    const now_ms = realNowMs();
    // The time spent waiting for a thread does not count.
    if (begun_ms === null && readProgress(progress).index >= 0) begun_ms = now_ms;
    if (begun_ms !== null && now_ms - begun_ms > program_seconds_max * 1000) {
      const at = stepAt(run, progress);
      throw new RunStopped(`It was stopped in ${at}: a run may take ${program_seconds_max} s.`);
    }
    if (process.memoryUsage.rss() - rss_before > program_memory_mb_max * MIB) {
      const at = stepAt(run, progress);
      throw new RunStopped(`It was stopped in ${at}: a run may need ${program_memory_mb_max} MiB.`);
    }
    if (now_ms - written_ms < WRITE_MS) continue;
    written_ms = now_ms;
    if (!(await writeProgress(deps, run, progress))) throw new RunStopped("It was canceled.");
  }
}

/** What a step failed of; what is no fault of the program is in the log as well. */
function failureOf(deps: Deps, run: Run, progress: SharedArrayBuffer, error: unknown): RunStopped {
  const at = stepAt(run, progress);
  if (error instanceof GeometryError) {
    return new RunStopped(`It failed in ${at}: ${error.message}`, { cause: error });
  }
  const { cause, name } = error instanceof Error ? error : new Error(String(error));
  const out_of_memory =
    name === "RangeError" ||
    (cause instanceof Error && "code" in cause && cause.code === "ERR_WORKER_OUT_OF_MEMORY");
  if (out_of_memory) {
    return new RunStopped(`It failed in ${at}, which needed too much memory.`, { cause: error });
  }
  deps.log.error({ run_uuid: run.uuid, error }, "A model program broke its thread.");
  return new RunStopped(`It failed in ${at}, which broke off.`, { cause: error });
}

function stepAt({ operation_status }: Run, progress: SharedArrayBuffer): string {
  const { index } = readProgress(progress);
  const step = operation_status[Math.max(index, 0)];
  return `step "${step.external_id}"`;
}

/** False where the run has ended. A run that got no further is not written. */
async function writeProgress(deps: Deps, run: Run, progress: SharedArrayBuffer): Promise<boolean> {
  const { customer_uuid, uuid, operation_status } = run;
  const now = await readRun(deps.db.read, customer_uuid, uuid);
  if (now?.status !== "preparing") return false;
  const reached = progressOf(operation_status, readProgress(progress));
  if (JSON.stringify(reached.operation_status) === JSON.stringify(now.operation_status))
    return true;
  const change = { ...reached, updated_at: deps.clock.now() };
  return deps.db.transaction((tx) => updatePreparing(tx, run, change));
}
