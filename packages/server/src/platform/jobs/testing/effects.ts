/** A queue whose jobs leave a row in the table `effects` for each time they ran to their end. */
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { systemClock } from "../../clock.ts";
import type { Db } from "../../db/db.ts";
import type { DbPlace } from "../../db/open.ts";
import { createIds, type Ids } from "../../ids.ts";
import type { JobQueue } from "../jobs.ts";
import { JOBS } from "../names.ts";
import { openJobs } from "../open.ts";

export async function createEffects(db: Db): Promise<void> {
  await db.transaction(async (tx) => {
    await sql`create table effects (label text, job_uuid text, drawn text)`.execute(tx);
    await sql`create table queued_labels (label text)`.execute(tx);
  });
}

/** Opens the queue on `db` and starts it. */
export async function openEffectsQueue(db: Db, place: DbPlace): Promise<{ jobs: JobQueue }> {
  const settings = { ...JOBS, prepare_part: { concurrency: 3, attempts_max: 2 } };
  const log = { warn: () => {}, error: () => {} };
  const jobs = await openJobs({ db, place, settings, ids: testIds(), clock: systemClock, log });
  await jobs.work({
    async prepare_part({ file_key: label }, { job_uuid, ids }) {
      await sleep(Math.random() * 5);
      const drawn = ids.next();
      await db.transaction((tx) =>
        sql`insert into effects values (${label}, ${job_uuid}, ${drawn})`.execute(tx),
      );
      await sleep(Math.random() * 5);
    },
  });
  return { jobs };
}

/** Unforeseeable, as a server has them. */
export function testIds(): Ids {
  return createIds({ seed: null, boot: 1, now: systemClock.now });
}
