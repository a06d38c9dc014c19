/** SQL of the keys that travelers are signed with. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type TravelerKeyRow = Tables["traveler_keys"];

/** All that a customer ever had, the latest first. */
export async function readTravelerKeys(db: Queries, customer_uuid: string) {
  return db
    .selectFrom("traveler_keys")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .orderBy("number", "desc")
    .execute();
}

export async function insertTravelerKey(tx: Tx, row: TravelerKeyRow): Promise<void> {
  await tx.insertInto("traveler_keys").values(row).execute();
}

/** Nothing can be signed with it any more: its private half is gone. */
export async function retireTravelerKey(
  tx: Tx,
  { customer_uuid, kid }: TravelerKeyRow,
  retired_at: string,
): Promise<void> {
  await tx
    .updateTable("traveler_keys")
    .set({ retired_at, private_key: null })
    .where("customer_uuid", "=", customer_uuid)
    .where("kid", "=", kid)
    .execute();
}
