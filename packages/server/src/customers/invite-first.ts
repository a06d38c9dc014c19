/** Invites from the command line, where nobody is logged in: how the first person comes in. */
import type { Role } from "@vatline/api";
import { systemClock } from "../platform/clock.ts";
import { nextCount } from "../platform/counters.ts";
import type { Tx } from "../platform/db/db.ts";
import { type DbPlace, openDb } from "../platform/db/open.ts";
import type { Ids } from "../platform/ids.ts";
import { createIds } from "../platform/ids.ts";
import { StartError } from "../platform/start-error.ts";
import { createCustomer } from "./create.ts";
import { normalizeEmail } from "./email.ts";
import { invite, inviteToResetPassword, linkOf } from "./invite.ts";
import { type CustomerRow, readCustomers, readUserByEmail, type UserRow } from "./store.ts";

export type FirstInvitation = {
  email: string;
  role: Role;
  /** By name, made where there is none of it; may be absent where there is exactly one. */
  customer?: string | undefined;
  /** Where people reach the server. */
  base_url: string;
};

const ACTOR = "server:command-line";

/**
 * Answers the link; one for a new password where the e-mail address is a user's. A server may run
 * on the database meanwhile. Throws StartError where the customer is not clear, and the Problems of
 * an invitation.
 */
export async function inviteFirst(place: DbPlace, invitation: FirstInvitation): Promise<string> {
  const { role, base_url } = invitation;
  const email = normalizeEmail(invitation.email);
  const db = await openDb(place);
  try {
    return await db.transaction(async (tx) => {
      const boot = await nextCount(tx, "", "boots");
      const ids = createIds({ seed: null, boot, now: systemClock.now });
      const user = await readUserByEmail(tx, email);
      if (user) return linkOf(await resetOf(tx, ids, user), base_url);
      const { uuid: customer_uuid } = await readOrCreate(tx, ids, invitation.customer);
      const [name] = email.split("@");
      const invited = { customer_uuid, email, name, role, actor: ACTOR };
      return linkOf(await invite(tx, { clock: systemClock, ids }, invited), base_url);
    });
  } finally {
    await db.close();
  }
}

function resetOf(tx: Tx, ids: Ids, { customer_uuid, uuid }: UserRow) {
  const asked = { customer_uuid, user_uuid: uuid, actor: ACTOR };
  return inviteToResetPassword(tx, { clock: systemClock, ids }, asked);
}

async function readOrCreate(tx: Tx, ids: Ids, name: string | undefined): Promise<CustomerRow> {
  const [customer, other] = await readCustomers(tx, { ...(name && { name }), limit: 2 });
  if (other) {
    const which = name === undefined ? "" : ` of the name ${name}`;
    throw new StartError(`There are several customers${which}; name one with --customer.`);
  }
  if (customer) return customer;
  if (name === undefined)
    throw new StartError("There is no customer yet; name one with --customer.");
  const at = systemClock.now();
  return createCustomer(tx, { uuid: ids.next(), name, actor: ACTOR, at });
}
