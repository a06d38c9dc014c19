/** Rows as they were at a time: what is in the table now, with the later events undone. */
import type { Changed, Event } from "../platform/events.ts";
import { idOf, type NounSpec, type Row } from "./relations.ts";

/** What an event says of printed parts that changed together; without uuids, of all in `from`. */
type Group = Record<string, unknown> & { uuids?: string[]; status?: Changed };

/** Undoes `later` events, given oldest first, and forgets what was not known at `at` yet. */
export function rowAsOf(noun: string, spec: NounSpec, row: Row, later: Event[], at: string): Row {
  const then = { ...row };
  for (const event of later.toReversed()) {
    if (isOf(event, noun, spec, row)) undo(then, event.details);
    if (noun === "printed_parts") {
      for (const group of groupsOf(event)) if (concerns(group, then)) undo(then, group);
    }
  }
  for (const [column, value] of Object.entries(then)) {
    if (column === "expires_at") continue;
    if (column.endsWith("_at") && typeof value === "string" && value > at) then[column] = null;
  }
  if (then.finished_at === null) for (const column of spec.facts_at_end ?? []) then[column] = null;
  return then;
}

function isOf(event: Event, noun: string, spec: NounSpec, row: Row): boolean {
  const { told_as } = spec;
  if (!told_as) return event.noun === noun && event.uuid === idOf(spec, row);
  const { detail } = told_as;
  const is_of_whole = event.noun === told_as.noun && event.uuid === row[told_as.uuid];
  return is_of_whole && event.details[detail] === row[detail];
}

function undo(row: Row, changes: Record<string, unknown>): void {
  for (const [column, change] of Object.entries(changes)) {
    if (column in row && isChanged(change)) row[column] = change.from;
  }
}

function isChanged(value: unknown): value is Changed {
  return typeof value === "object" && value !== null && "from" in value && "to" in value;
}

function concerns({ uuids, status }: Group, row: Row): boolean {
  return uuids ? uuids.includes(String(row.uuid)) : status?.to === row.status;
}

function groupsOf({ details }: Event): Group[] {
  const { printed_parts } = details;
  return Array.isArray(printed_parts) ? printed_parts : [];
}

/** Lists in details that may name one piece of many, and how an entry of them names it. */
const LISTS: Record<string, (entry: unknown, uuid: string, print_uuid: unknown) => boolean> = {
  further: (entry, uuid) => entry === uuid,
  replacements: (entry, uuid) => Object.values(Object(entry)).includes(uuid),
  prints: (entry, _uuid, print_uuid) => Object(entry).uuid === print_uuid,
};

/**
 * The event as far as it concerns one printed part; null when it does not: when it is of a print or
 * print order that had to do with other pieces alone.
 */
export function eventFor(part: Row, event: Event): Event | null {
  const uuid = String(part.uuid);
  const details = { ...event.details };
  let named = [part.print_uuid, part.print_order_uuid].includes(event.uuid);
  for (const [list, names] of Object.entries(LISTS)) {
    const entries = details[list];
    if (!Array.isArray(entries)) continue;
    const own = entries.filter((entry) => names(entry, uuid, part.print_uuid));
    if (list !== "prints" && own.length > 0) named = true;
    if (own.length > 0) details[list] = own;
    else delete details[list];
  }
  const groups = groupsOf(event).filter(({ uuids }) => !uuids || uuids.includes(uuid));
  if (groups.some(({ uuids }) => uuids)) named = true;
  if (groups.length > 0) {
    details.printed_parts = groups.map((group) =>
      group.uuids ? { ...group, uuids: [uuid] } : group,
    );
  } else delete details.printed_parts;
  const of_many = event.noun === "prints" || event.noun === "print_orders";
  return of_many && !named ? null : { ...event, details };
}
