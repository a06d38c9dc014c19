/** SQL of invitations. Of a link's token only the hash is here. */
import { type SqlBool, sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";

export type InvitationRow = Tables["invitations"];

/** How invitations stand at `now` (real time), as the last one of these that is true. */
const statusAt = (now: string) => sql<string>`case
  when invitations.accepted_at is not null then 'accepted'
  when invitations.withdrawn_at is not null then 'withdrawn'
  when invitations.expires_at <= ${now} then 'expired'
  else 'open' end`;

export const invitationsList = (now: string) =>
  listSpec({
    operation_id: "getInvitations",
    table: "invitations",
    select: (db) => db.selectFrom("invitations").selectAll("invitations"),
    filters: {
      uuid: { column: "invitations.uuid", is: "equal" },
      email: { column: "invitations.email", is: "equal" },
      user_uuid: { column: "invitations.user_uuid", is: "equal" },
      status: { where: (words) => sql<SqlBool>`${statusAt(now)} in (${sql.join(words)})` },
    },
    sorts: {
      uuid: { column: "invitations.uuid" },
      email: { column: "invitations.email" },
      created_at: { column: "invitations.created_at" },
      expires_at: { column: "invitations.expires_at" },
    },
    default_sort: [{ column: "invitations.created_at", descending: true }],
  });

export async function insertInvitation(tx: Tx, row: InvitationRow): Promise<void> {
  await tx.insertInto("invitations").values(row).execute();
}

export async function readInvitation(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("invitations")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

/** Of any customer: who holds the token is not known yet. */
export async function readInvitationByToken(db: Queries, token_hash: string) {
  return db
    .selectFrom("invitations")
    .selectAll()
    .where("token_hash", "=", token_hash)
    .executeTakeFirst();
}

/** Those that could be accepted at `now`; of one e-mail address where it is given. */
export async function readOpenInvitations(
  db: Queries,
  customer_uuid: string,
  { now, email }: { now: string; email?: string },
) {
  const open = db
    .selectFrom("invitations")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("accepted_at", "is", null)
    .where("withdrawn_at", "is", null)
    .where("expires_at", ">", now);
  return (email === undefined ? open : open.where("email", "=", email)).execute();
}

export async function updateInvitation(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
  changes: Pick<Partial<InvitationRow>, "accepted_at" | "withdrawn_at" | "user_uuid">,
): Promise<void> {
  await tx
    .updateTable("invitations")
    .set(changes)
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}
