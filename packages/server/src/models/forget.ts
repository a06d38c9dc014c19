/** Forgets uploads whose time is over, resolved or not, and files that nothing else names. */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { deleteUpload, isFileNamed, readExpiredUploads } from "./store-uploads.ts";

const BATCH = 100;

export async function forgetUploads(deps: Deps, now: string): Promise<void> {
  const { db, files } = deps;
  for (;;) {
    const expired = await readExpiredUploads(db.read, now, BATCH);
    // Files go first: a row that is left names what is left to do.
    for (const { file_key } of expired) {
      if (file_key === null || (await isFileNamed(db.read, file_key, now))) continue;
      await files.delete(file_key, () => isFileNamed(db.read, file_key, now));
    }
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
