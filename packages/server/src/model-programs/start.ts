/** Begins a run: everything is checked, the plan is kept, and a job is queued to carry it out. */
import { type ModelProgramRunRequest, Problem } from "@vatline/api";
import { openApplication } from "../applications/find.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkLetters } from "./letters.ts";
import { planRun } from "./plan.ts";
import { readProgram } from "./store.ts";
import { countPreparing, insertRun, type Run } from "./store-runs.ts";

/** One customer's runs must not keep the others' waiting for ever. */
export const RUNS_UNDER_WAY_MAX = 20;
const RETRY_AFTER_S = 5;

/**
 * Throws model_program_unknown, model_program_parameters_invalid, application_archived, and
 * too_many_requests while 20 runs of the customer are under way.
 */
export async function startRun(
  deps: Deps,
  caller: Caller,
  { model_program_uuid, parameters }: ModelProgramRunRequest,
): Promise<Run> {
  const { customer_uuid, actor } = caller;
  const now = deps.clock.now();
  const program = await readProgram(deps.db.read, customer_uuid, model_program_uuid);
  if (!program) throw unknownProgram(`There is no model program ${model_program_uuid}.`);
  const { document, version, status, name } = program;
  if (status === "retired") throw unknownProgram(`The model program "${name}" is retired.`);
  const planned = await planRun(deps.db.read, customer_uuid, document, parameters, now);
  await checkLetters(deps, planned.plan);
  return deps.db.transaction(async (tx) => {
    await openApplication(tx, customer_uuid, planned.model.application_uuid);
    const under_way = await countPreparing(tx, customer_uuid);
    if (under_way >= RUNS_UNDER_WAY_MAX) throw tooManyRuns();
    const run: Run = {
      customer_uuid,
      uuid: deps.ids.next(),
      model_program_uuid,
      version,
      application_uuid: planned.model.application_uuid,
      // Never pending: a published example knows only preparing, complete and failed.
      status: "preparing",
      progress: 0,
      model_uuid: null,
      failure_message: null,
      parameters: planned.parameters,
      plan: planned.plan,
      operation_status: document.operations.map(({ external_id }) => ({
        external_id,
        status: "pending",
        progress: 0,
        model_uuid: null,
        failure_message: null,
      })),
      repairs: [],
      created_by: caller.user_name,
      created_at: now,
      started_at: null,
      finished_at: null,
      updated_at: now,
    };
    await insertRun(tx, run);
    const changed = { at: now, customer_uuid, actor, noun: "model_program_runs", uuid: run.uuid };
    const details = { model_program_uuid, version, parameters: planned.parameters };
    await appendEvent(tx, { ...changed, what: "created", details });
    const payload = { customer_uuid, run_uuid: run.uuid };
    await deps.jobs.enqueue(tx, "run_model_program", payload, { key: run.uuid });
    return run;
  });
}

function unknownProgram(detail: string): Problem {
  return new Problem("model_program_unknown", detail, {
    errors: [{ pointer: "/body/model_program_uuid", detail: "names no program that may be run" }],
  });
}

function tooManyRuns(): Problem {
  const detail = `${RUNS_UNDER_WAY_MAX} runs are under way, the most at once. Wait for one to end.`;
  return new Problem("too_many_requests", detail, {
    headers: { "retry-after": String(RETRY_AFTER_S) },
  });
}
