/** Closes an application for new things, and opens it again. */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { applicationFor } from "./find.ts";
import { checkName, checkRoom } from "./room.ts";
import { type ApplicationRow, updateApplicationRow } from "./store.ts";

/** Throws not_found. */
export async function archiveApplication(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
): Promise<ApplicationRow> {
  const at = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const row = await applicationFor(tx, customer_uuid, uuid);
    if (row.archived_at !== null) return row;
    const archived = { ...row, archived_at: at, is_default: 0 };
    await updateApplicationRow(tx, archived);
    await appendEvent(tx, {
      at,
      customer_uuid,
      actor,
      noun: "applications",
      uuid,
      what: "archived",
      details: { was_default: row.is_default === 1 },
    });
    return archived;
  });
}

/** Throws not_found, and name_taken and limit_reached where there is no room for it now. */
export async function restoreApplication(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
): Promise<ApplicationRow> {
  const at = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const row = await applicationFor(tx, customer_uuid, uuid);
    if (row.archived_at === null) return row;
    await checkRoom(tx, customer_uuid);
    await checkName(tx, row);
    const restored = { ...row, archived_at: null };
    await updateApplicationRow(tx, restored);
    const changed = { at, customer_uuid, actor, noun: "applications", uuid };
    await appendEvent(tx, { ...changed, what: "restored", details: {} });
    return restored;
  });
}
