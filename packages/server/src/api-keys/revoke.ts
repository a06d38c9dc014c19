/** Withdraws an API key: every token made with it is refused from the next request on. */
import { Problem } from "@vatline/api";
import { type Clock, realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type OwnedKeyRow, readApiKey, updateApiKeyRow } from "./store.ts";

export type Revocation = { customer_uuid: string; client_id: string; actor: string };

/** Revokes for good; a second time changes nothing. Throws not_found. */
export async function revokeApiKey(
  tx: Tx,
  clock: Clock,
  { customer_uuid, client_id, actor }: Revocation,
): Promise<OwnedKeyRow> {
  const key = await readApiKey(tx, customer_uuid, client_id);
  if (!key) throw new Problem("not_found", `There is no API key ${client_id}.`);
  if (key.revoked_at !== null) return key;
  const revoked_at = realNow(clock);
  await updateApiKeyRow(tx, customer_uuid, client_id, { revoked_at });
  await appendEvent(tx, {
    at: clock.now(),
    customer_uuid,
    actor,
    noun: "api_keys",
    uuid: client_id,
    what: "revoked",
    details: { name: key.name, revoked_at: { from: null, to: revoked_at } },
  });
  return { ...key, revoked_at };
}
