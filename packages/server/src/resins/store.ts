/** SQL of resins. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type ResinRow = Tables["resins"];

export async function insertResin(tx: Tx, row: ResinRow): Promise<void> {
  await tx.insertInto("resins").values(row).execute();
}

export async function updateResinRow(
  tx: Tx,
  uuid: string,
  changes: Partial<ResinRow> & { updated_at: string },
): Promise<void> {
  await tx.updateTable("resins").set(changes).where("uuid", "=", uuid).execute();
}

export async function readResin(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("resins")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

export async function readResinByName(db: Queries, customer_uuid: string, name: string) {
  return db
    .selectFrom("resins")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("name", "=", name)
    .executeTakeFirst();
}

/** Whether any resin was ever entered. */
export async function keepsResins(db: Queries, customer_uuid: string): Promise<boolean> {
  const row = await db
    .selectFrom("resins")
    .select("uuid")
    .where("customer_uuid", "=", customer_uuid)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

export const RESINS_LIST = listSpec({
  operation_id: "getResins",
  table: "resins",
  select: (db) => db.selectFrom("resins").selectAll(),
  filters: {
    uuid: { column: "resins.uuid", is: "equal" },
    name: { column: "resins.name", is: "equal" },
    status: { column: "resins.status", is: "equal" },
  },
  sorts: {
    uuid: { column: "resins.uuid" },
    name: { column: "resins.name" },
    status: { column: "resins.status" },
    created_at: { column: "resins.created_at" },
    updated_at: { column: "resins.updated_at" },
  },
  default_sort: [{ column: "resins.name", descending: false }],
});

export function resinView({ customer_uuid: _customer, ...resin }: ResinRow) {
  return resin;
}
