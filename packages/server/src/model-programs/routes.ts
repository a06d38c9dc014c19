/** /model_program_runs; programs, and runs in full, under /manage/v1. */
import { manageOperations, operations, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { listPage } from "../platform/http/list.ts";
import { route } from "../platform/http/route.ts";
import { createWorkers, type Workers } from "../platform/workers.ts";
import { cancelRun } from "./cancel.ts";
import { createProgram } from "./create.ts";
import { carryOutRun } from "./run.ts";
import { startRun } from "./start.ts";
import { PROGRAMS_LIST, programView, readProgram } from "./store.ts";
import {
  RUNS_LIST,
  type Run,
  readRun,
  readRuns,
  runDetailsView,
  runOf,
  runView,
} from "./store-runs.ts";
import { changeProgram } from "./update.ts";

export const openModelPrograms: OpenFeature = (deps) => {
  // Threads of their own: a run may take minutes, and uploads must not wait for it.
  let pool: Workers | undefined;
  const ownPool = () => {
    pool ??= createWorkers({ threads: 1, heap_max_mb: deps.config.program_memory_mb_max });
    return pool;
  };
  return {
    routes: [
      route(operations.createModelProgramRun, async ({ caller, body }) =>
        runView(await startRun(deps, caller, body)),
      ),
      route(operations.getModelProgramRuns, async ({ caller, query }) => {
        const { uuid: uuids = [] } = query;
        if (uuids.length === 0) throw nothingAsked();
        const runs = await readRuns(deps.db.read, caller.customer_uuid, uuids);
        return { model_program_runs: runs.map(runView) };
      }),
      route(operations.getModelProgramRun, async ({ caller, params }) =>
        runView(await runFor(deps, caller.customer_uuid, params.uuid)),
      ),
    ],
    manage: [
      route(manageOperations.listModelPrograms, async ({ caller, query }) => {
        const { rows, ...page } = await listPage(deps, PROGRAMS_LIST, caller.customer_uuid, query);
        const programs = rows.map((row) => ({ ...row, document: JSON.parse(row.document) }));
        return { ...page, model_programs: programs.map(programView) };
      }),
      route(manageOperations.createModelProgram, async ({ caller, body }) => {
        const program = { uuid: deps.ids.next(), at: deps.clock.now(), given: body };
        return programView(await deps.db.transaction((tx) => createProgram(tx, caller, program)));
      }),
      route(manageOperations.getModelProgram, async ({ caller, params, query }) => {
        const { customer_uuid } = caller;
        const program = await readProgram(deps.db.read, customer_uuid, params.uuid, query.version);
        if (!program) throw new Problem("not_found", `There is no model program ${params.uuid}.`);
        return programView(program);
      }),
      route(manageOperations.updateModelProgram, async ({ caller, params, body }) =>
        programView(await changeProgram(deps, caller, params.uuid, body)),
      ),
      route(manageOperations.listModelProgramRuns, async ({ caller, query }) => {
        const { rows, ...page } = await listPage(deps, RUNS_LIST, caller.customer_uuid, query);
        return { ...page, model_program_runs: rows.map(runOf).map(runDetailsView) };
      }),
      route(manageOperations.getModelProgramRunDetails, async ({ caller, params }) =>
        runDetailsView(await runFor(deps, caller.customer_uuid, params.uuid)),
      ),
      route(manageOperations.cancelModelProgramRun, async ({ caller, params }) =>
        runDetailsView(await cancelRun(deps, caller, params.uuid)),
      ),
    ],
    jobs: {
      run_model_program: (payload, context) => carryOutRun(deps, ownPool(), payload, context),
    },
    close: async () => pool?.close(),
  };
};

async function runFor(deps: Deps, customer_uuid: string, uuid: string): Promise<Run> {
  const run = await readRun(deps.db.read, customer_uuid, uuid);
  if (!run) throw new Problem("not_found", `There is no run ${uuid}.`);
  return run;
}

function nothingAsked(): Problem {
  return new Problem("input_invalid", "Name at least one run.", {
    errors: [{ pointer: "/query/uuid", detail: "is required" }],
  });
}
