import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../databases.ts";
import { cutUnderLoad } from "./backups.ts";

/** Fifty with two people at once are the trial before a release. */
const CUTS = Number(process.env.VATLINE_TEST_CUTS ?? 3);

forEachDatabase("backups under load", (database) => {
  test(`${CUTS} backups of a server at work are each whole, and of one moment`, async (t) => {
    const seed = Number(process.env.VATLINE_TEST_SEED ?? Date.now() % 2 ** 32);
    t.diagnostic(`VATLINE_TEST_SEED=${seed}`);
    const cuts = await cutUnderLoad(database, { cuts: CUTS, shoppers: CUTS > 3 ? 2 : 1, seed });
    t.diagnostic(JSON.stringify(cuts));
    assert.ok(
      cuts.some(({ during }) => during > 0),
      "something happened meanwhile",
    );
    assert.ok(Math.max(...cuts.map(({ files }) => files)) > 0);
  });
});
