/** Opens the queue of jobs that fits the database. */
import type { DbPlace } from "../db/open.ts";
import type { JobQueue } from "./jobs.ts";
import { JOBS } from "./names.ts";
import type { JobsOptions } from "./options.ts";
import { openPostgresJobs } from "./postgres-jobs.ts";
import { openSqliteJobs } from "./sqlite-jobs.ts";

const STOP_GRACE_MS = 5000;

/**
 * Opens the queue; on SQLite, what a dead process left running is queued again at once.
 *
 * place          where `db` was opened
 * settings       how each job is run; the table in names.ts unless a test says otherwise
 * stop_grace_ms  5 s unless said otherwise
 */
export function openJobs(
  options: Omit<JobsOptions, "settings" | "stop_grace_ms"> &
    Partial<JobsOptions> & { place: DbPlace },
): Promise<JobQueue> {
  const { place } = options;
  const complete = { settings: JOBS, stop_grace_ms: STOP_GRACE_MS, ...options };
  return "postgres" in place
    ? openPostgresJobs({ ...complete, postgres_url: place.postgres })
    : openSqliteJobs(complete);
}
