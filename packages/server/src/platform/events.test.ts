import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../testing/databases.ts";
import { appendEvent, readEvents } from "./events.ts";

const CUSTOMER = "01980000-0000-7000-8000-000000000001";

function created(uuid: string, customer_uuid = CUSTOMER) {
  const at = "2026-03-01T08:00:00.000Z";
  const details = { nested: [1, { text: "ä" }] };
  return { at, customer_uuid, actor: "key:k", noun: "parts", uuid, what: "created", details };
}

forEachDatabase("events", (open) => {
  test("are read back in order, one customer's alone", async () => {
    const db = await open();
    await db.transaction(async (tx) => {
      for (const uuid of ["p1", "p2", "p3"]) await appendEvent(tx, created(uuid));
      await appendEvent(tx, created("p4", "another"));
    });
    const events = await readEvents(db.read, { customer_uuid: CUSTOMER });
    const { seq, ...first } = events[0];
    assert.deepEqual(first, created("p1"));
    assert.deepEqual(
      events.map((event) => event.uuid),
      ["p1", "p2", "p3"],
    );
    const [next] = await readEvents(db.read, { customer_uuid: CUSTOMER, after_seq: seq, limit: 1 });
    assert.equal(next.uuid, "p2");
    const of_one = { customer_uuid: CUSTOMER, noun: "parts", uuid: "p3" };
    assert.equal((await readEvents(db.read, of_one)).length, 1);
  });

  test("a reader that goes on after the last it saw misses none while many write", async () => {
    const db = await open();
    const seen: string[] = [];
    let after_seq = 0;
    const readOn = async () => {
      for (const event of await readEvents(db.read, { customer_uuid: CUSTOMER, after_seq })) {
        seen.push(event.uuid);
        after_seq = event.seq;
      }
    };
    const uuids = Array.from({ length: 60 }, (_, i) => `p${i}`);
    const write = (uuid: string, i: number) =>
      db.transaction(async (tx) => {
        await appendEvent(tx, created(uuid));
        // Some take longer from their event to their commit.
        for (let n = 0; n < (i % 4) * 3; n++) await tx.selectFrom("parts").select("uuid").execute();
      });
    let writing = true;
    const written = Promise.all(uuids.map(write)).then(() => {
      writing = false;
    });
    while (writing) {
      await readOn();
      await new Promise(setImmediate);
    }
    await written;
    await readOn();
    assert.deepEqual(seen.toSorted(), uuids.toSorted());
  });
});
