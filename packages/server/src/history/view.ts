/** Events as the interface shows them. */
import type { Event as EventView } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import type { Event } from "../platform/events.ts";
import { readActorNames } from "./store.ts";

/** What acts by itself, for people. */
const NAMES: Record<string, string> = {
  link: "Bearer of a signed address",
  "server:dispatch": "Dispatcher",
  "server:documents": "Documents",
  "server:jobs": "Background work",
  "server:packing": "Packing",
  "server:retention": "Retention",
  "server:sandbox": "Sandbox",
};

/** With actors named as they are called today; who is gone keeps the name of the record. */
export async function eventViews(
  db: Queries,
  customer_uuid: string,
  events: Event[],
): Promise<EventView[]> {
  const actors = [...new Set(events.map((event) => event.actor))];
  const names = await readActorNames(db, customer_uuid, actors);
  return events.map(({ seq, at, actor, noun, uuid, what, details }) => {
    const actor_name = names.get(actor) ?? NAMES[actor] ?? actor;
    return { seq, at, actor, actor_name, noun, uuid, what, details };
  });
}
