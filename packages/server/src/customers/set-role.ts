/** Gives a user another role. The API keys of one who is no longer ADMIN stop working at once. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type Role, readUser, updateRole } from "./store.ts";

export type RoleChange = {
  customer_uuid: string;
  user_uuid: string;
  role: Role;
  actor: string;
  at: string;
};

/** Sets the role; the same role again changes nothing. Throws not_found. */
export async function setRole(tx: Tx, change: RoleChange): Promise<void> {
  const { customer_uuid, user_uuid, role, actor, at } = change;
  const user = await readUser(tx, customer_uuid, user_uuid);
  if (!user) throw new Problem("not_found", `There is no user ${user_uuid}.`);
  if (user.role === role) return;
  await updateRole(tx, customer_uuid, user_uuid, { role, updated_at: at });
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "users",
    uuid: user_uuid,
    what: "role_changed",
    details: { role: { from: user.role, to: role } },
  });
}
