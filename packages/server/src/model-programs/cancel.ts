/** Ends a run on a person's word. The worker on it notices within a second. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { endedSteps } from "./progress.ts";
import { type Run, readRun, updatePreparing } from "./store-runs.ts";

/** Throws not_found and model_program_run_ended. */
export async function cancelRun(deps: Deps, caller: Caller, uuid: string): Promise<Run> {
  const { customer_uuid, actor, user_name } = caller;
  const at = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const run = await readRun(tx, customer_uuid, uuid);
    if (!run) throw new Problem("not_found", `There is no run ${uuid}.`);
    const failure_message = `Canceled by ${user_name}.`;
    const change = {
      status: "failed" as const,
      failure_message,
      operation_status: endedSteps(run.operation_status, failure_message),
      finished_at: at,
      updated_at: at,
    };
    if (!(await updatePreparing(tx, run, change))) {
      const detail = `The run ended at ${run.finished_at}: it is ${run.status}.`;
      throw new Problem("model_program_run_ended", detail);
    }
    const changed = { at, customer_uuid, actor, noun: "model_program_runs", uuid };
    await appendEvent(tx, { ...changed, what: "canceled", details: {} });
    return { ...run, ...change };
  });
}
