/** Deletes files that nothing names any more, and files that a crash left without a name. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Deps } from "../platform/deps.ts";
import type { OpenFeature } from "../platform/feature.ts";
import { readNamedAmong } from "./store-files.ts";

/** Real time from one sweep to the next, and for whoever stores a file to name it. */
const PACE_MS = 3_600_000;

type SweepDeps = Pick<Deps, "db" | "files" | "clock">;

/**
 * Deletes what nothing names at `as_of`, a domain time so long ago that whoever saw a model alive
 * then has written down by now what was made of it. Answers how many files.
 */
export function sweepFiles(
  { db, files, clock }: SweepDeps,
  as_of: string,
  age_ms = PACE_MS,
): Promise<number> {
  return files.sweep({
    before_ms: clock.realNowMs() - age_ms,
    namedAmong: (file_keys) => readNamedAmong(db.read, file_keys, as_of),
  });
}

/** Sweeps in real time: a disk fills in real time, however fast the clock of a sandbox runs. */
export const openStorage: OpenFeature = (deps) => {
  const stopping = new AbortController();
  const running = runSweeps(deps, stopping.signal);
  return {
    async close() {
      stopping.abort();
      await running;
    },
  };
};

async function runSweeps(deps: Deps, signal: AbortSignal): Promise<void> {
  for (;;) {
    const as_of = deps.clock.now();
    await sleep(PACE_MS, undefined, { signal, ref: false }).catch(() => undefined);
    if (signal.aborted) return;
    try {
      const deleted = await sweepFiles(deps, as_of);
      if (deleted > 0) deps.log.info({ deleted }, "files that nothing names were deleted");
    } catch (error) {
      deps.log.error({ error }, "files could not be swept");
    }
  }
}
