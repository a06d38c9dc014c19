/** SQL of customers and of their users. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type CustomerRow = Tables["customers"];
export type UserRow = Tables["users"];
export type Role = UserRow["role"];

export const USERS_LIST = listSpec({
  operation_id: "getUsers",
  table: "users",
  select: (db) => db.selectFrom("users").selectAll("users"),
  filters: {
    uuid: { column: "users.uuid", is: "equal" },
    email: { column: "users.email", is: "equal" },
    role: { column: "users.role", is: "equal" },
    status: { column: "users.status", is: "equal" },
  },
  sorts: {
    uuid: { column: "users.uuid" },
    name: { column: "users.name" },
    email: { column: "users.email" },
    role: { column: "users.role" },
    created_at: { column: "users.created_at" },
    updated_at: { column: "users.updated_at" },
  },
  default_sort: [{ column: "users.name", descending: false }],
});

export async function insertCustomer(tx: Tx, row: CustomerRow): Promise<void> {
  await tx.insertInto("customers").values(row).execute();
}

export async function readCustomer(db: Queries, uuid: string): Promise<CustomerRow> {
  return db.selectFrom("customers").selectAll().where("uuid", "=", uuid).executeTakeFirstOrThrow();
}

/** The customers of a server, at most `limit`; those of a uuid or name where it is given. */
export async function readCustomers(
  db: Queries,
  { uuid, name, limit }: { uuid?: string; name?: string; limit: number },
) {
  let query = db.selectFrom("customers").selectAll().orderBy("uuid").limit(limit);
  if (uuid !== undefined) query = query.where("uuid", "=", uuid);
  if (name !== undefined) query = query.where("name", "=", name);
  return query.execute();
}

export async function updateCustomerName(tx: Tx, uuid: string, name: string): Promise<void> {
  await tx.updateTable("customers").set({ name }).where("uuid", "=", uuid).execute();
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

/** Of any customer: an e-mail address is one user's on the whole server. */
export async function readUserByEmail(db: Queries, email: string) {
  return db.selectFrom("users").selectAll().where("email", "=", email).executeTakeFirst();
}

export async function updateUserRow(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
  changes: Partial<UserRow> & { updated_at: string },
): Promise<void> {
  await tx
    .updateTable("users")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}

/** How many active ADMINs there are beside one user. */
export async function countOtherAdmins(db: Queries, customer_uuid: string, uuid: string) {
  const { count } = await db
    .selectFrom("users")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "<>", uuid)
    .where("role", "=", "ADMIN")
    .where("status", "=", "active")
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many users a customer has, removed ones aside. */
export async function countUsers(db: Queries, customer_uuid: string) {
  const { count } = await db
    .selectFrom("users")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where("status", "<>", "removed")
    .executeTakeFirstOrThrow();
  return Number(count);
}
