/** SQL of applications: the shared folders that models, parts and builds lie in. */
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type ApplicationRow = Tables["applications"];

/** How many a customer may have that are not archived: /v1 lists them in one answer. */
export const APPLICATIONS_MAX = 1000;

export const APPLICATIONS_LIST = listSpec({
  operation_id: "getApplicationSetups",
  table: "applications",
  select: (db) => db.selectFrom("applications").selectAll(),
  filters: {
    uuid: { column: "applications.uuid", is: "equal" },
    name: { column: "applications.name", is: "equal" },
    archived: {
      where: ([archived]) =>
        archived === "true" ? sql`archived_at is not null` : sql`archived_at is null`,
    },
  },
  sorts: {
    uuid: { column: "applications.uuid" },
    name: { column: "applications.name" },
    created_at: { column: "applications.created_at" },
  },
  default_sort: [{ column: "applications.name", descending: false }],
});

/** The applications of a customer that are not archived, by uuid ascending. */
export async function readApplications(db: Queries, customer_uuid: string) {
  return db
    .selectFrom("applications")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("archived_at", "is", null)
    .orderBy("uuid")
    .limit(APPLICATIONS_MAX)
    .execute();
}

export async function readApplication(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("applications")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

export async function insertApplication(tx: Tx, row: ApplicationRow): Promise<void> {
  await tx.insertInto("applications").values(row).execute();
}

export async function updateApplicationRow(tx: Tx, row: ApplicationRow): Promise<void> {
  await tx
    .updateTable("applications")
    .set(row)
    .where("customer_uuid", "=", row.customer_uuid)
    .where("uuid", "=", row.uuid)
    .execute();
}
