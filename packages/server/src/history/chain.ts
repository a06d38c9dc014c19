/**
 * The chain over a customer's events: each hash covers an event and the hash before it, keyed with
 * the server's secret, so that neither can be made up from what is in the tables alone.
 */
import { createHmac } from "node:crypto";
import type { Selectable } from "kysely";
import type { Tables } from "../platform/db/tables.ts";

/** A row as it is stored: `details` is the very text. */
export type StoredEvent = Selectable<Tables["events"]>;
export type SealHead = Tables["seal_heads"];

/** What the first event of a customer is chained to. */
export const NO_HASH = "";

/** Cost: 3 us. */
export function hashOf(secret: string, previous: string, event: StoredEvent): string {
  const { seq, at, customer_uuid, actor, noun, uuid, what, details } = event;
  return macOf(secret, [previous, seq, at, customer_uuid, actor, noun, uuid, what, details]);
}

/** Covers where the chain ends and how long it is. */
export function signatureOf(secret: string, head: Omit<SealHead, "signature">): string {
  const { customer_uuid, seq, event_count, hash, sealed_at } = head;
  return macOf(secret, ["head", customer_uuid, seq, event_count, hash, sealed_at]);
}

function macOf(secret: string, values: (string | number)[]): string {
  return createHmac("sha256", secret).update(JSON.stringify(values)).digest("base64url");
}
