/**
 * Seals events soon after they are committed. Chaining them as they are appended would make every
 * two writers of a customer conflict on PostgreSQL; see docs/decisions/0015.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import { secretOf } from "../platform/settings.ts";
import { hashOf, NO_HASH, type SealHead, type StoredEvent, signatureOf } from "./chain.ts";
import {
  hasSeals,
  insertSeals,
  readHead,
  readSealedSeq,
  readUnsealed,
  writeHead,
} from "./store-seals.ts";

const BATCH = 500;
/** Real time from one round to the next: a busy shop pays for one commit more in that time. */
const PACE_MS = 250;
/** No signature of ours. */
const UNSOUND = "";
const TROUBLE_PAUSE_MS = 5000;

export type Sealer = {
  /** Seals everything that is committed by now, and answers the secret it was sealed with. */
  sealPending(): Promise<string>;
  /** Seals the rest and ends. */
  close(): Promise<void>;
};

/** Begins to seal what is appended from now on, and what was left when the server last ended. */
export function openSealer(deps: SealDeps): Sealer {
  const stopping = new AbortController();
  let secret: Promise<string> | undefined;
  let pending = Promise.resolve("");

  const sealAll = async () => {
    secret ??= secretOf(deps.db, "history");
    const key = await secret;
    for (;;) if ((await sealBatch(deps, key)) < BATCH) return key;
  };
  // One round at a time, so that rounds of one process never conflict.
  const sealPending = () => {
    pending = pending.then(sealAll, sealAll);
    return pending;
  };
  let wake = () => {};
  /** Until something was committed or the sealer is closed. */
  const something = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    wake = resolve;
    deps.committed.next().then(resolve);
    return promise;
  };
  const running = runRounds(deps, sealPending, something, stopping.signal);

  return {
    sealPending,
    async close() {
      stopping.abort();
      wake();
      await running;
      await sealPending().catch((error) => note(deps, error));
    },
  };
}

type SealDeps = Pick<Deps, "db" | "clock" | "log" | "committed">;

/** What is not sealed now is sealed later, by this process or the next. */
function note({ log }: SealDeps, error: unknown): void {
  log.error({ error }, "the history could not be sealed");
}

async function runRounds(
  deps: SealDeps,
  seal: () => Promise<unknown>,
  something: () => Promise<void>,
  stopping: AbortSignal,
): Promise<void> {
  while (!stopping.aborted) {
    const more = something();
    let pause_ms = PACE_MS;
    try {
      await seal();
    } catch (error) {
      note(deps, error);
      pause_ms = TROUBLE_PAUSE_MS;
    }
    if (!stopping.aborted) await more;
    await sleep(pause_ms, undefined, { signal: stopping }).catch(() => undefined);
  }
}

/** Seals the oldest events that are not, at most a batch of them, and answers how many. */
async function sealBatch({ db, clock }: SealDeps, secret: string): Promise<number> {
  const sealed_seq = await readSealedSeq(db.read);
  // Committed events are read aside: nothing that appends can conflict with this transaction.
  const events = await readUnsealed(db.read, sealed_seq, BATCH);
  if (events.length === 0) return 0;
  const sealed_at = new Date(clock.realNowMs()).toISOString();
  await db.transaction(async (tx) => {
    // Another process was faster; the next round goes on from there.
    if ((await readSealedSeq(tx)) !== sealed_seq) return;
    for (const [customer_uuid, own] of Map.groupBy(events, (event) => event.customer_uuid)) {
      const before = await readHead(tx, customer_uuid);
      // A head that was tampered with, or lost, is not made good by what comes after.
      const sound = before
        ? signatureOf(secret, before) === before.signature
        : !(await hasSeals(tx, customer_uuid));
      const { seals, head } = extend(secret, before, own, sealed_at);
      await insertSeals(tx, seals);
      await writeHead(tx, { ...head, signature: sound ? signatureOf(secret, head) : UNSOUND });
    }
  });
  return events.length;
}

/** The chain as it goes on from `before` with a customer's further events. */
function extend(
  secret: string,
  before: SealHead | undefined,
  events: StoredEvent[],
  sealed_at: string,
) {
  const last = events.at(-1);
  invariant(last, "there is something to seal");
  const { customer_uuid, seq } = last;
  let hash = before?.hash ?? NO_HASH;
  const seals = events.map((event) => {
    hash = hashOf(secret, hash, event);
    return { customer_uuid, seq: event.seq, hash };
  });
  const event_count = (before?.event_count ?? 0) + events.length;
  const head = { customer_uuid, seq, event_count, hash, sealed_at };
  return { seals, head };
}
