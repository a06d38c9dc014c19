/**
 * The job of a run: computes its plan in a thread, then writes models and outcome at once. A run
 * half done when the server ended is done again; its models get the same uuids, and only a run
 * that is still under way takes an outcome.
 */
import { Problem } from "@vatline/api";
import { inspectModel } from "../models/report.ts";
import type { ModelRow } from "../models/store.ts";
import { addModel, modelRowOf } from "../models/upload.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import { JOBS, type JobPayload } from "../platform/jobs/names.ts";
import type { Workers } from "../platform/workers.ts";
import { endedSteps, progressOf } from "./progress.ts";
import { type Run, readRun, updatePreparing } from "./store-runs.ts";
import { computePlan, RunStopped } from "./supervise.ts";
import type { PlanResult } from "./worker/run-plan.ts";

const ACTOR = "server:model-programs";
/** Leaves room for the step's name within the length of a file name. */
const NAME_LENGTH_MAX = 180;

export async function carryOutRun(
  deps: Deps,
  pool: Workers,
  { customer_uuid, run_uuid }: JobPayload["run_model_program"],
  { ids, attempt, signal }: JobContext,
): Promise<void> {
  const run = await readRun(deps.db.read, customer_uuid, run_uuid);
  if (run?.status !== "preparing") return;
  const { attempts_max } = JOBS.run_model_program;
  if (attempt > attempts_max) {
    const detail = `It was begun ${attempts_max} times, and the server ended each time.`;
    return failRun(deps, run, detail);
  }
  const started_at = deps.clock.now();
  await deps.db.transaction((tx) =>
    updatePreparing(tx, run, { started_at: run.started_at ?? started_at, updated_at: started_at }),
  );
  try {
    const result = await computePlan(deps, pool, run, signal);
    await completeRun(deps, run, result, ids.next);
  } catch (error) {
    if (signal.aborted) throw error;
    const expected = error instanceof RunStopped || error instanceof Problem;
    if (expected) return failRun(deps, run, error.message);
    // A run whose job is given up must not look as if it went on.
    if (attempt === attempts_max) await failRun(deps, run, "The server failed at it.");
    throw error;
  }
}

async function failRun(deps: Deps, { customer_uuid, uuid }: Run, failure_message: string) {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const run = await readRun(tx, customer_uuid, uuid);
    if (!run) return;
    const failed = await updatePreparing(tx, run, {
      status: "failed",
      failure_message,
      operation_status: endedSteps(run.operation_status, failure_message),
      finished_at: at,
      updated_at: at,
    });
    if (!failed) return;
    const changed = { at, customer_uuid, actor: ACTOR, noun: "model_program_runs", uuid };
    await appendEvent(tx, { ...changed, what: "failed", details: { failure_message } });
  });
}

/** Writes the models and, in the same transaction, that the run is complete. */
async function completeRun(
  deps: Deps,
  run: Run,
  { results, repairs }: PlanResult,
  nextUuid: () => string,
): Promise<void> {
  const { customer_uuid, uuid, application_uuid, created_by, operation_status } = run;
  const caller = { customer_uuid, user_name: created_by, actor: ACTOR };
  const models: { index: number; row: ModelRow }[] = [];
  for (const { index, stl } of results) {
    const report = await inspectModel(deps, stl, "stl");
    const file = await deps.files.put(stl);
    const { external_id } = operation_status[index];
    const filename = `${run.plan.name.slice(0, NAME_LENGTH_MAX)}-${external_id}.stl`;
    const names = { uuid: nextUuid(), application_uuid, filename, external_id: null };
    const made = { ...names, ...file, report, model_program_run_uuid: uuid };
    models.push({ index, row: modelRowOf(deps, caller, made) });
  }
  const model_uuid = models.at(-1)?.row.uuid ?? null;
  const at = deps.clock.now();
  const made = new Map(models.map(({ index, row }) => [index, row.uuid]));
  const done = progressOf(operation_status, { index: operation_status.length, share: 0 });
  await deps.db.transaction(async (tx) => {
    const completed = await updatePreparing(tx, run, {
      status: "complete",
      progress: 1,
      model_uuid,
      operation_status: done.operation_status.map((step, index) => ({
        ...step,
        model_uuid: made.get(index) ?? null,
      })),
      repairs,
      finished_at: at,
      updated_at: at,
    });
    if (!completed) return;
    for (const { row } of models) await addModel(tx, caller, row);
    const changed = { at, customer_uuid, actor: ACTOR, noun: "model_program_runs", uuid };
    await appendEvent(tx, { ...changed, what: "completed", details: { model_uuid } });
  });
}
