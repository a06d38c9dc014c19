/** Stops a preview. The thread on it notices within a second, and answers the best it has. */
import { Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { readSummary, updatePreview } from "./store.ts";

/** One that has ended, or is being stopped, is left as it is. Throws not_found. */
export async function stopPreview(deps: Deps, caller: Caller, uuid: string): Promise<void> {
  const { customer_uuid, actor } = caller;
  await deps.db.transaction(async (tx) => {
    const preview = await readSummary(tx, customer_uuid, uuid);
    if (!preview) throw new Problem("not_found", `There is no preview ${uuid}.`);
    if (preview.status !== "running" || preview.stop_at !== null) return;
    const at = deps.clock.now();
    await updatePreview(tx, preview, "running", { stop_at: at, updated_at: at });
    const changed = { at, customer_uuid, actor, noun: "packing_previews", uuid };
    await appendEvent(tx, { ...changed, what: "stopped", details: {} });
  });
}
