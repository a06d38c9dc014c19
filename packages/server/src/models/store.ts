/** SQL of models. A model past its expires_at is not there any more for anybody. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";
import type { ModelReport } from "./report.ts";

export type ModelRow = Tables["models"];

/** Most models one look-up answers: 100 uuids and 100 external ids, some external ids repeated. */
const MODELS_FOUND_MAX = 1000;

export async function readModel(db: Queries, customer_uuid: string, uuid: string, now: string) {
  return db
    .selectFrom("models")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .where("expires_at", ">", now)
    .executeTakeFirst();
}

/** Models with one of the uuids or one of the external ids, newest first. */
export async function findModels(
  db: Queries,
  customer_uuid: string,
  wanted: { uuids: string[]; external_ids: string[] },
  now: string,
) {
  return db
    .selectFrom("models")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("expires_at", ">", now)
    .where((where) =>
      where.or([
        ...(wanted.uuids.length > 0 ? [where("uuid", "in", wanted.uuids)] : []),
        ...(wanted.external_ids.length > 0
          ? [where("external_id", "in", wanted.external_ids)]
          : []),
      ]),
    )
    .orderBy("created_at", "desc")
    .orderBy("uuid", "desc")
    .limit(MODELS_FOUND_MAX)
    .execute();
}

/** The list that versions before 0.4.7 had at the same address. */
export const modelsList = (now: string) =>
  listSpec({
    operation_id: "findModels",
    table: "models",
    select: (db) => db.selectFrom("models").selectAll().where("expires_at", ">", now),
    filters: {
      application_uuid: { column: "models.application_uuid", is: "equal" },
      filename: { column: "models.filename", is: "equal" },
      updated_before: { column: "models.updated_at", is: "before" },
      updated_after: { column: "models.updated_at", is: "after" },
    },
    sorts: {
      uuid: { column: "models.uuid" },
      updated_at: { column: "models.updated_at" },
      filename: { column: "models.filename" },
    },
    default_sort: [{ column: "models.updated_at", descending: true }],
  });

export async function insertModel(tx: Tx, row: ModelRow): Promise<void> {
  await tx.insertInto("models").values(row).execute();
}

/** The row as the compatible API shows it. */
export function modelView(row: ModelRow) {
  return {
    uuid: row.uuid,
    filename: row.filename,
    ...(row.external_id === null ? {} : { external_id: row.external_id }),
    application_uuid: row.application_uuid,
    ...(row.description === null ? {} : { description: row.description }),
    file_size_bytes: row.file_size_bytes,
    updated_at: row.updated_at,
    created_at: row.created_at,
    created_by: row.created_by,
  };
}

/** The report as /manage shows it. */
export function reportView(row: ModelRow) {
  const report: ModelReport = JSON.parse(row.report);
  const warnings = report.warnings.map(({ code, detail }) => ({ code, detail }));
  return { ...report, warnings };
}
