/** Customers, users, invitations and sessions as the interface shows them. */
import type { CurrentSession, Customer, Invitation, InvitationStatus, User } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import type { Caller } from "../platform/http/route.ts";
import { invariant } from "../platform/invariant.ts";
import { type CustomerRow, readCustomer, readUser, type UserRow } from "./store.ts";
import type { InvitationRow } from "./store-invitations.ts";

export function customerView({ uuid, name, created_at }: CustomerRow): Customer {
  return { uuid, name, created_at };
}

export function userView(row: UserRow): User {
  const { uuid, email, name, role, status, created_at, updated_at } = row;
  return { uuid, email, name, role, status, created_at, updated_at };
}

/** `now` is real time. */
export function invitationView(row: InvitationRow, now: string): Invitation {
  const { uuid, email, name, role, user_uuid, created_at, expires_at } = row;
  const status = invitationStatus(row, now);
  return { uuid, email, name, role, status, user_uuid, created_at, expires_at };
}

export function invitationStatus(row: InvitationRow, now: string): InvitationStatus {
  if (row.accepted_at !== null) return "accepted";
  if (row.withdrawn_at !== null) return "withdrawn";
  return row.expires_at <= now ? "expired" : "open";
}

/** Who is asking, with what the session's changes must carry. */
export async function currentSession(
  db: Queries,
  who: Pick<Caller, "customer_uuid" | "user_uuid" | "session">,
): Promise<CurrentSession> {
  const user = await readUser(db, who.customer_uuid, who.user_uuid);
  invariant(user, "a caller is a user");
  return {
    user: userView(user),
    customer: customerView(await readCustomer(db, who.customer_uuid)),
    session_uuid: who.session?.uuid ?? null,
    csrf_token: who.session?.csrf_token ?? null,
    expires_at: who.session?.expires_at ?? null,
  };
}
