/** SQL of the record of what happened: reading only; platform/events.ts appends. */
import type { Queries } from "../platform/db/db.ts";
import type { Event } from "../platform/events.ts";
import { listSpec } from "../platform/http/list.ts";

export const EVENTS_LIST = listSpec({
  operation_id: "getEvents",
  table: "events",
  unique: "seq",
  select: (db) => db.selectFrom("events").selectAll(),
  filters: {
    noun: { column: "events.noun", is: "equal" },
    uuid: { column: "events.uuid", is: "equal" },
    actor: { column: "events.actor", is: "equal" },
    what: { column: "events.what", is: "equal" },
    after: { column: "events.at", is: "after" },
    before: { column: "events.at", is: "before" },
  },
  sorts: { at: { column: "events.at" } },
  default_sort: [{ column: "events.at", descending: true }],
});

/** What people call the keys and users among the actors, by actor. */
export async function readActorNames(db: Queries, customer_uuid: string, actors: string[]) {
  const named = (kind: string) =>
    actors.flatMap((actor) => (actor.startsWith(kind) ? [actor.slice(kind.length)] : []));
  const [client_ids, user_uuids] = [named("key:"), named("user:")];
  const names = new Map<string, string>();
  if (client_ids.length > 0) {
    const keys = await db
      .selectFrom("api_keys")
      .innerJoin("users", "users.uuid", "api_keys.user_uuid")
      .where("api_keys.customer_uuid", "=", customer_uuid)
      .where("api_keys.client_id", "in", client_ids)
      .select(["api_keys.client_id", "api_keys.name", "users.name as user_name"])
      .execute();
    for (const { client_id, name, user_name } of keys) {
      names.set(`key:${client_id}`, `${user_name}, by the key "${name}"`);
    }
  }
  if (user_uuids.length > 0) {
    const users = await db
      .selectFrom("users")
      .where("customer_uuid", "=", customer_uuid)
      .where("uuid", "in", user_uuids)
      .select(["uuid", "name"])
      .execute();
    for (const { uuid, name } of users) names.set(`user:${uuid}`, name);
  }
  return names;
}

/** Events of one thing, or of several that belong together, oldest first. */
export async function readEventsOf(
  db: Queries,
  customer_uuid: string,
  uuids: string[],
  limit: number,
): Promise<Event[]> {
  const rows = await db
    .selectFrom("events")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "in", uuids)
    // Printers and the like are told of too often to be read whole.
    .where("what", "<>", "reported")
    .orderBy("at")
    .orderBy("seq")
    .limit(limit)
    .execute();
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
}
