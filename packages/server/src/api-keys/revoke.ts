/** Withdraws an API key: every token made with it is refused from the next request on. */
import { Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { readApiKey, updateRevoked } from "./store.ts";

export type Revocation = { customer_uuid: string; client_id: string; actor: string; at: string };

/** Revokes for good; a second time changes nothing. Throws not_found. */
export async function revokeApiKey(tx: Tx, revocation: Revocation): Promise<void> {
  const { customer_uuid, client_id, actor, at } = revocation;
  const key = await readApiKey(tx, customer_uuid, client_id);
  if (!key) throw new Problem("not_found", `There is no API key ${client_id}.`);
  if (key.revoked_at !== null) return;
  await updateRevoked(tx, customer_uuid, client_id, at);
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "api_keys",
    uuid: client_id,
    what: "revoked",
    details: { name: key.name, revoked_at: { from: null, to: at } },
  });
}
