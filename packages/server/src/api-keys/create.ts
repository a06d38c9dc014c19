/** Makes an API key. Its secret is handed out once and never kept. */
import type { KeyPair } from "../platform/auth/key-pair.ts";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { insertApiKey } from "./store.ts";

export type NewApiKey = {
  customer_uuid: string;
  /** The owner; the key works for as long as they are ADMIN. */
  user_uuid: string;
  client_id: string;
  name: string;
  /** From makeKeyPair or importKeyPair: made before the transaction, which it would hold up. */
  key_pair: KeyPair;
  /** Real time; never where absent. */
  expires_at?: string;
  actor: string;
  at: string;
};

/** The content of secrets.json. */
export type Secrets = { client_id: string; client_secret: string };

/** Creates a key and answers its secrets, for the only time. */
export async function createApiKey(tx: Tx, key: NewApiKey): Promise<Secrets> {
  const { customer_uuid, user_uuid, client_id, name, key_pair, expires_at, actor, at } = key;
  await insertApiKey(tx, {
    customer_uuid,
    client_id,
    user_uuid,
    name,
    public_key: key_pair.public_key,
    created_at: at,
    expires_at: expires_at ?? null,
    revoked_at: null,
  });
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "api_keys",
    uuid: client_id,
    what: "created",
    details: { name, user_uuid },
  });
  return { client_id, client_secret: key_pair.client_secret };
}
