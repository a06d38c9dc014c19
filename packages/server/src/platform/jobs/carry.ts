/**
 * Jobs on their way from one server to another: read out of the queue of either database, laid
 * down in a table by a restore, and taken over by the queue of whichever database it now is.
 */
import { sql } from "kysely";
import type { Queries, Tx } from "../db/db.ts";
import { dialectOf } from "../db/dialect.ts";
import type { Tables } from "../db/tables.ts";
import { JOBS } from "./names.ts";

/** `failed_at` tells a job that was given up. */
export type CarriedJob = Omit<Tables["restored_jobs"], "place">;

/** Of those given up, the newest; the queue on SQLite keeps no more either. */
const PARKED_MAX = 1000;

/**
 * All that wait or run, in the order queued, after those given up. What runs is begun again by
 * whoever takes it over.
 */
export async function readJobs(read: Queries): Promise<CarriedJob[]> {
  const waiting = read.selectFrom("restored_jobs").selectAll().orderBy("place");
  const brought = (await waiting.execute()).map(({ place: _, ...job }) => job);
  const tables = await read.introspection.getTables();
  const isSqlite = dialectOf(read).name === "sqlite";
  const there = tables.some(({ name, schema }) =>
    isSqlite ? name === "jobs" : schema === "pgboss" && name === "job",
  );
  if (!there) return brought;
  return [...brought, ...(isSqlite ? await readSqliteJobs(read) : await readPostgresJobs(read))];
}

async function readSqliteJobs(read: Queries): Promise<CarriedJob[]> {
  const columns = sql.raw("job_uuid, name, key, payload, attempt, error, failed_at");
  const parked = sql<CarriedJob>`select ${columns} from (
      select * from jobs where state = 'parked' order by failed_at desc, seq desc
      limit ${PARKED_MAX}) order by failed_at, seq`;
  const waiting = sql<CarriedJob>`select ${columns} from jobs where state <> 'parked' order by seq`;
  return [...(await parked.execute(read)).rows, ...(await waiting.execute(read)).rows];
}

type PostgresJob = {
  id: string;
  name: string;
  data: object;
  state: string;
  retry_count: number;
  singleton_key: string | null;
  output: { message?: string } | null;
  completed_on: Date | null;
};

async function readPostgresJobs(read: Queries): Promise<CarriedJob[]> {
  const columns = sql.raw(
    "id, name, data, state, retry_count, singleton_key, output, completed_on, priority",
  );
  const ours = sql`name in (${sql.join(Object.keys(JOBS))})`;
  const parked = sql<PostgresJob>`select * from (
      select ${columns} from pgboss.job where state = 'failed' and ${ours}
      order by completed_on desc limit ${PARKED_MAX}) as newest order by completed_on, priority`;
  const waiting = sql<PostgresJob>`select ${columns} from pgboss.job
    where state in ('created', 'retry', 'active') and ${ours} order by priority desc`;
  const rows = [...(await parked.execute(read)).rows, ...(await waiting.execute(read)).rows];
  return rows.map((row) => ({
    job_uuid: row.id,
    name: row.name,
    // A job without a key has its own id there.
    key: row.singleton_key === row.id ? null : row.singleton_key,
    payload: JSON.stringify(row.data),
    attempt: row.retry_count + (row.state === "active" ? 1 : 0),
    error: row.state === "failed" ? (row.output?.message ?? "") : null,
    failed_at: row.state === "failed" ? (row.completed_on?.toISOString() ?? null) : null,
  }));
}

/** Has `take` put each job into the queue, in their order; done once, however often it is begun. */
export async function takeRestored(
  tx: Tx,
  take: (job: CarriedJob) => Promise<unknown>,
): Promise<void> {
  const rows = await tx.selectFrom("restored_jobs").selectAll().orderBy("place").execute();
  for (const { place: _, ...job } of rows) if (job.name in JOBS) await take(job);
  await tx.deleteFrom("restored_jobs").execute();
}
