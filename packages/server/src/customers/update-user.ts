/** Changes a user's name, role or status. What a user may do follows at once. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { endSessionsOf } from "./end-sessions.ts";
import { countOtherAdmins, readUser, type UserRow, updateUserRow } from "./store.ts";

export type UserChange = {
  customer_uuid: string;
  uuid: string;
  /** Keys left out stay as they are. */
  set: Partial<Pick<UserRow, "name" | "role" | "status">>;
  actor: string;
  at: string;
};

/** What is so already changes nothing. Throws not_found, user_removed, admin_needed. */
export async function updateUser(tx: Tx, change: UserChange): Promise<UserRow> {
  const { customer_uuid, uuid, set, actor, at } = change;
  const user = await readUser(tx, customer_uuid, uuid);
  if (!user) throw new Problem("not_found", `There is no user ${uuid}.`);
  if (user.status === "removed") throw new Problem("user_removed", `${user.name} was removed.`);
  const { name = user.name, role = user.role, status = user.status } = set;
  const next = { name, role, status };
  const changed = (["name", "role", "status"] as const).filter((key) => next[key] !== user[key]);
  if (changed.length === 0) return user;
  if (role !== "ADMIN" || status !== "active") await checkOtherAdmin(tx, user);
  await updateUserRow(tx, customer_uuid, uuid, { ...next, updated_at: at });
  if (status === "disabled") {
    await endSessionsOf(tx, user, { actor, at, reason: "user disabled" });
  }
  const details = Object.fromEntries(
    changed.map((key) => [key, { from: user[key], to: next[key] }]),
  );
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "users",
    uuid,
    what: "updated",
    details,
  });
  return { ...user, ...next, updated_at: at };
}

/** Throws admin_needed where the user is the last one who can set anything up. */
export async function checkOtherAdmin(tx: Tx, user: UserRow): Promise<void> {
  if (user.role !== "ADMIN" || user.status !== "active") return;
  if ((await countOtherAdmins(tx, user.customer_uuid, user.uuid)) > 0) return;
  throw new Problem("admin_needed", `${user.name} is the last active ADMIN; make another first.`);
}
