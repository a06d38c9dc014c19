/**
 * The queue of jobs on SQLite: one table, one process. Enqueuing and claiming are transactions on
 * the one write connection, so a claim that is asked for while a job is being queued waits for that
 * commit and then sees it: nothing is polled.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Tx } from "../db/db.ts";
import { type Bell, createBell, ringOrDelay } from "./bell.ts";
import { takeRestored } from "./carry.ts";
import { errorText, retryDelayMs } from "./failure.ts";
import { jobKeyOf } from "./job-key.ts";
import type { JobHandler, JobHandlers, JobQueue } from "./jobs.ts";
import type { JobName } from "./names.ts";
import { noteParked } from "./note-parked.ts";
import type { JobsOptions } from "./options.ts";
import * as table from "./sqlite-table.ts";

const TROUBLE_PAUSE_MS = 1000;

/** Opens the queue on `db`, which this process alone writes to, and gives back what was running. */
export async function openSqliteJobs(options: JobsOptions): Promise<JobQueue> {
  const { db, ids, settings, stop_grace_ms } = options;
  await db.transaction(async (tx) => {
    await table.prepare(tx);
    await takeRestored(tx, (job) => table.takeOver(tx, job));
  });
  const names = Object.keys(settings) as JobName[];
  const queued = new Map(names.map((name) => [name, createBell()]));
  const settled = createBell();
  const stopping = new AbortController();
  const abort = new AbortController();
  let lanes: Promise<void>[] = [];

  return {
    async enqueue(tx, name, payload, { key, ids: own = ids } = {}) {
      await table.add(tx, {
        job_uuid: own.next(),
        name,
        payload,
        key: key === undefined ? null : jobKeyOf(key),
      });
      queued.get(name)?.ring();
    },
    async work(handlers) {
      const signals = { stopping: stopping.signal, abort: abort.signal };
      lanes = lanesOf(handlers, settings).map((lane) => {
        const own = queued.get(lane.name) ?? createBell();
        return runLane({ ...options, ...lane, ...signals, queued: own, settled });
      });
    },
    async idle() {
      for (;;) {
        const rung = settled.next();
        if (stopping.signal.aborted) throw new Error("The queue was stopped.");
        if (!(await table.hasUnfinished(db.read))) return;
        await rung;
      }
    },
    parked: () => table.listParked(db.read),
    async stop() {
      stopping.abort();
      for (const bell of [settled, ...queued.values()]) bell.ring();
      const grace = setTimeout(() => abort.abort(), stop_grace_ms);
      await Promise.all(lanes);
      clearTimeout(grace);
    },
  };
}

type Lane = { name: JobName; handler: JobHandler<JobName> };

type RunningLane = JobsOptions &
  Lane & { queued: Bell; settled: Bell; stopping: AbortSignal; abort: AbortSignal };

/** As many lanes for a name as jobs of it may run at once. */
function lanesOf(handlers: JobHandlers, settings: JobsOptions["settings"]): Lane[] {
  const names = Object.keys(handlers) as JobName[];
  return names.flatMap((name) => {
    const handler = handlers[name] as JobHandler<JobName>;
    return Array.from({ length: settings[name].concurrency }, () => ({ name, handler }));
  });
}

/** Runs one job after the other until the queue stops. */
async function runLane(lane: RunningLane): Promise<void> {
  const { clock, name, queued, stopping } = lane;
  while (!stopping.aborted) {
    const rung = queued.next();
    const found = await persist(lane, (tx) => table.claim(tx, name, clock.realNowMs()));
    if (found === undefined) return;
    if ("job" in found) await runJob(lane, found.job);
    else if (found.due_in_ms === null) await rung;
    else await ringOrDelay(rung, found.due_in_ms);
  }
}

async function runJob(lane: RunningLane, job: table.Claimed): Promise<void> {
  const { ids, name, handler, settled, abort } = lane;
  const { job_uuid, attempt } = job;
  let settle = (tx: Tx): Promise<unknown> => table.remove(tx, job_uuid);
  try {
    const payload = JSON.parse(job.payload);
    await handler(payload, { job_uuid, attempt, ids: ids.forJob(job_uuid), signal: abort });
  } catch (error) {
    if (!abort.aborted) lane.log.warn({ job: name, job_uuid, attempt, error }, "A job failed.");
    settle = settlementOf(lane, job, error);
  }
  await persist(lane, settle);
  settled.ring();
}

/** What becomes of a job whose try failed. */
function settlementOf(
  { clock, settings, name, abort }: RunningLane,
  { job_uuid, attempt, payload }: table.Claimed,
  error: unknown,
): (tx: Tx) => Promise<unknown> {
  const now_ms = clock.realNowMs();
  if (abort.aborted) return (tx) => table.putBack(tx, job_uuid, now_ms);
  if (attempt < settings[name].attempts_max) {
    return (tx) => table.putBack(tx, job_uuid, now_ms + retryDelayMs(attempt));
  }
  const parked = { job_uuid, name, payload: JSON.parse(payload), attempts: attempt };
  return async (tx) => {
    await table.park(tx, job_uuid, errorText(error), now_ms);
    await noteParked(tx, parked, clock.now());
  };
}

/** Commits `work` however often the database fails; undefined if the queue stops meanwhile. */
async function persist<T>(
  { db, log, stopping }: RunningLane,
  work: (tx: Tx) => Promise<T>,
): Promise<T | undefined> {
  for (;;) {
    try {
      return await db.transaction(work);
    } catch (error) {
      log.error({ error }, "The queue could not be written.");
      if (stopping.aborted) return undefined;
      await sleep(TROUBLE_PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}
