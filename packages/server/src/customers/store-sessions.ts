/** SQL of sessions. Of a session's secret only the hash is here. */
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type SessionRow = Tables["sessions"];

/** One user's own sessions that are not over. */
export const sessionsList = (user_uuid: string, limits: SessionLimits) =>
  listSpec({
    operation_id: "getSessions",
    table: "sessions",
    select: (db) =>
      db
        .selectFrom("sessions")
        .selectAll("sessions")
        .where("user_uuid", "=", user_uuid)
        .where("expires_at", ">", limits.now)
        .where("seen_at", ">", limits.idle_since),
    filters: { uuid: { column: "sessions.uuid", is: "equal" } },
    sorts: {
      uuid: { column: "sessions.uuid" },
      created_at: { column: "sessions.created_at" },
      seen_at: { column: "sessions.seen_at" },
    },
    default_sort: [{ column: "sessions.seen_at", descending: true }],
  });

/** A session lasts while it expires after `now` and was seen after `idle_since`. */
export type SessionLimits = { now: string; idle_since: string };

export async function insertSession(tx: Tx, row: SessionRow): Promise<void> {
  await tx.insertInto("sessions").values(row).execute();
}

/**
 * A session and its user as they are now: asked on every request under a cookie. It comes before
 * the customer is known, so it names none.
 */
export async function readSessionAndUser(db: Queries, secret_hash: string) {
  return db
    .selectFrom("sessions")
    .innerJoin("users", (join) =>
      join
        .onRef("users.uuid", "=", "sessions.user_uuid")
        .onRef("users.customer_uuid", "=", "sessions.customer_uuid"),
    )
    .where("sessions.secret_hash", "=", secret_hash)
    .select([
      "sessions.customer_uuid",
      "sessions.uuid",
      "sessions.user_uuid",
      "sessions.seen_at",
      "sessions.expires_at",
      "users.name as user_name",
      "users.role",
      "users.status",
    ])
    .executeTakeFirst();
}

/** All sessions of a user, the last used first. */
export async function readSessionsOf(db: Queries, customer_uuid: string, user_uuid: string) {
  return db
    .selectFrom("sessions")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("user_uuid", "=", user_uuid)
    .orderBy("seen_at", "desc")
    .orderBy("created_at", "desc")
    .orderBy("uuid", "desc")
    .execute();
}

export async function deleteSessions(tx: Tx, customer_uuid: string, uuids: string[]) {
  if (uuids.length === 0) return;
  await tx
    .deleteFrom("sessions")
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "in", uuids)
    .execute();
}

/** Of any customers: what was in use within a minute is written together. */
export async function updateSeen(tx: Tx, uuids: string[], seen_at: string): Promise<void> {
  await tx.updateTable("sessions").set({ seen_at }).where("uuid", "in", uuids).execute();
}
