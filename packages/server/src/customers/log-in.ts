/** Logs somebody in by e-mail address and password. */
import { Problem } from "@vatline/api";
import type { Guesses } from "../platform/auth/guesses.ts";
import type { Passwords } from "../platform/auth/password.ts";
import type { Deps } from "../platform/deps.ts";
import type { Client } from "../platform/http/route.ts";
import { type BegunSession, beginSession } from "./begin-session.ts";
import { normalizeEmail } from "./email.ts";
import { readUser, readUserByEmail } from "./store.ts";

/** What the check of passwords stands on. */
export type Guard = { passwords: Passwords; guesses: Guesses };

/**
 * Says the same, after the same work, of a wrong password, an unknown address and a user who may
 * not enter. Throws login_refused, too_many_requests, overloaded.
 */
export async function logIn(
  deps: Pick<Deps, "db" | "clock" | "ids">,
  { passwords, guesses }: Guard,
  login: { email: string; password: string },
  client: Client,
): Promise<BegunSession> {
  const email = normalizeEmail(login.email);
  guesses.begin(client.address, email);
  const user = await readUserByEmail(deps.db.read, email);
  const right = await passwords.verify(login.password, user?.password_hash ?? null);
  if (!user || !right) throw refused();
  const begun = await deps.db.transaction(async (tx) => {
    const now = await readUser(tx, user.customer_uuid, user.uuid);
    const unchanged = now?.password_hash === user.password_hash;
    if (!unchanged || now.status !== "active") throw refused();
    return beginSession(tx, deps, now, client);
  });
  guesses.forgive(client.address, email);
  return begun;
}

function refused(): Problem {
  return new Problem("login_refused", "E-mail address and password do not belong together.");
}
