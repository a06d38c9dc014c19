/** Invites people: a link, good once and not for long, with which one sets a password. */
import { Problem } from "@vatline/api";
import { drawSecret, hashSecret } from "../platform/auth/secret.ts";
import { addSeconds, realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { normalizeEmail } from "./email.ts";
import { type Role, readUser, readUserByEmail } from "./store.ts";
import { type InvitationRow, insertInvitation, readOpenInvitations } from "./store-invitations.ts";
import { withdraw } from "./withdraw-invitation.ts";

const LINK_LIFE_S = 7 * 24 * 3600;
const OPEN_MAX = 100;

type Parts = Pick<Deps, "clock" | "ids">;

/** The token is told here and nowhere else. */
export type NewInvitation = { row: InvitationRow; token: string };

export type Invited = {
  customer_uuid: string;
  email: string;
  name: string;
  role: Role;
  actor: string;
};

/**
 * Invites a new user; an open invitation of the same e-mail address is withdrawn. An address that
 * is another customer's is told to who accepts, not to who invites. Throws email_taken,
 * invitations_too_many.
 */
export async function invite(tx: Tx, parts: Parts, invited: Invited): Promise<NewInvitation> {
  const email = normalizeEmail(invited.email);
  const user = await readUserByEmail(tx, email);
  if (user?.customer_uuid === invited.customer_uuid) {
    throw new Problem("email_taken", `${user.name} has the e-mail address ${email}.`);
  }
  return makeLink(tx, parts, { ...invited, email, user_uuid: null });
}

/** A link for a new password of a user. Throws not_found, user_removed, invitations_too_many. */
export async function inviteToResetPassword(
  tx: Tx,
  parts: Parts,
  { customer_uuid, user_uuid, actor }: { customer_uuid: string; user_uuid: string; actor: string },
): Promise<NewInvitation> {
  const user = await readUser(tx, customer_uuid, user_uuid);
  if (!user) throw new Problem("not_found", `There is no user ${user_uuid}.`);
  if (user.status === "removed") throw new Problem("user_removed", `${user.name} was removed.`);
  const { email, name, role } = user;
  return makeLink(tx, parts, { customer_uuid, email, name, role, actor, user_uuid });
}

async function makeLink(
  tx: Tx,
  { clock, ids }: Parts,
  { actor, ...invited }: Invited & { user_uuid: string | null },
): Promise<NewInvitation> {
  const { customer_uuid, email, role, user_uuid } = invited;
  const now = realNow(clock);
  const at = clock.now();
  for (const earlier of await readOpenInvitations(tx, customer_uuid, { now, email })) {
    await withdraw(tx, earlier, { now, at, actor });
  }
  const open = await readOpenInvitations(tx, customer_uuid, { now });
  if (open.length >= OPEN_MAX) {
    const detail = `${OPEN_MAX} invitations are open; withdraw some of them.`;
    throw new Problem("invitations_too_many", detail);
  }
  const token = drawSecret();
  const row: InvitationRow = {
    ...invited,
    uuid: ids.next(),
    token_hash: hashSecret(token),
    created_at: now,
    expires_at: addSeconds(now, LINK_LIFE_S),
    accepted_at: null,
    withdrawn_at: null,
  };
  await insertInvitation(tx, row);
  const what = user_uuid === null ? "created" : "created_for_password";
  const details = user_uuid === null ? { email, role } : { email, user_uuid };
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "invitations",
    uuid: row.uuid,
    what,
    details,
  });
  return { row, token };
}

/** Where the link leads. What follows # never reaches a server or its log. */
export function linkOf({ row, token }: NewInvitation, base_url: string): string {
  const purpose = row.user_uuid === null ? "invitation" : "password";
  return `${base_url}/invitation#${purpose}=${token}`;
}
