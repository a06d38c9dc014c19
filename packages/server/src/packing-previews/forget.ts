/** Forgets previews that are old, or too many. */
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { deletePreview, readExpired } from "./store.ts";

const ACTOR = "server:retention";
const BATCH = 100;

export async function forgetExpired(deps: Deps, now: string): Promise<void> {
  for (;;) {
    const expired = await readExpired(deps.db.read, now, BATCH);
    if (expired.length === 0) return;
    await deps.db.transaction((tx) => forgetPreviews(tx, expired, now));
  }
}

export async function forgetPreviews(
  tx: Tx,
  previews: { customer_uuid: string; uuid: string }[],
  at: string,
): Promise<void> {
  for (const { customer_uuid, uuid } of previews) {
    await deletePreview(tx, { customer_uuid, uuid });
    const changed = { at, customer_uuid, actor: ACTOR, noun: "packing_previews", uuid };
    await appendEvent(tx, { ...changed, what: "forgotten", details: {} });
  }
}
