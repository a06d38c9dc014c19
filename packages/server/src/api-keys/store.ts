/** SQL of API keys. Of a key pair only the public half is here. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";

export type ApiKeyRow = Tables["api_keys"];

export async function insertApiKey(tx: Tx, row: ApiKeyRow): Promise<void> {
  await tx.insertInto("api_keys").values(row).execute();
}

/**
 * A key and its owner as they are now, by the `iss` of a token: the one question that is asked on
 * every request. It comes before the customer is known, so it names none.
 */
export async function readKeyAndOwner(db: Queries, client_id: string) {
  return db
    .selectFrom("api_keys")
    .innerJoin("users", (join) =>
      join
        .onRef("users.uuid", "=", "api_keys.user_uuid")
        .onRef("users.customer_uuid", "=", "api_keys.customer_uuid"),
    )
    .where("api_keys.client_id", "=", client_id)
    .select([
      "api_keys.customer_uuid",
      "api_keys.client_id",
      "api_keys.public_key",
      "api_keys.expires_at",
      "api_keys.revoked_at",
      "users.uuid as user_uuid",
      "users.name as user_name",
      "users.role",
    ])
    .executeTakeFirst();
}

export async function readApiKey(db: Queries, customer_uuid: string, client_id: string) {
  return db
    .selectFrom("api_keys")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("client_id", "=", client_id)
    .executeTakeFirst();
}

export async function updateRevoked(
  tx: Tx,
  customer_uuid: string,
  client_id: string,
  revoked_at: string,
): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ revoked_at })
    .where("customer_uuid", "=", customer_uuid)
    .where("client_id", "=", client_id)
    .execute();
}
