/** Ends sessions: their cookies are refused from the next request on. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { deleteSessions, readSessionsOf, type SessionRow } from "./store-sessions.ts";

export type Ending = { actor: string; at: string; reason: string };

/** Ends the given sessions of one customer. */
export async function endSessions(
  tx: Tx,
  sessions: SessionRow[],
  { actor, at, reason }: Ending,
): Promise<void> {
  for (const { customer_uuid, uuid, user_uuid } of sessions) {
    await deleteSessions(tx, customer_uuid, [uuid]);
    const details = { user_uuid, reason };
    const noun = "sessions";
    await appendEvent(tx, { at, customer_uuid, actor, noun, uuid, what: "ended", details });
  }
}

/** Ends every session of a user. */
export async function endSessionsOf(
  tx: Tx,
  user: { customer_uuid: string; uuid: string },
  ending: Ending,
): Promise<void> {
  await endSessions(tx, await readSessionsOf(tx, user.customer_uuid, user.uuid), ending);
}

/** Ends one of the caller's own. Throws not_found. */
export async function endOwnSession(
  tx: Tx,
  caller: Pick<Caller, "customer_uuid" | "user_uuid" | "actor">,
  uuid: string,
  at: string,
): Promise<void> {
  const own = await readSessionsOf(tx, caller.customer_uuid, caller.user_uuid);
  const asked = own.filter((session) => session.uuid === uuid);
  if (asked.length === 0) throw new Problem("not_found", `You have no session ${uuid}.`);
  await endSessions(tx, asked, { actor: caller.actor, at, reason: "logged out" });
}
