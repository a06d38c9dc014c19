/** Follows an API key by a new one; for a while both work, so that nobody has to hurry. */
import { addSeconds, type Clock, realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import { createApiKey } from "./create.ts";
import type { ApiKeyRow, OwnedKeyRow } from "./store.ts";
import { readWorkingKey, updateApiKey } from "./update.ts";

export type Rotation = {
  customer_uuid: string;
  client_id: string;
  overlap_s: number;
  /** Of the new key. */
  next: { client_id: string; public_key: string };
  actor: string;
};

/**
 * The new key has the owner and the name of the old one, and where that was to end, as long a life.
 * Throws not_found, api_key_ended, api_keys_too_many.
 */
export async function rotateApiKey(
  tx: Tx,
  clock: Clock,
  { customer_uuid, client_id, overlap_s, next, actor }: Rotation,
): Promise<OwnedKeyRow> {
  const old = await readWorkingKey(tx, clock, customer_uuid, client_id);
  const now = realNow(clock);
  const over = addSeconds(now, overlap_s);
  const expires_at = old.expires_at !== null && old.expires_at < over ? old.expires_at : over;
  const { user_uuid, name } = old;
  const made = await createApiKey(tx, clock, {
    customer_uuid,
    user_uuid,
    name,
    ...next,
    expires_at: endOfNext(old, now),
    actor,
  });
  await updateApiKey(tx, clock, { customer_uuid, client_id, set: { expires_at }, actor });
  return { ...made, user_name: old.user_name };
}

function endOfNext(old: ApiKeyRow, now: string): string | null {
  if (old.expires_at === null) return null;
  return addSeconds(now, (Date.parse(old.expires_at) - Date.parse(old.created_at)) / 1000);
}
