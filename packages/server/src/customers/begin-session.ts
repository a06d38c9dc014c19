/** Begins a session for somebody who has just proven who they are. */
import { csrfTokenOf, drawSecret, hashSecret } from "../platform/auth/secret.ts";
import { addSeconds, realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller, Client } from "../platform/http/route.ts";
import { endSessions } from "./end-sessions.ts";
import { insertSession, readSessionsOf } from "./store-sessions.ts";

export const SESSION_LIFE_S = 7 * 24 * 3600;
/** Without a request; sessions are seen to the minute. */
export const SESSION_IDLE_S = 12 * 3600;
const SESSIONS_MAX = 10;

export type BegunSession = {
  /** For the cookie; nobody can tell it again. */
  secret: string;
  who: Pick<Caller, "customer_uuid" | "user_uuid" | "session">;
};

/**
 * Draws a new secret every time, so that nobody can know it beforehand. Of more than ten sessions
 * of a user those unused for longest end.
 */
export async function beginSession(
  tx: Tx,
  { clock, ids }: Pick<Deps, "clock" | "ids">,
  user: { customer_uuid: string; uuid: string },
  client: Client,
): Promise<BegunSession> {
  const { customer_uuid, uuid: user_uuid } = user;
  const others = await readSessionsOf(tx, customer_uuid, user_uuid);
  const actor = `user:${user_uuid}`;
  const surplus = others.slice(SESSIONS_MAX - 1);
  await endSessions(tx, surplus, { actor, at: clock.now(), reason: "too many sessions" });

  const secret = drawSecret();
  const uuid = ids.next();
  const created_at = realNow(clock);
  const expires_at = addSeconds(created_at, SESSION_LIFE_S);
  await insertSession(tx, {
    customer_uuid,
    uuid,
    user_uuid,
    secret_hash: hashSecret(secret),
    ...client,
    created_at,
    seen_at: created_at,
    expires_at,
  });
  await appendEvent(tx, {
    at: clock.now(),
    customer_uuid,
    actor,
    noun: "sessions",
    uuid,
    what: "begun",
    details: { user_uuid, ...client },
  });
  const session = { uuid, csrf_token: csrfTokenOf(secret), expires_at };
  return { secret, who: { customer_uuid, user_uuid, session } };
}
