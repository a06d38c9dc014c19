import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { createIds, type Ids } from "./ids.ts";

const START = "2026-03-01T08:00:00.000Z";
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

function draw(ids: Ids, count: number): string[] {
  return Array.from({ length: count }, () => ids.next());
}

function idsAt(seed: number | null, boot = 1, now = START): Ids {
  return createIds({ seed, boot, now: () => now });
}

describe("ids", () => {
  test("uuids are of version 7 with the domain time in front", () => {
    for (const seed of [null, 7]) {
      const uuid = idsAt(seed).next();
      assert.match(uuid, UUID);
      assert.equal(
        Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16),
        Date.parse("2026-03-01T08:00:00.000Z"),
      );
    }
  });

  test("uuids sort in the order they were made, whatever the time does", () => {
    fc.assert(
      fc.property(
        fc.option(fc.nat()),
        fc.nat(10_000),
        fc.array(fc.nat({ max: 3 }), { minLength: 2, maxLength: 300 }),
        (seed, boot, times_ms) => {
          let now = START;
          const ids = createIds({ seed, boot, now: () => now });
          const uuids = times_ms.map((ms) => {
            now = new Date(Date.parse(START) + ms).toISOString();
            return ids.next();
          });
          assert.deepEqual(uuids.toSorted(), uuids);
          assert.equal(new Set(uuids).size, uuids.length);
        },
      ),
    );
  });

  test("a seed and a start of the server repeat; another of either does not", () => {
    assert.deepEqual(draw(idsAt(7), 1000), draw(idsAt(7), 1000));
    const all = [idsAt(7, 1), idsAt(7, 2), idsAt(8, 1)].flatMap((ids) => draw(ids, 1000));
    assert.equal(new Set(all).size, 3000);
  });

  test("while the time stands still, a later start of the server makes later uuids", () => {
    const uuids = [1, 2, 3].flatMap((boot) => draw(idsAt(7, boot), 100));
    assert.deepEqual(uuids.toSorted(), uuids);
  });

  test("without a seed nothing repeats", () => {
    const uuids = [...draw(idsAt(null), 1000), ...draw(idsAt(null), 1000)];
    assert.equal(new Set(uuids).size, 2000);
  });

  test("a job draws the same uuids when it runs again, also after a restart", () => {
    for (const seed of [null, 7]) {
      const job_uuid = idsAt(seed).next();
      const first = draw(idsAt(seed, 1).forJob(job_uuid), 10);
      const again = draw(idsAt(seed, 2, "2026-04-01T00:00:00.000Z").forJob(job_uuid), 10);
      assert.deepEqual(first, again);
      assert.deepEqual(first.toSorted(), first);
      assert.equal(first[0].slice(0, 13), job_uuid.slice(0, 13));
      assert.notDeepEqual(draw(idsAt(seed).forJob(idsAt(seed, 2).next()), 10), first);
    }
  });
});
