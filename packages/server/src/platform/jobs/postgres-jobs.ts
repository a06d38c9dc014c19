/**
 * The queue of jobs on PostgreSQL: pg-boss, in its own schema and on its own few connections. It
 * tells waiting workers by NOTIFY as part of the enqueuing transaction; polling is the fallback.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { fromKysely, type JobResult, type JobWithMetadata, PgBoss } from "pg-boss";
import type { Tx } from "../db/db.ts";
import { invariant } from "../invariant.ts";
import { type CarriedJob, takeRestored } from "./carry.ts";
import { errorText, RETRY_DELAY_MAX_S } from "./failure.ts";
import { jobKeyOf } from "./job-key.ts";
import type { JobHandler, JobQueue } from "./jobs.ts";
import type { JobName, JobPayload } from "./names.ts";
import { noteParked } from "./note-parked.ts";
import type { JobsOptions } from "./options.ts";

const SCHEMA = "pgboss";
const CONNECTIONS_MAX = 4;
const PARKED_LISTED_MAX = 100;
const IDLE_CHECK_MS = 20;
const DAY_S = 86_400;

/**
 * The job of a process that died is taken from it after 10 s without a sign of life (pg-boss allows
 * no less), is due 1 to 2 s later, and is looked for every 2 s.
 */
const SIGN_OF_LIFE_S = 10;
const SUPERVISE_S = 2;

/** Whatever interrupts a process may do so any number of times; only failed tries are counted. */
const RETRIES_UNLIMITED = 1_000_000_000;

const QUEUE = {
  // Of the jobs in state "created" there is one for each key.
  policy: "short",
  notify: true,
  retryLimit: RETRIES_UNLIMITED,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: RETRY_DELAY_MAX_S,
  heartbeatSeconds: SIGN_OF_LIFE_S,
  expireInSeconds: DAY_S,
  retentionSeconds: 3650 * DAY_S,
  deleteAfterSeconds: 14 * DAY_S,
};

type Job = JobWithMetadata<JobPayload[JobName]>;
type Running = JobsOptions & { boss: PgBoss; abort: AbortSignal };

/** Opens the queue on the PostgreSQL at `postgres_url`; makes pg-boss's schema if absent. */
export async function openPostgresJobs(
  options: JobsOptions & { postgres_url: string },
): Promise<JobQueue> {
  const { ids, settings, stop_grace_ms } = options;
  const names = Object.keys(settings) as JobName[];
  const boss = await startBoss(options, names);
  await options.db.transaction((tx) => takeRestored(tx, (job) => takeOver(boss, tx, job)));
  const database = boss.getDb();
  const abort = new AbortController();
  let stopped = false;

  return {
    enqueue: (tx, name, payload, { key, ids: own = ids } = {}) =>
      send(boss, tx, { id: own.next(), name, payload, key }),
    async work(handlers) {
      for (const name of Object.keys(handlers) as JobName[]) {
        const handler = handlers[name] as JobHandler<JobName>;
        const running = { ...options, boss, abort: abort.signal };
        for (let i = 0; i < settings[name].concurrency; i++)
          await startLane(running, name, handler);
      }
    },
    async idle() {
      const unfinished = `select 1 from ${SCHEMA}.job
        where name = any($1) and state in ('created', 'retry', 'active') limit 1`;
      for (;;) {
        if (stopped) throw new Error("The queue was stopped.");
        const { rows } = await database.executeSql(unfinished, [names]);
        if (rows.length === 0) return;
        await sleep(IDLE_CHECK_MS);
      }
    },
    async parked() {
      const { rows } = await database.executeSql(
        `select id as job_uuid, name, output, completed_on from ${SCHEMA}.job
         where name = any($1) and state = 'failed'
         order by completed_on desc, priority limit ${PARKED_LISTED_MAX}`,
        [names],
      );
      return rows.map(({ job_uuid, name, output, completed_on }) => ({
        job_uuid,
        name,
        error: output.message,
        failed_at: completed_on.toISOString(),
      }));
    },
    async stop() {
      stopped = true;
      const grace = setTimeout(() => abort.abort(), stop_grace_ms);
      await Promise.all(names.map((name) => boss.offWork(name)));
      clearTimeout(grace);
      await boss.stop();
      // A connection that is still closing may be cut off by the server; nobody needs it.
      boss.removeAllListeners("error").on("error", () => {});
    },
  };
}

async function startBoss(
  { postgres_url, log }: JobsOptions & { postgres_url: string },
  names: JobName[],
): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: postgres_url,
    application_name: "vatline-jobs",
    schema: SCHEMA,
    max: CONNECTIONS_MAX,
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    openTelemetry: { enabled: false },
    superviseIntervalSeconds: SUPERVISE_S,
    monitorIntervalSeconds: SUPERVISE_S,
  });
  boss.on("error", (error) => log.error({ error }, "The queue met an error."));
  boss.on("warning", (warning) => log.warn({ ...warning }, "The queue gave a warning."));
  await boss.start();
  await boss
    .getDb()
    .executeSql(`create sequence if not exists ${SCHEMA}.vatline_order as integer cycle`);
  for (const name of names) {
    const { policy, ...changeable } = QUEUE;
    await boss.createQueue(name, QUEUE);
    await boss.updateQueue(name, changeable);
  }
  return boss;
}

/** Queues a job as part of `tx`, or gives its payload to the one that waits with this key. */
async function send(
  boss: PgBoss,
  tx: Tx,
  job: { id: string; name: JobName; payload: object; key: string | undefined },
): Promise<void> {
  const { id, name, payload, key } = job;
  const db = fromKysely(tx);
  const priority = await nextPlace(db);
  const singletonKey = key === undefined ? id : jobKeyOf(key);
  const added = await boss.send(name, payload, { id, singletonKey, priority, db });
  if (added !== null) return;
  // The waiting job is locked until the caller commits, so it cannot start without seeing what
  // the caller wrote; if it started since the snapshot, the transaction fails and is run again.
  const joined = await db.executeSql(
    `update ${SCHEMA}.job set data = $3
     where name = $1 and singleton_key = $2 and state = 'created' and id <> $4 returning id`,
    [name, singletonKey, JSON.stringify(payload), id],
  );
  invariant(joined.rows.length === 1, `the uuid ${id} was given to a job before`);
}

/** Puts a job into the queue that was in another one, as it was there. */
async function takeOver(boss: PgBoss, tx: Tx, job: CarriedJob): Promise<void> {
  const { job_uuid: id, name, attempt, error, failed_at } = job;
  const db = fromKysely(tx);
  // What was started already is not joined by a later one.
  const singletonKey = attempt === 0 && job.key !== null ? job.key : id;
  const options = { id, singletonKey, priority: await nextPlace(db), db };
  await boss.send(name, JSON.parse(job.payload), options);
  const state = failed_at === null ? "created" : "failed";
  const output = error === null ? null : JSON.stringify({ message: error });
  await db.executeSql(
    `update ${SCHEMA}.job set retry_count = $2, state = $3, output = $4, completed_on = $5
     where id = $1`,
    [id, attempt, state, output, failed_at],
  );
}

async function nextPlace(db: ReturnType<typeof fromKysely>): Promise<number> {
  // pg-boss orders by priority, then by the start of the transaction; jobs of one transaction
  // would have no order. So the priority counts down, and decides.
  const { rows } = await db.executeSql(`select nextval('${SCHEMA}.vatline_order') as place`);
  return -Number(rows[0].place);
}

/** Runs one job of this name after the other until the queue stops. */
async function startLane(running: Running, name: JobName, handler: JobHandler<JobName>) {
  const { boss } = running;
  const lane = await boss.work(
    name,
    {
      includeMetadata: true,
      perJobResults: true,
      pollingIntervalSeconds: 0.5,
      notifyPollingIntervalSeconds: 1,
    },
    async (jobs: Job[]) => {
      const results = await Promise.all(jobs.map((job) => runJob(running, handler, job)));
      // Looks for the next job at once instead of at the next poll.
      boss.notifyWorker(lane);
      return results.flat();
    },
  );
}

/** What became of the job; nothing if it was given back. */
async function runJob(
  { boss, db, clock, ids, log, settings, abort }: Running,
  handler: JobHandler<JobName>,
  job: Job,
): Promise<JobResult[]> {
  const { id, retryCount, data } = job;
  const name = job.name as JobName;
  const attempt = retryCount + 1;
  const signal = AbortSignal.any([abort, job.signal]);
  try {
    await handler(data, { job_uuid: id, attempt, ids: ids.forJob(id), signal });
    return [{ id, status: "completed" }];
  } catch (error) {
    if (abort.aborted) {
      await boss.fail(name, { id, retryCount });
      await boss.update(name, undefined, { id, startAfter: 0 });
      return [];
    }
    log.warn({ job: name, job_uuid: id, attempt, error }, "A job failed.");
    const output = { message: errorText(error) };
    if (attempt < settings[name].attempts_max) return [{ id, status: "failed", output }];
    // pg-boss parks it in a transaction of its own, so the event may be told twice, never lost.
    const parked = { job_uuid: id, name, payload: data, attempts: attempt };
    await db.transaction((tx) => noteParked(tx, parked, clock.now()));
    return [{ id, status: "deadletter", output }];
  }
}
