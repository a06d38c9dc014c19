import assert from "node:assert/strict";
import { test } from "node:test";
import { manualClock } from "../testing/manual-clock.ts";
import { openLastUse } from "./last-use.ts";
import { createLog } from "./log.ts";

function openNoted(failing = false) {
  const written: [string[], string][] = [];
  const lines: string[] = [];
  const clock = manualClock("2026-03-01T12:00:30.000Z");
  const log = createLog({ level: "warn", pretty: false, write: (line) => lines.push(line) });
  const use = openLastUse({
    clock,
    log,
    async write(ids, at) {
      if (failing) throw new Error("no database");
      written.push([ids, at]);
    },
  });
  return { use, written, lines, clock };
}

test("a thing in use is written once a minute, together with the others", async () => {
  const { use, written, clock } = openNoted();
  for (let times = 0; times < 100; times++) use.note("a", null);
  use.note("b", "2026-03-01T11:59:00.000Z");
  use.note("c", "2026-03-01T12:00:00.000Z");
  await use.close();
  clock.advance(30_000);
  use.note("a", "2026-03-01T12:00:00.000Z");
  await use.close();
  assert.deepEqual(
    written.flatMap(([ids, at]) => ids.map((id) => [id, at])),
    [
      ["a", "2026-03-01T12:00:00.000Z"],
      ["b", "2026-03-01T12:00:00.000Z"],
      ["a", "2026-03-01T12:01:00.000Z"],
    ],
  );
});

test("a write that fails is logged and harms nobody", async () => {
  const { use, lines } = openNoted(true);
  use.note("a", null);
  await use.close();
  assert.match(lines.join(""), /no database/);
});
