/** Makes a user of a customer. */
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { normalizeEmail } from "./email.ts";
import { insertUser, type Role, type UserRow } from "./store.ts";

export type NewUser = {
  customer_uuid: string;
  uuid: string;
  /** Kept in lower case; no two users of the server share one. */
  email: string;
  name: string;
  role: Role;
  /** Null where the user cannot log in with a password. */
  password_hash?: string | null;
  actor: string;
  at: string;
};

/** Creates an active user. */
export async function createUser(tx: Tx, user: NewUser): Promise<UserRow> {
  const { at, actor, password_hash = null, ...rest } = user;
  const { customer_uuid, uuid, name, role } = rest;
  const email = normalizeEmail(rest.email);
  const life = { status: "active", created_at: at, updated_at: at } as const;
  const row: UserRow = { ...rest, email, password_hash, ...life };
  await insertUser(tx, row);
  const details = { name, email, role: { from: null, to: role } };
  const created = { at, actor, noun: "users", uuid, what: "created", details };
  await appendEvent(tx, { ...created, customer_uuid });
  return row;
}
