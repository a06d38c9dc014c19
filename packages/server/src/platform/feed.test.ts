import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../testing/databases.ts";
import { manualClock } from "../testing/manual-clock.ts";
import { openFeed } from "./feed.ts";

forEachDatabase("feed", (open) => {
  test("a reader may begin 10,000 events back, and no further", async () => {
    const db = await open();
    const event = { at: "2030-01-01T00:00:00.000Z", customer_uuid: "c", actor: "a", noun: "n" };
    const rows = Array.from({ length: 500 }, () => ({
      ...{ ...event, uuid: "u", what: "w", details: "{}" },
    }));
    await db.transaction(async (tx) => {
      for (let n = 0; n < 21; n++) await tx.insertInto("events").values(rows).execute();
    });
    const all = await db.read.selectFrom("events").select("seq").orderBy("seq").execute();
    const seqs = all.map(({ seq }) => Number(seq));
    const newest = seqs[seqs.length - 1];
    const committed = { next: () => Promise.resolve() };
    const feed = openFeed({ db, clock: manualClock(), committed } as Parameters<
      typeof openFeed
    >[0]);
    const after = (count: number) => seqs[seqs.length - 1 - count];
    assert.deepEqual(await feed.begin("c", after(10_000)), {
      after_seq: after(10_000),
      gap: false,
    });
    assert.deepEqual(await feed.begin("c", after(10_001)), { after_seq: newest, gap: true });
    assert.deepEqual(await feed.begin("c", newest + 1), { after_seq: newest, gap: true });
    assert.deepEqual(await feed.begin("c", null), { after_seq: newest, gap: false });
  });
});
