/** Watches a search: whether it is to stop, and how far it is. */
import { setTimeout as sleep } from "node:timers/promises";
import { readProgress, type SearchProgress, tellToStop } from "../builds/packer/watch.ts";
import type { Deps } from "../platform/deps.ts";
import { deadlineMs } from "./budget.ts";
import { type Preview, readSummary, updatePreview } from "./store.ts";

/** Real time between two looks. */
const WATCH_MS = 250;

/** Resolves when `ended` is aborted: to "deadline" where the search had taken too long, or null. */
export async function supervise(
  deps: Deps,
  preview: Preview,
  watch: SharedArrayBuffer,
  ended: AbortSignal,
): Promise<"deadline" | null> {
  const { customer_uuid, uuid, settings } = preview;
  const { realNowMs } = deps.clock;
  const moves = settings.moves_max * settings.platform_classes.length;
  const deadline_ms = realNowMs() + deadlineMs(moves);
  let why: "deadline" | null = null;
  let told: SearchProgress = { plates: 0, left_out: 0, moves: 0 };
  for (;;) {
    await sleep(WATCH_MS, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) return why;
    if (realNowMs() > deadline_ms) why ??= "deadline";
    const now = why ? null : await readSummary(deps.db.read, customer_uuid, uuid);
    if (why || now?.stop_at !== null) tellToStop(watch);
    const progress = readProgress(watch);
    if (progress.plates === told.plates && progress.moves === told.moves) continue;
    told = progress;
    await tellHowFar(deps, preview, progress);
  }
}

/** For those that follow it; a preview that has ended meanwhile is left as it is. */
async function tellHowFar(
  deps: Deps,
  preview: Preview,
  { plates, left_out, moves }: SearchProgress,
): Promise<void> {
  const left_out_count = preview.left_out.length + left_out;
  const far = { plate_count: plates, left_out_count, moves, updated_at: deps.clock.now() };
  await deps.db.transaction((tx) => updatePreview(tx, preview, "running", far));
}
