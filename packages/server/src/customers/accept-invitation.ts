/** Accepts an invitation: a new user, or a new password of one; logged in either way. */
import { Problem } from "@vatline/api";
import { hashSecret } from "../platform/auth/secret.ts";
import { realNow } from "../platform/clock.ts";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Client } from "../platform/http/route.ts";
import { type BegunSession, beginSession } from "./begin-session.ts";
import { createUser } from "./create-user.ts";
import { endSessionsOf } from "./end-sessions.ts";
import type { Guard } from "./log-in.ts";
import { checkNewPassword } from "./password-rules.ts";
import { countUsers, readUser, readUserByEmail, type UserRow, updateUserRow } from "./store.ts";
import {
  type InvitationRow,
  readInvitationByToken,
  updateInvitation,
} from "./store-invitations.ts";
import { invitationStatus } from "./view.ts";

const USERS_MAX = 1000;

export type Acceptance = { token: string; password: string; name?: string };

type Parts = Pick<Deps, "db" | "clock" | "ids">;

/**
 * Uses the link up. Nothing slow happens for a token that is not good, and tokens that are not
 * count like wrong passwords. Throws invitation_invalid, email_taken, users_too_many,
 * input_invalid, too_many_requests, overloaded.
 */
export async function acceptInvitation(
  parts: Parts,
  { passwords, guesses }: Guard,
  acceptance: Acceptance,
  client: Client,
): Promise<BegunSession> {
  guesses.begin(client.address);
  const { email } = await readOpen(parts.db.read, parts, acceptance.token);
  guesses.forgive(client.address, email);
  checkNewPassword(acceptance.password, { email, field: "password" });
  const password_hash = await passwords.hash(acceptance.password);
  return parts.db.transaction(async (tx) => {
    const row = await readOpen(tx, parts, acceptance.token);
    const user =
      row.user_uuid === null
        ? await enter(tx, parts, row, { ...acceptance, password_hash })
        : await setPassword(tx, parts, row, password_hash);
    await close(tx, parts, row, user);
    return beginSession(tx, parts, user, client);
  });
}

async function readOpen(db: Queries, { clock }: Parts, token: string): Promise<InvitationRow> {
  const row = await readInvitationByToken(db, hashSecret(token));
  const status = row ? invitationStatus(row, realNow(clock)) : "unknown";
  if (row && status === "open") return row;
  const reasons: Record<string, string> = {
    unknown: "The link is not one of this server.",
    accepted: "The link was used already.",
    withdrawn: "The link was withdrawn.",
    expired: `The link was good until ${row?.expires_at}.`,
  };
  throw invalid(reasons[status]);
}

async function enter(
  tx: Tx,
  { clock, ids }: Parts,
  row: InvitationRow,
  { name = row.name, password_hash }: { name?: string; password_hash: string },
): Promise<UserRow> {
  const { customer_uuid, email, role } = row;
  if (await readUserByEmail(tx, email)) {
    throw new Problem("email_taken", `Somebody has the e-mail address ${email} already.`);
  }
  if ((await countUsers(tx, customer_uuid)) >= USERS_MAX) {
    throw new Problem("users_too_many", `The customer has ${USERS_MAX} users already.`);
  }
  const at = clock.now();
  const uuid = ids.next();
  const user = { customer_uuid, uuid, email, name, role, password_hash, at };
  return createUser(tx, { ...user, actor: `user:${uuid}` });
}

async function setPassword(
  tx: Tx,
  { clock }: Parts,
  { customer_uuid, user_uuid }: InvitationRow,
  password_hash: string,
): Promise<UserRow> {
  const user = await readUser(tx, customer_uuid, user_uuid ?? "");
  if (user?.status !== "active") throw invalid("The user may not enter any more.");
  const at = clock.now();
  const actor = `user:${user.uuid}`;
  await updateUserRow(tx, customer_uuid, user.uuid, { password_hash, updated_at: at });
  await endSessionsOf(tx, user, { actor, at, reason: "password changed" });
  const noun = "users";
  const what = "password_changed";
  await appendEvent(tx, { at, customer_uuid, actor, noun, uuid: user.uuid, what, details: {} });
  return user;
}

async function close(tx: Tx, { clock }: Parts, row: InvitationRow, user: UserRow): Promise<void> {
  const { customer_uuid, uuid } = row;
  const changes = { accepted_at: realNow(clock), user_uuid: user.uuid };
  await updateInvitation(tx, customer_uuid, uuid, changes);
  await appendEvent(tx, {
    at: clock.now(),
    customer_uuid,
    actor: `user:${user.uuid}`,
    noun: "invitations",
    uuid,
    what: "accepted",
    details: { email: row.email, user_uuid: user.uuid },
  });
}

function invalid(detail: string): Problem {
  return new Problem("invitation_invalid", detail);
}
