/** What both queues are opened with. */
import type { Clock } from "../clock.ts";
import type { Db } from "../db/db.ts";
import type { Ids } from "../ids.ts";
import type { Log } from "../log.ts";
import type { JobName } from "./names.ts";

export type JobsOptions = {
  db: Db;
  /** Where jobs draw their uuids from. */
  ids: Ids;
  clock: Clock;
  /** Told of every failed try, and of trouble with the queue itself. */
  log: Pick<Log, "warn" | "error">;
  settings: Record<JobName, { concurrency: number; attempts_max: number }>;
  /** How long stop() lets running jobs finish before it aborts them. */
  stop_grace_ms: number;
};
