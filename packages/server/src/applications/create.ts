/** Makes an application. */
import type { ApplicationRequest } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { checkName, checkRoom } from "./room.ts";
import { type ApplicationRow, insertApplication } from "./store.ts";
import { dropDefault } from "./update.ts";

/** Throws name_taken and limit_reached. */
export async function createApplication(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  { name, description = null, is_default = false }: ApplicationRequest,
): Promise<ApplicationRow> {
  const row: ApplicationRow = {
    customer_uuid,
    uuid: deps.ids.next(),
    name,
    description,
    created_at: deps.clock.now(),
    is_default: Number(is_default),
    archived_at: null,
  };
  return deps.db.transaction(async (tx) => {
    await checkRoom(tx, customer_uuid);
    await checkName(tx, row);
    if (is_default) await dropDefault(tx, { customer_uuid, actor, at: row.created_at });
    await insertApplication(tx, row);
    await appendEvent(tx, {
      at: row.created_at,
      customer_uuid,
      actor,
      noun: "applications",
      uuid: row.uuid,
      what: "created",
      details: { name, is_default },
    });
    return row;
  });
}
