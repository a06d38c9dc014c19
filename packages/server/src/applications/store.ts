/** SQL of applications: the shared folders that models, parts and builds lie in. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type ApplicationRow = Tables["applications"];

/** Every application of a customer, by uuid ascending. */
export async function readApplications(db: Queries, customer_uuid: string) {
  return db
    .selectFrom("applications")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .orderBy("uuid")
    .limit(1000)
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
