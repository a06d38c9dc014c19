/**
 * The jobs table of SQLite; nothing else reads or writes it. It is made here and not by a
 * migration, because migrations are one file for both databases and PostgreSQL has no such table.
 */
import { sql } from "kysely";
import type { Queries, Tx } from "../db/db.ts";
import type { CarriedJob } from "./carry.ts";
import { RETRY_DELAY_MAX_S } from "./failure.ts";
import type { JobQueue } from "./jobs.ts";

const PARKED_KEPT_MAX = 1000;
const PARKED_LISTED_MAX = 100;

export type Claimed = { job_uuid: string; payload: string; attempt: number };

/** Makes the table, and queues again what a process that died was running; `attempt` is kept. */
export async function prepare(tx: Tx): Promise<void> {
  await sql`create table if not exists jobs (
    seq integer primary key autoincrement,
    job_uuid text not null unique,
    name text not null,
    key text,
    payload text not null,
    state text not null check (state in ('queued', 'running', 'parked')),
    attempt integer not null,
    due_at_ms integer not null,
    error text,
    failed_at text
  )`.execute(tx);
  await sql`create index if not exists jobs_state on jobs (state, name, seq)`.execute(tx);
  // A job that was started is not joined by a later one: run again, it must find its own payload.
  await sql`create unique index if not exists jobs_key on jobs (name, key)
    where state = 'queued' and attempt = 0`.execute(tx);
  await sql`update jobs set state = 'queued', due_at_ms = 0 where state = 'running'`.execute(tx);
}

/** Queues a job; one with the same name and key that was never started takes over the payload. */
export async function add(
  tx: Tx,
  job: { job_uuid: string; name: string; payload: object; key: string | null },
): Promise<void> {
  await sql`insert into jobs (job_uuid, name, key, payload, state, attempt, due_at_ms)
    values (${job.job_uuid}, ${job.name}, ${job.key}, ${JSON.stringify(job.payload)},
      'queued', 0, 0)
    on conflict (name, key) where state = 'queued' and attempt = 0
    do update set payload = excluded.payload`.execute(tx);
}

/** Puts a job into the queue that was in another one, as it was there. */
export async function takeOver(tx: Tx, job: CarriedJob): Promise<void> {
  const state = job.failed_at === null ? "queued" : "parked";
  await sql`insert into jobs
    (job_uuid, name, key, payload, state, attempt, due_at_ms, error, failed_at)
    values (${job.job_uuid}, ${job.name}, ${job.key}, ${job.payload}, ${state}, ${job.attempt}, 0,
      ${job.error}, ${job.failed_at})`.execute(tx);
}

/** Starts the oldest job of this name that is due, or tells when the next one will be. */
export async function claim(
  tx: Tx,
  name: string,
  now_ms: number,
): Promise<{ job: Claimed } | { due_in_ms: number | null }> {
  // No delay is longer than the maximum, so a due time beyond it means the clock was set back.
  const latest_ms = now_ms + RETRY_DELAY_MAX_S * 1000;
  const claimed = await sql<Claimed>`
    update jobs set state = 'running', attempt = attempt + 1
    where seq = (
      select seq from jobs
      where state = 'queued' and name = ${name}
        and (due_at_ms <= ${now_ms} or due_at_ms > ${latest_ms})
      order by seq limit 1)
    returning job_uuid, payload, attempt`.execute(tx);
  const job = claimed.rows[0];
  if (job) return { job };
  const next = await sql<{ due_at_ms: number | null }>`
    select min(due_at_ms) as due_at_ms from jobs
    where state = 'queued' and name = ${name}`.execute(tx);
  const due_at_ms = next.rows[0]?.due_at_ms ?? null;
  return { due_in_ms: due_at_ms === null ? null : due_at_ms - now_ms };
}

export async function remove(tx: Tx, job_uuid: string): Promise<void> {
  await sql`delete from jobs where job_uuid = ${job_uuid}`.execute(tx);
}

/** Queues a running job again, in its old place, to be run at `due_at_ms` or later. */
export async function putBack(tx: Tx, job_uuid: string, due_at_ms: number): Promise<void> {
  await sql`update jobs set state = 'queued', due_at_ms = ${due_at_ms}
    where job_uuid = ${job_uuid}`.execute(tx);
}

/** Gives a job up. Only the newest 1,000 are kept. */
export async function park(tx: Tx, job_uuid: string, error: string, now_ms: number): Promise<void> {
  const failed_at = new Date(now_ms).toISOString();
  await sql`update jobs set state = 'parked', error = ${error}, failed_at = ${failed_at}
    where job_uuid = ${job_uuid}`.execute(tx);
  await sql`delete from jobs where state = 'parked' and seq not in (
    select seq from jobs where state = 'parked'
    order by failed_at desc, seq desc limit ${PARKED_KEPT_MAX})`.execute(tx);
}

export async function hasUnfinished(read: Queries): Promise<boolean> {
  const { rows } = await sql`select 1 from jobs
    where state in ('queued', 'running') limit 1`.execute(read);
  return rows.length > 0;
}

export async function listParked(read: Queries): ReturnType<JobQueue["parked"]> {
  const { rows } = await sql<Awaited<ReturnType<JobQueue["parked"]>>[number]>`
    select job_uuid, name, error, failed_at from jobs where state = 'parked'
    order by failed_at desc, seq desc limit ${PARKED_LISTED_MAX}`.execute(read);
  return rows;
}
