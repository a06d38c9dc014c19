/** Makes an API key. Its secret is handed out once and never kept. */
import { Problem } from "@vatline/api";
import { type Clock, realNow } from "../platform/clock.ts";
import type { Queries, Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type ApiKeyRow, countWorkingKeys, insertApiKey } from "./store.ts";

const WORKING_MAX = 100;

export type NewApiKey = {
  customer_uuid: string;
  /** The owner; the key works for as long as they are ADMIN. */
  user_uuid: string;
  client_id: string;
  name: string;
  /** SPKI in PEM, made or read before the transaction, which it would hold up. */
  public_key: string;
  /** Real time; null: never. */
  expires_at: string | null;
  actor: string;
};

/** Creates a key. Throws api_keys_too_many. */
export async function createApiKey(tx: Tx, clock: Clock, key: NewApiKey): Promise<ApiKeyRow> {
  const { actor, ...columns } = key;
  const { customer_uuid, user_uuid, client_id, name, expires_at } = key;
  const created_at = realNow(clock);
  await checkRoom(tx, customer_uuid, created_at);
  const row = { ...columns, created_at, revoked_at: null, last_used_at: null };
  await insertApiKey(tx, row);
  await appendEvent(tx, {
    at: clock.now(),
    customer_uuid,
    actor,
    noun: "api_keys",
    uuid: client_id,
    what: "created",
    details: { name, user_uuid, expires_at },
  });
  return row;
}

/** Throws api_keys_too_many where no further key may work at `now` (real time). */
export async function checkRoom(db: Queries, customer_uuid: string, now: string): Promise<void> {
  if ((await countWorkingKeys(db, customer_uuid, now)) < WORKING_MAX) return;
  const detail = `${WORKING_MAX} keys work already; revoke those that nobody uses.`;
  throw new Problem("api_keys_too_many", detail);
}
