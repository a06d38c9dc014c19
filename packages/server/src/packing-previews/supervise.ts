/** Watches a search: whether it is to stop. */
import { setTimeout as sleep } from "node:timers/promises";
import { tellToStop } from "../builds/packer/watch.ts";
import type { Deps } from "../platform/deps.ts";
import { deadlineMs } from "./budget.ts";
import { type Preview, readSummary } from "./store.ts";

/** Real time between two looks. */
const WATCH_MS = 250;

/** Resolves when `ended` is aborted: to "deadline" where the search had taken too long, or null. */
export async function supervise(
  deps: Deps,
  { customer_uuid, uuid, settings }: Preview,
  watch: SharedArrayBuffer,
  ended: AbortSignal,
): Promise<"deadline" | null> {
  const { realNowMs } = deps.clock;
  const moves = settings.moves_max * settings.platform_classes.length;
  const deadline_ms = realNowMs() + deadlineMs(moves);
  let why: "deadline" | null = null;
  for (;;) {
    await sleep(WATCH_MS, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) return why;
    if (realNowMs() > deadline_ms) why ??= "deadline";
    const now = why ? null : await readSummary(deps.db.read, customer_uuid, uuid);
    if (why || now?.stop_at !== null) tellToStop(watch);
  }
}
