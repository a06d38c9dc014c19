import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Problem, type ProblemCode } from "@vatline/api";
import { forEachDatabase } from "../testing/databases.ts";
import { addSeconds, systemClock } from "./clock.ts";
import type { Db } from "./db/db.ts";
import { type DbPlace, openDb } from "./db/open.ts";
import { createIds } from "./ids.ts";
import { InvariantError } from "./invariant.ts";
import type { JobQueue } from "./jobs/jobs.ts";
import { openJobs } from "./jobs/open.ts";
import { createLog } from "./log.ts";
import { createScheduler, type Scheduler, type Tick } from "./scheduler.ts";
import { openVirtualClock, type VirtualClock } from "./virtual-clock.ts";

const START = "2026-03-01T08:00:00.000Z";
const at = (seconds: number) => addSeconds(START, seconds);

function problem(code: ProblemCode) {
  return (error: unknown) => error instanceof Problem && error.code === code;
}

/** A plan of moments, each of which is noted down when it is run. */
function createPlan(name: string, moments: string[]) {
  const ran: { due_at: string; now: string }[] = [];
  const tick: Tick = {
    name,
    nextDueAt: async () => moments.toSorted()[0] ?? null,
    async run(now) {
      const due = moments.filter((moment) => moment <= now).toSorted();
      for (const due_at of due) ran.push({ due_at, now });
      moments.splice(0, moments.length, ...moments.filter((moment) => moment > now));
    },
  };
  return { tick, ran, moments };
}

type Shop = { db: Db; clock: VirtualClock; jobs: JobQueue; lines: string[] };

forEachDatabase("scheduler", (open) => {
  async function openShop(speed: number): Promise<Shop> {
    const place: DbPlace = await open.place();
    const db = await openDb(place);
    open.closeFirst(() => db.close());
    const lines: string[] = [];
    const log = createLog({ level: "info", pretty: false, write: (line) => lines.push(line) });
    const realNowMs = () => performance.now();
    const clock = await openVirtualClock({ db, start: START, speed, realNowMs, log });
    open.closeFirst(() => clock.close());
    const ids = createIds({ seed: 1, boot: 1, now: clock.now });
    const jobs = await openJobs({ db, place, ids, clock, log });
    open.closeFirst(() => jobs.stop());
    return { db, clock, jobs, lines };
  }

  function schedule(shop: Shop, ticks: Tick[], steps_max?: number): Scheduler {
    const log = createLog({
      level: "info",
      pretty: false,
      write: (line) => shop.lines.push(line),
    });
    const scheduler = createScheduler({ ...shop, ticks, log, ...(steps_max && { steps_max }) });
    open.closeFirst(() => scheduler.stop());
    return scheduler;
  }

  for (const speed of [0, 1]) {
    test(`an advance stops exactly at every moment that is due, at speed ${speed}`, async () => {
      const shop = await openShop(speed);
      await shop.jobs.work({});
      const a = createPlan("a", [at(90), at(30.5), at(7200)]);
      const b = createPlan("b", [at(30.5), at(86_400)]);
      const scheduler = schedule(shop, [a.tick, b.tick]);
      const advanced = await scheduler.advance(at(7200));
      assert.deepEqual(advanced, { now: at(7200), steps: 3 });
      const times = [at(30.5), at(90), at(7200)];
      assert.deepEqual(
        a.ran,
        times.map((time) => ({ due_at: time, now: time })),
      );
      assert.deepEqual(b.ran, [{ due_at: at(30.5), now: at(30.5) }]);
      assert.equal(shop.clock.speed(), speed);
      assert.ok(shop.clock.now() >= at(7200) && shop.clock.now() < at(7260));
    });
  }

  test("jobs end, and what they plan is done, before the time moves on", async () => {
    const shop = await openShop(0);
    const told: string[] = [];
    const after = createPlan("after", []);
    const orders = createPlan("orders", [at(60)]);
    const enqueue: Tick = {
      ...orders.tick,
      async run(now) {
        await orders.tick.run(now);
        await shop.db.transaction((tx) => shop.jobs.enqueue(tx, "prepare_part", { file_key: "f" }));
      },
    };
    await shop.jobs.work({
      async prepare_part() {
        await sleep(20);
        told.push(shop.clock.now());
        after.moments.push(shop.clock.now(), at(120));
      },
    });
    const scheduler = schedule(shop, [enqueue, after.tick]);
    const advanced = await scheduler.advanceUntilIdle(at(1000));
    assert.deepEqual(told, [at(60)]);
    assert.deepEqual(
      after.ran.map(({ now }) => now),
      [at(60), at(120)],
    );
    assert.deepEqual(advanced, { now: at(120), steps: 2 });
  });

  test("until idle: housekeeping is done on the way, and not waited for", async () => {
    const shop = await openShop(0);
    await shop.jobs.work({});
    const prints = createPlan("prints", [at(60)]);
    const retention = createPlan("retention", [at(30), at(90)]);
    const ticks = [prints.tick, { ...retention.tick, housekeeping: true }];
    const scheduler = schedule(shop, ticks);
    const advanced = await scheduler.advanceUntilIdle(at(1000));
    assert.deepEqual(advanced, { now: at(60), steps: 2 });
    assert.deepEqual(
      retention.ran.map(({ now }) => now),
      [at(30)],
    );
    assert.deepEqual(await scheduler.advance(at(100)), { now: at(100), steps: 1 });
  });

  test("until idle: stops at the limit when something is still planned", async () => {
    const shop = await openShop(0);
    await shop.jobs.work({});
    const scheduler = schedule(shop, [createPlan("poll", [at(10), at(2000)]).tick]);
    await assert.rejects(scheduler.advanceUntilIdle(at(1000)), problem("clock_never_idle"));
    assert.equal(shop.clock.now(), at(1000));
  });

  test("two advances run one after the other", async () => {
    const shop = await openShop(0);
    await shop.jobs.work({});
    const plan = createPlan("a", [at(50), at(150)]);
    const scheduler = schedule(shop, [plan.tick]);
    const [first, second] = await Promise.all([scheduler.advanceBy(100), scheduler.advanceBy(100)]);
    assert.deepEqual([first.now, second.now], [at(100), at(200)]);
    assert.deepEqual([first.steps, second.steps], [1, 1]);
  });

  test("refuses to go back, too far, to no time, or with too many waiting", async () => {
    const shop = await openShop(0);
    await shop.jobs.work({});
    const scheduler = schedule(shop, []);
    await assert.rejects(scheduler.advance(at(-1)), problem("clock_backwards"));
    await assert.rejects(scheduler.advance("2026-03-02"), problem("clock_command_invalid"));
    await assert.rejects(scheduler.advanceBy(1e12), problem("clock_too_far"));
    const many = Array.from({ length: 17 }, () => scheduler.advanceBy(1));
    const failed = (await Promise.allSettled(many)).filter(({ status }) => status === "rejected");
    assert.equal(failed.length, 1);
    assert.equal(shop.clock.now(), at(16));
  });

  test("an advance with too many steps ends where they ran out", async () => {
    const shop = await openShop(0);
    await shop.jobs.work({});
    const every_second: Tick = {
      name: "every second",
      nextDueAt: async () => addSeconds(shop.clock.now(), 1),
      run: async () => {},
    };
    const scheduler = schedule(shop, [every_second], 10);
    await assert.rejects(scheduler.advance(at(100)), problem("clock_too_far"));
    assert.equal(shop.clock.now(), at(10));
  });

  test("a tick that is due for ever is named", async () => {
    const shop = await openShop(0);
    await shop.jobs.work({});
    const stuck: Tick = { name: "stuck", nextDueAt: async () => at(5), run: async () => {} };
    const scheduler = schedule(shop, [stuck]);
    await assert.rejects(scheduler.advance(at(10)), (error) => {
      assert.ok(error instanceof InvariantError);
      assert.match(error.message, /^stuck ran and is due at 2026-03-01T08:00:05\.000Z still$/);
      return true;
    });
  });

  test("stopping ends an advance that waits for a job", async () => {
    const shop = await openShop(0);
    const gate = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    await shop.jobs.work({
      async prepare_part() {
        begun.resolve();
        await gate.promise;
      },
    });
    await shop.db.transaction((tx) => shop.jobs.enqueue(tx, "prepare_part", { file_key: "f" }));
    const scheduler = schedule(shop, []);
    const advance = assert.rejects(scheduler.advanceBy(60), problem("overloaded"));
    await begun.promise;
    await scheduler.stop();
    await advance;
    assert.equal(shop.clock.now(), START);
    gate.resolve();
  });

  test("a failing tick ends an advance, and the clock goes on", async () => {
    const shop = await openShop(1000);
    await shop.jobs.work({});
    const failing: Tick = {
      ...createPlan("failing", [at(500_000)]).tick,
      run: async () => {
        throw new RangeError("on purpose");
      },
    };
    const scheduler = schedule(shop, [failing]);
    await assert.rejects(scheduler.advance(at(600_000)), RangeError);
    const stopped_at = shop.clock.now();
    await sleep(20);
    assert.ok(shop.clock.now() > stopped_at);
  });

  test("while time runs, ticks run when they are due and not before", async () => {
    const shop = await openShop(1000);
    const plan = createPlan("a", [at(100), at(101), at(200)]);
    const done = Promise.withResolvers<void>();
    const last: Tick = {
      ...createPlan("last", [at(210)]).tick,
      run: async () => {
        done.resolve();
      },
    };
    const scheduler = schedule(shop, [plan.tick, last]);
    scheduler.start();
    await done.promise;
    await scheduler.stop();
    assert.equal(plan.ran.length, 3);
    for (const { due_at, now } of plan.ran) assert.ok(due_at <= now);
  });

  test("while time runs, a failing tick holds up no other and is logged by name", async () => {
    const shop = await openShop(1000);
    const failing: Tick = {
      name: "failing",
      nextDueAt: async () => START,
      run: async () => {
        throw new RangeError("on purpose");
      },
    };
    const done = Promise.withResolvers<void>();
    const other: Tick = {
      name: "other",
      nextDueAt: async () => at(50),
      run: async () => {
        done.resolve();
      },
    };
    const scheduler = schedule(shop, [failing, other]);
    scheduler.start();
    await done.promise;
    await scheduler.stop();
    const failures = shop.lines.filter((line) => line.includes('"tick":"failing"'));
    assert.equal(failures.length, 1);
    assert.match(failures[0], /a tick failed.*RangeError: on purpose/);
  });

  test("wake finds at once what was planned behind its back", async () => {
    const shop = await openShop(0);
    const plan = createPlan("a", []);
    const looked: (() => void)[] = [];
    const done = Promise.withResolvers<void>();
    const tick: Tick = {
      name: "a",
      async nextDueAt() {
        for (const tell of looked.splice(0)) tell();
        return plan.tick.nextDueAt();
      },
      async run(now) {
        await plan.tick.run(now);
        done.resolve();
      },
    };
    const scheduler = createScheduler({
      clock: systemClock,
      ticks: [tick],
      jobs: shop.jobs,
      log: createLog({ level: "silent" }),
    });
    open.closeFirst(() => scheduler.stop());
    const first_look = new Promise<void>((resolve) => looked.push(resolve));
    scheduler.start();
    await first_look;
    plan.moments.push(START);
    scheduler.wake();
    await done.promise;
    assert.equal(plan.ran.length, 1);
  });
});
