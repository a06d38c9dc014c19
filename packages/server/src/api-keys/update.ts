/** Renames an API key, or sets when it ends. */
import { Problem } from "@vatline/api";
import { type Clock, realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { type ApiKeyRow, type OwnedKeyRow, readApiKey, updateApiKeyRow } from "./store.ts";
import { keyStatus } from "./view.ts";

export type KeyChange = {
  customer_uuid: string;
  client_id: string;
  /** Keys left out stay as they are; times are real. */
  set: Partial<Pick<ApiKeyRow, "name" | "expires_at">>;
  actor: string;
};

/** A key that has ended cannot be brought back. Throws not_found, api_key_ended. */
export async function updateApiKey(tx: Tx, clock: Clock, change: KeyChange): Promise<OwnedKeyRow> {
  const { customer_uuid, client_id, set, actor } = change;
  const key = await readWorkingKey(tx, clock, customer_uuid, client_id);
  const next = { name: key.name, expires_at: key.expires_at, ...set };
  const changed = (["name", "expires_at"] as const).filter((name) => next[name] !== key[name]);
  if (changed.length === 0) return key;
  await updateApiKeyRow(tx, customer_uuid, client_id, next);
  await appendEvent(tx, {
    at: clock.now(),
    customer_uuid,
    actor,
    noun: "api_keys",
    uuid: client_id,
    what: "updated",
    details: Object.fromEntries(changed.map((name) => [name, { from: key[name], to: next[name] }])),
  });
  return { ...key, ...next };
}

/** Throws not_found, api_key_ended. */
export async function readWorkingKey(
  tx: Tx,
  clock: Clock,
  customer_uuid: string,
  client_id: string,
): Promise<OwnedKeyRow> {
  const key = await readApiKey(tx, customer_uuid, client_id);
  if (!key) throw new Problem("not_found", `There is no API key ${client_id}.`);
  if (keyStatus(key, realNow(clock)) === "working") return key;
  const detail = `The API key ended at ${key.revoked_at ?? key.expires_at}; make another.`;
  throw new Problem("api_key_ended", detail);
}
