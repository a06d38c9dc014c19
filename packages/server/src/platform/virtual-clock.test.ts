import assert from "node:assert/strict";
import { test } from "node:test";
import { forEachDatabase } from "../testing/databases.ts";
import { addSeconds } from "./clock.ts";
import type { Db } from "./db/db.ts";
import { appendEvent } from "./events.ts";
import { InvariantError } from "./invariant.ts";
import { createLog } from "./log.ts";
import { openVirtualClock } from "./virtual-clock.ts";

const START = "2026-03-01T08:00:00.000Z";
const log = createLog({ level: "silent" });

/** Real time under the test's control. */
function createReal() {
  let real_ms = 1_000_000;
  return {
    nowMs: () => real_ms,
    pass: (ms: number) => {
      real_ms += ms;
    },
  };
}

forEachDatabase("virtual clock", (open) => {
  const openClock = (db: Db, real: { nowMs: () => number }, speed: number | null = 60) =>
    openVirtualClock({ db, start: START, speed, realNowMs: real.nowMs, log });

  test("runs at its speed, and stands still at speed 0", async () => {
    const real = createReal();
    const clock = await openClock(await open(), real);
    assert.equal(clock.now(), START);
    real.pass(1500);
    assert.equal(clock.now(), addSeconds(START, 90));
    await clock.setSpeed(0);
    real.pass(5000);
    assert.equal(clock.now(), addSeconds(START, 90));
    await clock.setSpeed(0.5);
    real.pass(4000);
    assert.equal(clock.now(), addSeconds(START, 92));
    await assert.rejects(clock.setSpeed(-1), InvariantError);
    await clock.close();
  });

  test("goes on when real time is set back, and never runs backwards", async () => {
    const real = createReal();
    const clock = await openClock(await open(), real, 1);
    real.pass(10_000);
    assert.equal(clock.now(), addSeconds(START, 10));
    real.pass(-3_600_000);
    assert.equal(clock.now(), addSeconds(START, 10));
    real.pass(1000);
    assert.equal(clock.now(), addSeconds(START, 11));
    await clock.close();
  });

  test("goes on after a restart from where it was closed, at the speed it had", async () => {
    const db = await open();
    const real = createReal();
    const before = await openClock(db, real, 600);
    real.pass(1000);
    await before.close();
    real.pass(1_000_000);
    const after = await openClock(db, real, null);
    assert.equal(after.now(), addSeconds(START, 600));
    assert.equal(after.speed(), 600);
    await after.close();
  });

  test("after a crash it is never earlier than the history or the last jump", async () => {
    const db = await open();
    const real = createReal();
    const crashed = await openClock(db, real, 1);
    crashed.hold();
    await crashed.jumpTo(addSeconds(START, 100));
    crashed.letGo();
    const jumped = await openClock(db, real, 1);
    assert.equal(jumped.now(), addSeconds(START, 100));
    real.pass(700_000);
    const thing = { customer_uuid: "c", actor: "a", noun: "parts", uuid: "p", what: "created" };
    const at = jumped.now();
    await db.transaction((tx) => appendEvent(tx, { ...thing, at, details: {} }));
    const restarted = await openClock(db, real, 1);
    assert.equal(restarted.now(), addSeconds(START, 800));
    for (const clock of [crashed, jumped, restarted]) await clock.close();
  });

  test("a held clock stands still, jumps forward only, and goes on from there", async () => {
    const real = createReal();
    const clock = await openClock(await open(), real);
    clock.hold();
    real.pass(1000);
    assert.equal(clock.now(), START);
    await clock.jumpTo(addSeconds(START, 5));
    await assert.rejects(clock.jumpTo(START), InvariantError);
    clock.letGo();
    assert.equal(clock.now(), addSeconds(START, 5));
    real.pass(1000);
    assert.equal(clock.now(), addSeconds(START, 65));
    await clock.close();
  });

  test("the last moment that can be told is the end of time", async () => {
    const real = createReal();
    const clock = await openClock(await open(), real, 1_000_000);
    real.pass(1e12);
    assert.equal(clock.now(), "9999-12-31T23:59:59.999Z");
    await clock.close();
  });
});
