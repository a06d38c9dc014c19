/** Forgets uploads whose time is over, resolved or not. */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { deleteUpload, readExpiredUploads } from "./store-uploads.ts";

const BATCH = 100;

export async function forgetUploads({ db }: Deps, now: string): Promise<void> {
  for (;;) {
    const expired = await readExpiredUploads(db.read, now, BATCH);
    await db.transaction(async (tx) => {
      const forgotten = [];
      for (const upload of expired) if (await deleteUpload(tx, upload)) forgotten.push(upload);
      for (const { customer_uuid, uuid, resolved_at } of forgotten) {
        const changed = { customer_uuid, actor: "server:retention", noun: "model_uploads", uuid };
        const details = { resolved: resolved_at !== null };
        await appendEvent(tx, { ...changed, at: now, what: "forgotten", details });
      }
    });
    if (expired.length < BATCH) return;
  }
}
