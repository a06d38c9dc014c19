/**
 * Events as they happen, for any number of readers at any place of the history. A reader draws the
 * next ones itself, so a slow one is behind, and costs no memory; readers at the same place share
 * one query.
 */
import type { Queries } from "./db/db.ts";
import type { Deps } from "./deps.ts";
import { type Event, readEvents, readNewestSeq } from "./events.ts";
import { ringOrDelay } from "./jobs/bell.ts";

const PAGE = 500;
/** How late events of other processes are seen at most; those of this one are seen at once. */
const POLL_MS = 1000;
/** How far back a reader may begin. */
const BACKLOG_MAX = 10_000;

type FeedDeps = Pick<Deps, "db" | "committed" | "clock">;

export type Feed = {
  /** Where a reader begins who asks for what is after `seq`, or, with null, for what is to come. */
  begin(customer_uuid: string, seq: number | null): Promise<{ after_seq: number; gap: boolean }>;
  /** A customer's next events after `after_seq`, oldest first; none when there are none now. */
  next(customer_uuid: string, after_seq: number): Promise<Event[]>;
  /** Resolves when there may be more than when it was called, a second later at most. */
  more(): Promise<void>;
  /** Real time. */
  nowMs(): number;
};

export function openFeed({ db, committed, clock }: FeedDeps): Feed {
  const reading = new Map<string, Promise<Event[]>>();
  let waiting: Promise<void> | null = null;
  return {
    nowMs: () => clock.realNowMs(),
    begin: (customer_uuid, seq) => beginAt(db.read, customer_uuid, seq),
    next(customer_uuid, after_seq) {
      const key = `${customer_uuid} ${after_seq}`;
      const shared = reading.get(key);
      if (shared) return shared;
      const filter = { customer_uuid, after_seq, limit: PAGE };
      const read = readEvents(db.read, filter).finally(() => reading.delete(key));
      reading.set(key, read);
      return read;
    },
    more() {
      waiting ??= ringOrDelay(committed.next(), POLL_MS).finally(() => {
        waiting = null;
      });
      return waiting;
    },
  };
}

/** A place that never was, or lies too far back, is a gap: the reader must look for itself. */
async function beginAt(db: Queries, customer_uuid: string, seq: number | null) {
  const newest = await readNewestSeq(db, customer_uuid);
  if (seq === null) return { after_seq: newest, gap: false };
  const gap = seq > newest || (await isFar(db, customer_uuid, seq));
  return { after_seq: gap ? newest : seq, gap };
}

async function isFar(db: Queries, customer_uuid: string, seq: number): Promise<boolean> {
  const beyond = await db
    .selectFrom("events")
    .select("seq")
    .where("customer_uuid", "=", customer_uuid)
    .where("seq", ">", seq)
    .orderBy("seq")
    .offset(BACKLOG_MAX)
    .limit(1)
    .executeTakeFirst();
  return beyond !== undefined;
}
