/** Changes one's own password. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller, Client } from "../platform/http/route.ts";
import { invariant } from "../platform/invariant.ts";
import { type BegunSession, beginSession } from "./begin-session.ts";
import { endSessionsOf } from "./end-sessions.ts";
import type { Guard } from "./log-in.ts";
import { checkNewPassword } from "./password-rules.ts";
import { readUser, updateUserRow } from "./store.ts";

/**
 * Ends every session of the user, and begins a new one where a session asked. Guesses at the
 * present password count like those at the login. Throws password_wrong, input_invalid,
 * too_many_requests, overloaded.
 */
export async function changePassword(
  deps: Pick<Deps, "db" | "clock" | "ids">,
  { passwords, guesses }: Guard,
  change: { password: string; new_password: string },
  { caller, client }: { caller: Caller; client: Client },
): Promise<BegunSession | null> {
  const { customer_uuid, user_uuid, actor } = caller;
  const user = await readUser(deps.db.read, customer_uuid, user_uuid);
  invariant(user, "a caller is a user");
  checkNewPassword(change.new_password, { email: user.email, field: "new_password" });
  guesses.begin(client.address, user.email);
  if (!(await passwords.verify(change.password, user.password_hash))) throw wrong();
  guesses.forgive(client.address, user.email);
  const password_hash = await passwords.hash(change.new_password);
  return deps.db.transaction(async (tx) => {
    const now = await readUser(tx, customer_uuid, user_uuid);
    if (now?.password_hash !== user.password_hash || now.status !== "active") throw wrong();
    const at = deps.clock.now();
    await updateUserRow(tx, customer_uuid, user_uuid, { password_hash, updated_at: at });
    await endSessionsOf(tx, user, { actor, at, reason: "password changed" });
    const noun = "users";
    const what = "password_changed";
    await appendEvent(tx, { at, customer_uuid, actor, noun, uuid: user_uuid, what, details: {} });
    return caller.session ? beginSession(tx, deps, user, client) : null;
  });
}

function wrong(): Problem {
  return new Problem("password_wrong", "The present password is another one.");
}
