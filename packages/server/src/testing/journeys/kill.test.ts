import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { killAgainAndAgain } from "./kill.ts";

const KILLS = 12;

test(`${KILLS} kills at random moments lose nothing promised and double nothing`, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-kill-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const seed = Number(process.env.VATLINE_TEST_SEED ?? Date.now() % 2 ** 32);
  t.diagnostic(`VATLINE_TEST_SEED=${seed}`);
  const { promised, parts } = await killAgainAndAgain(folder, { kills: KILLS, seed });
  t.diagnostic(`${promised} promises kept, ${parts} parts complete`);
  assert.ok(promised > 0 && parts > 0);
});
