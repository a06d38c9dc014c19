import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../../testing/databases.ts";
import { manualClock } from "../../testing/manual-clock.ts";
import { type DbPlace, openDb } from "../db/open.ts";
import { createLog } from "../log.ts";
import { readJobs } from "./carry.ts";
import { JOBS } from "./names.ts";
import { openJobs } from "./open.ts";
import { testIds } from "./testing/effects.ts";

const SETTINGS = { ...JOBS, prepare_part: { concurrency: 1, attempts_max: 1 } };

forEachDatabase("carried jobs", (database) => {
  const openQueue = async (place: DbPlace) => {
    const db = await openDb(place);
    const log = createLog({ level: "error", pretty: false, write: () => {} });
    const fixed = { db, place, ids: testIds(), clock: manualClock(), log, settings: SETTINGS };
    const jobs = await openJobs({ ...fixed, stop_grace_ms: 0 });
    database.closeFirst(async () => {
      await jobs.stop();
      await db.close();
    });
    return { db, jobs };
  };
  const queue = { customer_uuid: "c" };

  for (const kind of ["same", "other"] as const) {
    test(`what waits goes on in the ${kind} kind of database, in its order; what was given up is told`, async () => {
      const from = await openQueue(await database.place());
      const send = (file_key: string) =>
        from.db.transaction((tx) => from.jobs.enqueue(tx, "prepare_part", { file_key }));
      await send("broken");
      await from.jobs.work({ prepare_part: () => Promise.reject(new Error("it cannot be")) });
      await from.jobs.idle();
      await from.jobs.stop();
      await from.db.transaction(async (tx) => {
        for (const number of [1, 2, 3]) {
          const payload = { file_key: `${number}`, slice_thickness_nm: 1, pitch_nm: 1 };
          await from.jobs.enqueue(tx, "check_printability", payload);
        }
        await from.jobs.enqueue(tx, "look_at_queues", queue, { key: "c" });
      });
      const carried = await from.db.snapshot(readJobs);
      assert.equal(carried.length, 5);

      const place = await database.emptyPlace(kind);
      const laid = await openDb(place);
      const rows = carried.map((job, index) => ({ place: index + 1, ...job }));
      await laid.transaction((tx) => tx.insertInto("restored_jobs").values(rows).execute());
      const names = ({ name, payload, job_uuid, failed_at, error }: (typeof carried)[number]) => [
        name,
        JSON.parse(payload),
        job_uuid,
        failed_at,
        error,
      ];
      assert.deepEqual((await readJobs(laid.read)).map(names), carried.map(names));
      await laid.close();

      const to = await openQueue(place);
      assert.deepEqual((await to.db.snapshot(readJobs)).map(names), carried.map(names));
      // One that waits with the same key is joined, as it would have been there.
      await to.db.transaction((tx) => to.jobs.enqueue(tx, "look_at_queues", queue, { key: "c" }));
      assert.equal((await readJobs(to.db.read)).length, 5);
      const seen: string[] = [];
      await to.jobs.work({
        check_printability: async ({ file_key }, { job_uuid }) => {
          seen.push(`${file_key} ${job_uuid}`);
        },
        look_at_queues: async ({ customer_uuid }) => {
          seen.push(customer_uuid);
        },
      });
      await to.jobs.idle();
      const uuids = carried.filter(({ name }) => name === "check_printability");
      const expected = uuids.map(({ job_uuid }, index) => `${index + 1} ${job_uuid}`);
      assert.deepEqual(
        seen.filter((one) => one !== "c"),
        expected,
      );
      assert.ok(seen.includes("c"));
      const [parked, ...rest] = await to.jobs.parked();
      assert.deepEqual([parked.name, rest], ["prepare_part", []]);
      assert.match(parked.error, /it cannot be/);
    });
  }
});
