/** Checks the chain over a customer's events from the first to the last. */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { EventsVerification } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { hashOf, NO_HASH, type SealHead, type StoredEvent, signatureOf } from "./chain.ts";
import { readHead, readSeals, readStored } from "./store-seals.ts";

/** Bounds how long one step holds the event loop. */
const STEP = 500;

type Fault = { first_broken_seq: number; reason: string };
type Seal = { seq: number; hash: string };

/**
 * Compares every event with its seal, and the end of the chain with its signature. Detects what was
 * altered, added, removed or reordered since it was sealed, the tail included.
 */
export async function verifyChain(
  db: Queries,
  customer_uuid: string,
  secret: string,
): Promise<EventsVerification> {
  const head = await readHead(db, customer_uuid);
  const fault = await faultOf(db, customer_uuid, head, secret);
  return {
    intact: fault === null,
    event_count: head?.event_count ?? 0,
    last_seq: head?.seq ?? 0,
    first_broken_seq: fault?.first_broken_seq ?? null,
    reason: fault?.reason ?? null,
    hash: head?.hash ?? NO_HASH,
    ...(head && { sealed_at: head.sealed_at }),
  };
}

async function faultOf(
  db: Queries,
  customer_uuid: string,
  head: SealHead | undefined,
  secret: string,
): Promise<Fault | null> {
  let after_seq = 0;
  let hash = NO_HASH;
  let count = 0;
  // Without a head, everything there is has lost it.
  const upto_seq = head?.seq ?? Number.MAX_SAFE_INTEGER;
  for (;;) {
    const range = { after_seq, upto_seq, limit: STEP };
    const events = await readStored(db, customer_uuid, range);
    const seals = await readSeals(db, customer_uuid, range);
    if (events.length === 0 && seals.length === 0) break;
    const step = checkStep(secret, hash, events, seals);
    if ("reason" in step) return step;
    ({ hash, after_seq } = step);
    count += events.length;
    await nextTurn();
  }
  const broken = (reason: string) => ({ first_broken_seq: head?.seq ?? after_seq, reason });
  if (!head) return count === 0 ? null : broken("The end of the chain is not signed.");
  if (signatureOf(secret, head) !== head.signature) {
    return broken("The signature of the end of the chain does not hold.");
  }
  if (after_seq !== head.seq) {
    return { first_broken_seq: after_seq + 1, reason: "The last events are missing." };
  }
  if (count !== head.event_count || hash !== head.hash) {
    return broken("The chain does not end as it was signed.");
  }
  return null;
}

/** Both lists begin after the same event and have the same length unless something is wrong. */
function checkStep(
  secret: string,
  previous: string,
  events: StoredEvent[],
  seals: Seal[],
): Fault | { hash: string; after_seq: number } {
  let hash = previous;
  let after_seq = 0;
  for (let index = 0; index < Math.max(events.length, seals.length); index++) {
    const [event, seal] = [events[index], seals[index]];
    if (!event || (seal && seal.seq < event.seq)) {
      return { first_broken_seq: seal.seq, reason: "The event is missing." };
    }
    if (!seal || event.seq < seal.seq) {
      return { first_broken_seq: event.seq, reason: "The event was never sealed." };
    }
    hash = hashOf(secret, hash, event);
    after_seq = event.seq;
    if (hash !== seal.hash) {
      const reason = "The event, or the one before it, is not what was sealed.";
      return { first_broken_seq: event.seq, reason };
    }
  }
  return { hash, after_seq };
}
