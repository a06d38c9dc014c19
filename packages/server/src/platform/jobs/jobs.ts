/**
 * Background work, queued in the transaction that makes it necessary. A job runs at least once, as
 * soon as a worker is free, and may run twice: every handler must bear that. Jobs know no time of
 * their own; what is due later is a tick (see scheduler.ts).
 */
import type { Tx } from "../db/db.ts";
import type { Ids } from "../ids.ts";
import type { JobName, JobPayload } from "./names.ts";

export type JobContext = {
  job_uuid: string;
  /** 1 on the first try. */
  attempt: number;
  /** The same job run twice draws the same uuids. */
  ids: Ids;
  /** Aborted when the server stops; the job then goes back to the queue. */
  signal: AbortSignal;
};

export type JobHandler<N extends JobName> = (
  payload: JobPayload[N],
  context: JobContext,
) => Promise<void>;

export type JobHandlers = { [N in JobName]?: JobHandler<N> };

export type JobQueue = {
  /**
   * Queues a job as part of `tx`. While a job of the same name and key waits for its first try, a
   * second one is not added: the first takes over this payload. One that was started already does
   * not count. A job that queues another one gives its own ids, so that the new job's uuid depends
   * on nothing that happens meanwhile.
   */
  enqueue<N extends JobName>(
    tx: Tx,
    name: N,
    payload: JobPayload[N],
    options?: { key?: string; ids?: Ids },
  ): Promise<void>;
  /** Starts taking jobs. Called once. */
  work(handlers: JobHandlers): Promise<void>;
  /** Resolves when nothing is queued, running or waiting for its next try. */
  idle(): Promise<void>;
  /** Jobs that failed on their last try, newest first, at most 100. */
  parked(): Promise<{ job_uuid: string; name: string; error: string; failed_at: string }[]>;
  /** Stops taking jobs, aborts the running ones after a grace period, waits for them. */
  stop(): Promise<void>;
};
