/**
 * The one history. Live updates, webhooks and the audit log all read it; nothing else keeps a
 * second one, and no row is ever altered.
 */
import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import type { Queries, Tx } from "./db/db.ts";
import { dialectOf } from "./db/dialect.ts";

export type NewEvent = {
  /** Domain time of the change. */
  at: string;
  customer_uuid: string;
  /** "key:<client_id>", "user:<uuid>", or the part of the server that acted by itself. */
  actor: string;
  /** Table of what changed, such as "part_orders", and its uuid; printers go by serial. */
  noun: string;
  uuid: string;
  /** The change as a past participle, such as "created". */
  what: string;
  details: Record<string, unknown>;
};

export type Event = NewEvent & { seq: number };

/** How `details` tell a changed field, so that what it was can be read back. */
export type Changed<T = unknown> = { from: T; to: T };

/** Every field given in `after` that differs from `before`, as details tell it; {}: none does. */
export function changesOf<Row extends object>(
  before: Row,
  after: Partial<Row>,
): Record<string, Changed> {
  const changes: Record<string, Changed> = {};
  for (const field of Object.keys(after) as (keyof Row & string)[]) {
    const [from, to] = [before[field], after[field]];
    if (to !== undefined && !isDeepStrictEqual(from, to)) changes[field] = { from, to };
  }
  return changes;
}

const EVENTS_READ_MAX = 1000;

/** Rows in one statement: bounds how long one statement holds the event loop on SQLite. */
const CHUNK = 100;

/**
 * Appends one row in the transaction of the change itself. Events become visible in the order of
 * their `seq`, so a reader that has seen one has missed none before it. On PostgreSQL this makes
 * transactions wait for each other from their first event on: append late.
 */
export async function appendEvent(tx: Tx, event: NewEvent): Promise<void> {
  await appendEvents(tx, [event]);
}

/** As appendEvent, for a change of many things at once; their order is kept. */
export async function appendEvents(tx: Tx, events: readonly NewEvent[]): Promise<void> {
  const { event_order_lock } = dialectOf(tx);
  if (event_order_lock !== null) await sql.raw(event_order_lock).execute(tx);
  for (let from = 0; from < events.length; from += CHUNK) {
    const chunk = events.slice(from, from + CHUNK);
    const rows = chunk.map((event) => ({ ...event, details: JSON.stringify(event.details) }));
    await tx.insertInto("events").values(rows).execute();
  }
}

/** A customer's events after `after_seq`, oldest first, at most `limit` (1000 at once). */
export async function readEvents(
  db: Queries,
  filter: {
    customer_uuid: string;
    after_seq?: number;
    /** Only those of one thing. */
    noun?: string;
    uuid?: string;
    limit?: number;
  },
): Promise<Event[]> {
  const { customer_uuid, after_seq = 0, noun, uuid, limit = EVENTS_READ_MAX } = filter;
  let query = db
    .selectFrom("events")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("seq", ">", after_seq)
    .orderBy("seq")
    .limit(Math.min(limit, EVENTS_READ_MAX));
  if (noun !== undefined) query = query.where("noun", "=", noun);
  if (uuid !== undefined) query = query.where("uuid", "=", uuid);
  const rows = await query.execute();
  return rows.map((row) => ({ ...row, details: JSON.parse(row.details) }));
}

/** The seq of a customer's newest event; 0 when there is none. */
export async function readNewestSeq(db: Queries, customer_uuid: string): Promise<number> {
  const row = await db
    .selectFrom("events")
    .select("seq")
    .where("customer_uuid", "=", customer_uuid)
    .orderBy("seq", "desc")
    .limit(1)
    .executeTakeFirst();
  return row?.seq ?? 0;
}
