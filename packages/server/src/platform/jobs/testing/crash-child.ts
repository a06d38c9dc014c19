/**
 * A process that queues jobs and runs them until it is killed. Prints the name of each job once its
 * transaction is committed; each run of a job leaves a row in the table `effects`.
 */
import { writeSync } from "node:fs";
import { sql } from "kysely";
import { openDb } from "../../db/open.ts";
import { openEffectsQueue } from "./effects.ts";

const [place_json, prefix] = process.argv.slice(2);
const place = JSON.parse(place_json);
const db = await openDb(place);
const { jobs } = await openEffectsQueue(db, place);

for (let i = 0; i < 10_000; i++) {
  const label = `${prefix}-${i}`;
  await db.transaction(async (tx) => {
    await jobs.enqueue(tx, "prepare_part", { file_key: label });
    // A second write in the transaction, so that a kill may fall between the two.
    await sql`insert into queued_labels (label) values (${label})`.execute(tx);
  });
  writeSync(1, `${label}\n`);
}
