import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { sql } from "kysely";
import { forEachDatabase, type OpenTestDb } from "../../testing/databases.ts";
import { systemClock } from "../clock.ts";
import type { Db } from "../db/db.ts";
import { type DbPlace, openDb } from "../db/open.ts";
import type { JobContext, JobQueue } from "./jobs.ts";
import { JOBS, type JobPayload } from "./names.ts";
import { openJobs } from "./open.ts";
import type { JobsOptions } from "./options.ts";
import { createEffects, openEffectsQueue, testIds } from "./testing/effects.ts";

/** Two tries only, so that a job is parked after one retry. */
const SETTINGS = { ...JOBS, pack: { concurrency: 1, attempts_max: 2 } };

// A suite within the suite: its afterEach runs before the one that drops the database.
forEachDatabase("jobs", (openTestDb) => describe("queue", () => promises(openTestDb)));

function promises(openTestDb: OpenTestDb): void {
  const closers: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });

  async function openAt(place: DbPlace, options: Partial<JobsOptions> = {}) {
    const db = await openDb(place);
    closers.push(() => db.close());
    const log = { warn: () => {}, error: (fields: object) => assert.fail(inspect(fields)) };
    const fixed = { db, place, ids: testIds(), clock: systemClock, log };
    const jobs = await openJobs({ ...fixed, settings: SETTINGS, ...options });
    let stopping: Promise<void> | undefined;
    const stop = () => {
      stopping ??= jobs.stop();
      return stopping;
    };
    closers.push(stop);
    return { db, jobs: { ...jobs, stop } };
  }

  const open = async (options?: Partial<JobsOptions>) => openAt(await openTestDb.place(), options);

  test("runs a job once its transaction has committed, and not before", async () => {
    const { db, jobs } = await open();
    const seen: string[] = [];
    await jobs.work({
      async prepare_part({ file_key }) {
        seen.push(file_key);
      },
    });
    await db.transaction(async (tx) => {
      await jobs.enqueue(tx, "prepare_part", { file_key: "a" });
      await sleep(100);
      seen.push("committed");
    });
    await jobs.idle();
    assert.deepEqual(seen, ["committed", "a"]);
  });

  test("never runs a job whose transaction was rolled back", async () => {
    const { db, jobs } = await open();
    const seen: string[] = [];
    await jobs.work({
      async prepare_part({ file_key }) {
        seen.push(file_key);
      },
    });
    const change_of_mind = new Error("change of mind");
    const rolled_back = db.transaction(async (tx) => {
      await jobs.enqueue(tx, "prepare_part", { file_key: "no" });
      throw change_of_mind;
    });
    await assert.rejects(rolled_back, change_of_mind);
    await queuePart(db, jobs, "yes");
    await jobs.idle();
    assert.deepEqual(seen, ["yes"]);
  });

  test("runs what was queued before it was started", async () => {
    const { db, jobs } = await open();
    await queuePart(db, jobs, "early");
    const seen: string[] = [];
    await jobs.work({
      async prepare_part({ file_key }) {
        seen.push(file_key);
      },
    });
    await jobs.idle();
    assert.deepEqual(seen, ["early"]);
  });

  test("keeps the order with a concurrency of 1, also within one transaction", async () => {
    const { db, jobs } = await open();
    const seen: number[] = [];
    await jobs.work({
      async pack({ upto_seq }) {
        seen.push(upto_seq);
        await sleep(Math.random() * 4);
      },
    });
    for (let i = 0; i < 20; i += 5) {
      await db.transaction(async (tx) => {
        for (let j = i; j < i + 5; j++) await jobs.enqueue(tx, "pack", packOf(j));
      });
    }
    await jobs.idle();
    assert.deepEqual(
      seen,
      Array.from({ length: 20 }, (_, i) => i),
    );
  });

  test("runs as many at once as its concurrency says, and no more", async () => {
    const { db, jobs } = await open();
    let running = 0;
    let most = 0;
    await jobs.work({
      async prepare_part() {
        running += 1;
        most = Math.max(most, running);
        await sleep(20);
        running -= 1;
      },
    });
    for (let i = 0; i < 10; i++) await queuePart(db, jobs, `${i}`);
    await jobs.idle();
    assert.equal(most, JOBS.prepare_part.concurrency);
  });

  test("joins jobs of one name and key while they wait; the last payload wins", async () => {
    const { db, jobs } = await open();
    for (let i = 0; i < 5; i++) await queuePack(db, jobs, i, "group ' \" \u00e9 / 1");
    await queuePack(db, jobs, 10, randomBytes(5000).toString("hex"));
    await queuePack(db, jobs, 11);
    await queuePack(db, jobs, 12);
    const seen: number[] = [];
    await jobs.work({
      async pack({ upto_seq }) {
        seen.push(upto_seq);
      },
    });
    await jobs.idle();
    assert.deepEqual(seen, [4, 10, 11, 12]);
  });

  test("does not join a job to one that is running", async () => {
    const { db, jobs } = await open();
    const started = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const seen: number[] = [];
    await jobs.work({
      async pack({ upto_seq }) {
        seen.push(upto_seq);
        started.resolve();
        await finish.promise;
      },
    });
    await queuePack(db, jobs, 1, "group");
    await started.promise;
    await queuePack(db, jobs, 2, "group");
    await queuePack(db, jobs, 3, "group");
    finish.resolve();
    await jobs.idle();
    assert.deepEqual(seen, [1, 3]);
  });

  test("does not join a job to one that waits for its next try", async () => {
    const { db, jobs } = await open();
    const failed = Promise.withResolvers<void>();
    const seen: string[] = [];
    await jobs.work({
      async pack({ upto_seq }, { attempt }) {
        seen.push(`${upto_seq} attempt ${attempt}`);
        if (upto_seq > 1 || attempt > 1) return;
        failed.resolve();
        throw new Error("not yet");
      },
    });
    await queuePack(db, jobs, 1, "group");
    await failed.promise;
    await queuePack(db, jobs, 2, "group");
    await jobs.idle();
    assert.deepEqual(seen, ["1 attempt 1", "2 attempt 1", "1 attempt 2"]);
  });

  test("a joined job sees what every transaction that queued it wrote", async () => {
    const { db, jobs } = await open();
    await createEffects(db);
    let last_seen = 0;
    await jobs.work({
      async pack() {
        const { rows } = await sql<{ n: number }>`
          select count(*) as n from queued_labels`.execute(db.read);
        last_seen = Number(rows[0].n);
      },
    });
    const queueOne = (i: number) =>
      db.transaction(async (tx) => {
        await sql`insert into queued_labels values (${`${i}`})`.execute(tx);
        await jobs.enqueue(tx, "pack", packOf(i), { key: "group" });
        await sleep(Math.random() * 3);
      });
    for (let i = 0; i < 12; i++) {
      await Promise.all(Array.from({ length: 4 }, (_, j) => queueOne(4 * i + j)));
      if (i % 3 === 0) await jobs.idle();
    }
    await jobs.idle();
    assert.equal(last_seen, 48);
  });

  test("does not lose a job silently whose uuid another one has", async () => {
    const { db, jobs } = await open();
    const job_uuid = testIds().next();
    const ids = { next: () => job_uuid, forJob: () => ids };
    const queue = (upto_seq: number) =>
      db.transaction((tx) => jobs.enqueue(tx, "pack", packOf(upto_seq), { ids }));
    await queue(1);
    await assert.rejects(queue(2), /uuid/);
  });

  test("tries a failed job again, with its uuid and the same uuids to draw", async () => {
    const { db, jobs } = await open();
    const tries: Pick<JobContext, "job_uuid" | "attempt">[] = [];
    const drawn: string[] = [];
    await jobs.work({
      async pack(_payload, { job_uuid, attempt, ids }) {
        tries.push({ job_uuid, attempt });
        drawn.push(ids.next());
        if (attempt === 1) throw new Error("not yet");
      },
    });
    await queuePack(db, jobs, 1);
    await jobs.idle();
    const { job_uuid } = tries[0];
    assert.deepEqual(tries, [
      { job_uuid, attempt: 1 },
      { job_uuid, attempt: 2 },
    ]);
    assert.equal(drawn[0], drawn[1]);
    assert.deepEqual(await jobs.parked(), []);
  });

  test("parks a job after its last try, newest first, and goes on", async () => {
    const { db, jobs } = await open();
    const uuids: string[] = [];
    await jobs.work({
      async pack({ upto_seq }, { job_uuid, attempt }) {
        if (attempt === 1) uuids.push(job_uuid);
        if (upto_seq < 3) throw new Error(`group ${upto_seq} is cursed`);
      },
    });
    for (let i = 1; i <= 3; i++) await queuePack(db, jobs, i);
    await jobs.idle();
    const parked = await jobs.parked();
    assert.deepEqual(
      parked.map(({ failed_at, ...job }) => job),
      [
        { job_uuid: uuids[1], name: "pack", error: "Error: group 2 is cursed" },
        { job_uuid: uuids[0], name: "pack", error: "Error: group 1 is cursed" },
      ],
    );
    for (const { failed_at } of parked) assert.match(failed_at, /^\d{4}-.*T.*\.\d{3}Z$/);
  });

  test("stop lets a running job finish within the grace period", async () => {
    const { db, jobs } = await open();
    const started = Promise.withResolvers<void>();
    let finished = false;
    await jobs.work({
      async prepare_part() {
        started.resolve();
        await sleep(50);
        finished = true;
      },
    });
    await queuePart(db, jobs, "a");
    await started.promise;
    await jobs.stop();
    assert.ok(finished);
  });

  test("stop aborts a running job after that and gives it back, for the next start", async () => {
    const place = await openTestDb.place();
    // With one try only, so that being stopped would park the job if it counted as a failure.
    const settings = { ...SETTINGS, prepare_part: { concurrency: 1, attempts_max: 1 } };
    const first = await openAt(place, { stop_grace_ms: 10, settings });
    const started = Promise.withResolvers<string>();
    await first.jobs.work({
      async prepare_part(_payload, { job_uuid, signal }) {
        started.resolve(job_uuid);
        await sleep(60_000, undefined, { signal });
      },
    });
    await queuePart(first.db, first.jobs, "a");
    const aborted_uuid = await started.promise;
    await first.jobs.stop();

    const second = await openAt(place, { settings });
    // Younger, so it runs second unless the other one had to wait.
    await queuePart(second.db, second.jobs, "b");
    const seen: [string, string][] = [];
    await second.jobs.work({
      async prepare_part({ file_key }, { job_uuid }) {
        seen.push([file_key, job_uuid]);
      },
    });
    await second.jobs.idle();
    assert.deepEqual(seen[0], ["a", aborted_uuid]);
    assert.equal(seen.length, 2);
    assert.deepEqual(await second.jobs.parked(), []);
  });

  test("stop leaves no timer behind, and those who wait for idle hear of it", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === "Timeout");
    const before = timers().length;
    const { db, jobs } = await open({ stop_grace_ms: 10 });
    await jobs.work({
      async pack() {
        throw new Error("never");
      },
    });
    await queuePack(db, jobs, 1);
    await queuePart(db, jobs, "nobody runs this");
    const idle = assert.rejects(jobs.idle(), /was stopped/);
    await sleep(50);
    await jobs.stop();
    await idle;
    // The pool of a PostgreSQL database lets its own connections go after a while.
    await db.close();
    closers.length = 0;
    assert.ok(timers().length <= before, `${timers().length} timers, ${before} before`);
  });

  test("loses no committed job to kill -9, and repeats one with the same uuids", {
    timeout: 180_000,
  }, async () => {
    const place = await openTestDb.place();
    const db = await openDb(place);
    closers.push(() => db.close());
    await createEffects(db);
    const kills = "sqlite" in place ? 12 : 2;
    const acknowledged: string[] = [];
    for (let i = 0; i < kills; i++) {
      acknowledged.push(...(await runUntilKilled(place, `kill ${i}`)));
    }
    const { jobs } = await openEffectsQueue(db, place);
    closers.push(() => jobs.stop());
    await jobs.idle();

    const queued = await sql<{ label: string }>`select label from queued_labels`.execute(db.read);
    const effects = await sql<Effect>`select * from effects`.execute(db.read);
    const done = new Map<string, Effect>();
    for (const effect of effects.rows) {
      const earlier = done.get(effect.label) ?? effect;
      assert.deepEqual(effect, earlier, "a job run twice has the same uuids");
      done.set(effect.label, effect);
    }
    const labels = queued.rows.map(({ label }) => label).sort();
    assert.deepEqual([...done.keys()].sort(), labels, "exactly the committed jobs have run");
    const kept = new Set(labels);
    assert.deepEqual(
      acknowledged.filter((label) => !kept.has(label)),
      [],
    );
    assert.deepEqual(await jobs.parked(), []);
  });
}

type Effect = { label: string; job_uuid: string; drawn: string };

function packOf(upto_seq: number): JobPayload["pack"] {
  const group = { customer_uuid: "c", application_uuid: "a", build_sop_uuid: "b" };
  return { ...group, packing_group: null, upto_seq };
}

function queuePack(db: Db, jobs: JobQueue, upto_seq: number, key?: string): Promise<void> {
  const options = key === undefined ? {} : { key };
  return db.transaction((tx) => jobs.enqueue(tx, "pack", packOf(upto_seq), options));
}

function queuePart(db: Db, jobs: JobQueue, file_key: string): Promise<void> {
  return db.transaction((tx) => jobs.enqueue(tx, "prepare_part", { file_key }));
}

/** Runs a process that queues and runs jobs, kills it within 150 ms; answers what it promised. */
async function runUntilKilled(place: DbPlace, prefix: string): Promise<string[]> {
  const script = fileURLToPath(import.meta.resolve("./testing/crash-child.ts"));
  const args = [script, JSON.stringify(place), prefix];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const exit = once(child, "exit");
  const acknowledged: string[] = [];
  for await (const label of createInterface({ input: child.stdout })) {
    if (acknowledged.length === 0) setTimeout(() => child.kill("SIGKILL"), Math.random() * 150);
    acknowledged.push(label);
  }
  assert.deepEqual(await exit, [null, "SIGKILL"]);
  return acknowledged;
}
