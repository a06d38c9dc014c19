/** Counts in a database without end, a line for every commit, to be killed by a test. */
import { writeSync } from "node:fs";
import { nextCount } from "../platform/counters.ts";
import { openDb } from "../platform/db/open.ts";

const db = await openDb({ sqlite: process.argv[2] });
for (;;) {
  const count = await db.transaction((tx) => nextCount(tx, "killed", "commits"));
  writeSync(1, `${count}\n`);
}
