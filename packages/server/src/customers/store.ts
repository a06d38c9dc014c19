/** SQL of customers and of their users. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type CustomerRow = Tables["customers"];
export type UserRow = Tables["users"];
export type Role = UserRow["role"];

export async function insertCustomer(tx: Tx, row: CustomerRow): Promise<void> {
  await tx.insertInto("customers").values(row).execute();
}

export async function insertUser(tx: Tx, row: UserRow): Promise<void> {
  await tx.insertInto("users").values(row).execute();
}

export async function readUser(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("users")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

export async function updateRole(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
  set: Pick<UserRow, "role" | "updated_at">,
): Promise<void> {
  await tx
    .updateTable("users")
    .set(set)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}
