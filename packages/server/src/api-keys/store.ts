/** SQL of API keys. Of a key pair only the public half is here. */
import { type SqlBool, sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type ApiKeyRow = Tables["api_keys"];

/** A key with the name of its owner. */
export type OwnedKeyRow = ApiKeyRow & { user_name: string };

const withOwner = (db: Queries) =>
  db
    .selectFrom("api_keys")
    .innerJoin("users", (join) =>
      join
        .onRef("users.uuid", "=", "api_keys.user_uuid")
        .onRef("users.customer_uuid", "=", "api_keys.customer_uuid"),
    );

/** How keys stand at `now` (real time). */
const statusAt = (now: string) => sql<string>`case
  when api_keys.revoked_at is not null then 'revoked'
  when api_keys.expires_at <= ${now} then 'expired'
  else 'working' end`;

export const apiKeysList = (now: string) =>
  listSpec({
    operation_id: "getApiKeys",
    table: "api_keys",
    unique: "client_id",
    select: (db) => withOwner(db).selectAll("api_keys").select("users.name as user_name"),
    filters: {
      client_id: { column: "api_keys.client_id", is: "equal" },
      user_uuid: { column: "api_keys.user_uuid", is: "equal" },
      status: { where: (words) => sql<SqlBool>`${statusAt(now)} in (${sql.join(words)})` },
    },
    sorts: {
      client_id: { column: "api_keys.client_id" },
      name: { column: "api_keys.name" },
      created_at: { column: "api_keys.created_at" },
      last_used_at: { column: "api_keys.last_used_at", nullable: true },
      expires_at: { column: "api_keys.expires_at", nullable: true },
    },
    default_sort: [{ column: "api_keys.created_at", descending: true }],
  });

export async function insertApiKey(tx: Tx, row: ApiKeyRow): Promise<void> {
  await tx.insertInto("api_keys").values(row).execute();
}

/**
 * A key and its owner as they are now, by the `iss` of a token: the one question that is asked on
 * every request. It comes before the customer is known, so it names none.
 */
export async function readKeyAndOwner(db: Queries, client_id: string) {
  return withOwner(db)
    .where("api_keys.client_id", "=", client_id)
    .select([
      "api_keys.customer_uuid",
      "api_keys.client_id",
      "api_keys.public_key",
      "api_keys.expires_at",
      "api_keys.revoked_at",
      "api_keys.last_used_at",
      "users.uuid as user_uuid",
      "users.name as user_name",
      "users.role",
      "users.status",
    ])
    .executeTakeFirst();
}

export async function readApiKey(db: Queries, customer_uuid: string, client_id: string) {
  return withOwner(db)
    .selectAll("api_keys")
    .select("users.name as user_name")
    .where("api_keys.customer_uuid", "=", customer_uuid)
    .where("api_keys.client_id", "=", client_id)
    .executeTakeFirst();
}

/** How many keys of a customer work at `now`. */
export async function countWorkingKeys(db: Queries, customer_uuid: string, now: string) {
  const { count } = await db
    .selectFrom("api_keys")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("customer_uuid", "=", customer_uuid)
    .where(sql<SqlBool>`${statusAt(now)} = 'working'`)
    .executeTakeFirstOrThrow();
  return Number(count);
}

export async function updateApiKeyRow(
  tx: Tx,
  customer_uuid: string,
  client_id: string,
  changes: Pick<Partial<ApiKeyRow>, "name" | "expires_at" | "revoked_at">,
): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("client_id", "=", client_id)
    .execute();
}

/** Of any customers: what was in use within a minute is written together. */
export async function updateLastUsed(
  tx: Tx,
  client_ids: string[],
  last_used_at: string,
): Promise<void> {
  await tx
    .updateTable("api_keys")
    .set({ last_used_at })
    .where("client_id", "in", client_ids)
    .execute();
}
