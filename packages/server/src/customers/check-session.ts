/** Who is asking by a cookie: the session, and its user as of now. */
import { Problem } from "@vatline/api";
import { csrfTokenOf, hashSecret, isSameSecret } from "../platform/auth/secret.ts";
import { setSessionCookie } from "../platform/auth/session-cookie.ts";
import { addSeconds, realNow } from "../platform/clock.ts";
import type { Deps } from "../platform/deps.ts";
import type { Caller } from "../platform/http/route.ts";
import type { NoteUse } from "../platform/last-use.ts";
import { SESSION_IDLE_S } from "./begin-session.ts";
import { readSessionAndUser, type SessionLimits } from "./store-sessions.ts";

export type AskedByCookie = {
  secret: string;
  /** Null where the request changes nothing, and so needs no token. */
  csrf: { token: string | undefined } | null;
};

/**
 * One indexed query. Nothing is remembered between requests, so that a session that was ended, or
 * a user who was disabled, is refused at once. Throws session_ended, csrf_token_invalid.
 */
export async function checkSession(
  { db, clock, config }: Pick<Deps, "db" | "clock" | "config">,
  { secret, csrf }: AskedByCookie,
  noteUse: NoteUse,
): Promise<Caller> {
  const row = await readSessionAndUser(db.read, hashSecret(secret));
  const { now, idle_since } = sessionLimits(clock);
  const lasts = row && row.expires_at > now && row.seen_at > idle_since;
  if (!lasts || row.status !== "active") {
    const headers = setSessionCookie("", config.base_url, 0);
    throw new Problem("session_ended", "The session is over. Log in again.", { headers });
  }
  const csrf_token = csrfTokenOf(secret);
  if (csrf && !isSameSecret(csrf.token ?? "", csrf_token)) {
    const detail = "Send the csrf_token of the session in the header X-CSRF-Token.";
    throw new Problem("csrf_token_invalid", detail);
  }
  noteUse(row.uuid, row.seen_at);
  const { customer_uuid, user_uuid, user_name, role, uuid, expires_at } = row;
  const session = { uuid, csrf_token, expires_at };
  return { customer_uuid, user_uuid, user_name, role, session, actor: `user:${user_uuid}` };
}

/** Real time now, and since when a session must have been seen. */
export function sessionLimits(clock: Deps["clock"]): SessionLimits {
  const now = realNow(clock);
  return { now, idle_since: addSeconds(now, -SESSION_IDLE_S) };
}
