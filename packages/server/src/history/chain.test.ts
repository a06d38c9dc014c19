import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import type { Db } from "../platform/db/db.ts";
import { appendEvent } from "../platform/events.ts";
import { createBell } from "../platform/jobs/bell.ts";
import { createLog } from "../platform/log.ts";
import { forEachDatabase } from "../testing/databases.ts";
import { manualClock } from "../testing/manual-clock.ts";
import { openSealer } from "./seal.ts";
import { readSealedSeq } from "./store-seals.ts";
import { verifyChain } from "./verify.ts";

const CUSTOMER = "c1";
const AT = "2030-01-01T00:00:00.000Z";

async function append(db: Db, count: number, customer_uuid = CUSTOMER): Promise<void> {
  for (let n = 0; n < count; n++) {
    const event = { at: AT, customer_uuid, actor: "user:u1", noun: "parts", uuid: `p${n}` };
    await db.transaction((tx) => appendEvent(tx, { ...event, what: "created", details: { n } }));
  }
}

/** A sealer that seals when told to. */
function sealerOn(db: Db) {
  const log = createLog({ level: "error", pretty: false, write: () => {} });
  return openSealer({ db, clock: manualClock(), log, committed: createBell() });
}

/** Does something to the tables that no program would, and answers which event it was done to. */
type Tampering = (db: Db, seqs: number[]) => Promise<number | "end">;

const run = (db: Db, ...statements: ReturnType<typeof sql>[]) =>
  db.transaction(async (tx) => {
    for (const statement of statements) await statement.execute(tx);
  });

const TAMPERINGS: Record<string, Tampering> = {
  "an altered actor": async (db, [, , seq]) => {
    await run(db, sql`update events set actor = 'user:somebody' where seq = ${seq}`);
    return seq;
  },
  "altered details": async (db, [, , , seq]) => {
    await run(db, sql`update events set details = '{}' where seq = ${seq}`);
    return seq;
  },
  "an altered time of the very first": async (db, [seq]) => {
    await run(db, sql`update events set at = '2001-01-01T00:00:00.000Z' where seq = ${seq}`);
    return seq;
  },
  "a removed event": async (db, [, , , , seq]) => {
    await run(db, sql`delete from events where seq = ${seq}`);
    return seq;
  },
  "an event removed with its seal": async (db, [, , , , seq, next]) => {
    await run(
      db,
      sql`delete from events where seq = ${seq}`,
      sql`delete from event_seals where seq = ${seq}`,
    );
    return next;
  },
  "the first removed with its seal": async (db, [seq, next]) => {
    await run(
      db,
      sql`delete from events where seq = ${seq}`,
      sql`delete from event_seals where seq = ${seq}`,
    );
    return next;
  },
  "two events in each other's place": async (db, [, , one, other]) => {
    await run(
      db,
      sql`update events set what = (select what from events where seq = ${other}) || '' ,
        noun = (select noun from events where seq = ${other}),
        uuid = (select uuid from events where seq = ${other}) where seq = ${one}`,
    );
    return one;
  },
  "the tail cut off": async (db, seqs) => {
    const from = seqs.at(-3) ?? 0;
    await run(db, sql`delete from events where seq >= ${from}`);
    return from;
  },
  "the tail cut off with its seals": async (db, seqs) => {
    const from = seqs.at(-3) ?? 0;
    await run(
      db,
      sql`delete from events where seq >= ${from}`,
      sql`delete from event_seals where seq >= ${from}`,
    );
    return "end";
  },
  "the tail cut off and the end made to fit": async (db, seqs) => {
    const from = seqs.at(-3) ?? 0;
    const last = seqs.at(-4) ?? 0;
    await run(
      db,
      sql`delete from events where seq >= ${from}`,
      sql`delete from event_seals where seq >= ${from}`,
      sql`update seal_heads set seq = ${last}, event_count = event_count - 3,
        hash = (select hash from event_seals where seq = ${last})
        where seq = ${seqs.at(-1)}`,
    );
    return "end";
  },
  "a seal made to fit": async (db, [, , seq]) => {
    await run(
      db,
      sql`update events set actor = 'link' where seq = ${seq}`,
      sql`update event_seals set hash = 'fits' where seq = ${seq}`,
    );
    return seq;
  },
  "a removed seal, as of an event slipped in": async (db, [, , seq]) => {
    await run(db, sql`delete from event_seals where seq = ${seq}`);
    return seq;
  },
  "the end of the chain forgotten": async (db) => {
    await run(db, sql`delete from seal_heads`);
    return "end";
  },
};

forEachDatabase("the chain over events", (open) => {
  for (const [name, tamper] of Object.entries(TAMPERINGS)) {
    test(`${name}: is found, and stays found whatever comes after`, async () => {
      const db = await open();
      const sealer = sealerOn(db);
      await append(db, 6);
      await append(db, 2, "c2");
      await append(db, 4);
      const secret = await sealer.sealPending();
      assert.equal((await verifyChain(db.read, CUSTOMER, secret)).intact, true);
      const own = db.read.selectFrom("events").where("customer_uuid", "=", CUSTOMER);
      const seqs = (await own.select("seq").orderBy("seq").execute()).map(({ seq }) => seq);
      const seq = await tamper(db, seqs);
      const found = await verifyChain(db.read, CUSTOMER, secret);
      assert.equal(found.intact, false);
      if (seq !== "end") assert.equal(found.first_broken_seq, seq);
      assert.ok(found.first_broken_seq !== null && found.reason);
      await append(db, 3);
      await sealer.sealPending();
      assert.equal((await verifyChain(db.read, CUSTOMER, secret)).intact, false);
      await sealer.close();
    });
  }

  test("goes on over several sealers, batches and restarts, each event sealed once", async () => {
    const db = await open();
    const event = { at: AT, customer_uuid: CUSTOMER, actor: "user:u1", noun: "parts", uuid: "p" };
    await db.transaction(async (tx) => {
      for (let n = 0; n < 1200; n++) {
        await appendEvent(tx, { ...event, what: "created", details: { n } });
      }
    });
    const [one, other] = [sealerOn(db), sealerOn(db)];
    const [secret] = await Promise.all([one.sealPending(), other.sealPending(), append(db, 20)]);
    await one.close();
    await append(db, 5);
    await other.close();
    const { intact, event_count, last_seq } = await verifyChain(db.read, CUSTOMER, secret);
    assert.deepEqual([intact, event_count], [true, 1225]);
    assert.equal(await readSealedSeq(db.read), last_seq);
  });
});
