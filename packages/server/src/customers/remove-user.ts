/** Removes a user: kept for the history, able to do nothing. */
import { Problem } from "@vatline/api";
import { realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { placeholderEmail } from "./email.ts";
import { endSessionsOf } from "./end-sessions.ts";
import { readUser, type UserRow, updateUserRow } from "./store.ts";
import { readOpenInvitations } from "./store-invitations.ts";
import { checkOtherAdmin } from "./update-user.ts";
import { withdraw } from "./withdraw-invitation.ts";

/** A second time changes nothing. Throws not_found, admin_needed. */
export async function removeUser(
  tx: Tx,
  { clock }: Pick<Deps, "clock">,
  asked: { customer_uuid: string; uuid: string; actor: string },
): Promise<UserRow> {
  const { customer_uuid, uuid, actor } = asked;
  const user = await readUser(tx, customer_uuid, uuid);
  if (!user) throw new Problem("not_found", `There is no user ${uuid}.`);
  if (user.status === "removed") return user;
  await checkOtherAdmin(tx, user);
  const at = clock.now();
  const now = realNow(clock);
  const { email, name } = user;
  const changes = {
    status: "removed",
    email: placeholderEmail(uuid),
    password_hash: null,
    updated_at: at,
  } as const;
  await updateUserRow(tx, customer_uuid, uuid, changes);
  await endSessionsOf(tx, user, { actor, at, reason: "user removed" });
  for (const link of await readOpenInvitations(tx, customer_uuid, { now, email })) {
    await withdraw(tx, link, { now, at, actor });
  }
  const details = { email, name };
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "users",
    uuid,
    what: "removed",
    details,
  });
  return { ...user, ...changes };
}
