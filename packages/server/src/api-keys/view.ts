/** An API key as the interface shows it. */
import { createHash, createPublicKey } from "node:crypto";
import type { ApiKey, ApiKeyStatus } from "@vatline/api";
import type { ApiKeyRow, OwnedKeyRow } from "./store.ts";

/** `now` is real time. */
export function apiKeyView(row: OwnedKeyRow, now: string): ApiKey {
  const { client_id, name, user_uuid, user_name, public_key } = row;
  const { created_at, last_used_at, expires_at, revoked_at } = row;
  const key = createPublicKey(public_key);
  const der = key.export({ type: "spki", format: "der" });
  return {
    client_id,
    name,
    status: keyStatus(row, now),
    user_uuid,
    user_name,
    fingerprint: `SHA256:${createHash("sha256").update(der).digest("base64")}`,
    key_bits: key.asymmetricKeyDetails?.modulusLength ?? 0,
    created_at,
    last_used_at,
    expires_at,
    revoked_at,
  };
}

export function keyStatus(row: ApiKeyRow, now: string): ApiKeyStatus {
  if (row.revoked_at !== null) return "revoked";
  return row.expires_at !== null && row.expires_at <= now ? "expired" : "working";
}
