/** SQL of runs of model programs. */
import type { ModelProgramOperation, ModelProgramRunDetails } from "@vatline/api";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";
import type { Plan } from "./plan.ts";

type Row = Tables["model_program_runs"];

/** A run as the rules use it, its JSON columns read. */
export type Run = Omit<Row, "parameters" | "plan" | "operation_status" | "repairs"> & {
  parameters: Record<string, string | number>;
  plan: Plan;
  operation_status: ModelProgramOperation[];
  repairs: ModelProgramRunDetails["repairs"];
};

export const RUNS_LIST = listSpec({
  operation_id: "listModelProgramRuns",
  table: "model_program_runs",
  select: (db) => db.selectFrom("model_program_runs").selectAll(),
  filters: {
    uuid: { column: "model_program_runs.uuid", is: "equal" },
    model_program_uuid: { column: "model_program_runs.model_program_uuid", is: "equal" },
    status: { column: "model_program_runs.status", is: "equal" },
    updated_before: { column: "model_program_runs.updated_at", is: "before" },
    updated_after: { column: "model_program_runs.updated_at", is: "after" },
  },
  sorts: {
    uuid: { column: "model_program_runs.uuid" },
    status: { column: "model_program_runs.status" },
    created_at: { column: "model_program_runs.created_at" },
    updated_at: { column: "model_program_runs.updated_at" },
  },
  default_sort: [{ column: "model_program_runs.updated_at", descending: true }],
});

export async function readRun(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<Run | undefined> {
  const [run] = await readRuns(db, customer_uuid, [uuid]);
  return run;
}

/** Newest first. */
export async function readRuns(
  db: Queries,
  customer_uuid: string,
  uuids: string[],
): Promise<Run[]> {
  const rows = await db
    .selectFrom("model_program_runs")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "in", uuids)
    .orderBy("created_at", "desc")
    .orderBy("uuid", "desc")
    .execute();
  return rows.map(runOf);
}

/** How many runs of a customer are under way. */
export async function countPreparing(db: Queries, customer_uuid: string): Promise<number> {
  const row = await db
    .selectFrom("model_program_runs")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where("status", "=", "preparing")
    .executeTakeFirst();
  return Number(row?.count ?? 0);
}

/** With the models that it is made from. */
export async function insertRun(tx: Tx, run: Run): Promise<void> {
  await tx
    .insertInto("model_program_runs")
    .values({
      ...run,
      parameters: JSON.stringify(run.parameters),
      plan: JSON.stringify(run.plan),
      operation_status: JSON.stringify(run.operation_status),
      repairs: JSON.stringify(run.repairs),
    })
    .execute();
  const { customer_uuid, uuid: model_program_run_uuid } = run;
  const inputs = Object.keys(run.plan.files).map((model_uuid) => ({
    ...{ customer_uuid, model_program_run_uuid },
    model_uuid,
  }));
  await tx.insertInto("model_program_run_inputs").values(inputs).execute();
}

export type RunChange = Partial<
  Pick<Run, "status" | "progress" | "model_uuid" | "failure_message" | "started_at" | "finished_at">
> &
  Partial<Pick<Run, "operation_status" | "repairs">> & { updated_at: string };

/** Changes a run that is under way; false where it has ended. */
export async function updatePreparing(
  tx: Tx,
  { customer_uuid, uuid }: Pick<Run, "customer_uuid" | "uuid">,
  { operation_status, repairs, ...change }: RunChange,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("model_program_runs")
    .set({
      ...change,
      ...(operation_status && { operation_status: JSON.stringify(operation_status) }),
      ...(repairs && { repairs: JSON.stringify(repairs) }),
    })
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .where("status", "=", "preparing")
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

export const runOf = (row: Row): Run => ({
  ...row,
  parameters: JSON.parse(row.parameters),
  plan: JSON.parse(row.plan),
  operation_status: JSON.parse(row.operation_status),
  repairs: JSON.parse(row.repairs),
});

/** The run as the compatible API shows it. */
export function runView(run: Run) {
  const { uuid, status, progress, model_uuid, failure_message, operation_status } = run;
  return { uuid, status, progress, model_uuid, failure_message, operation_status };
}

/** The run with all that is known of it. */
export function runDetailsView({ customer_uuid: _customer_uuid, plan: _plan, ...run }: Run) {
  return run;
}
