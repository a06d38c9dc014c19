import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { type Driver, DriverError, type PrinterReport, type PrintJob } from "../driver.ts";
import { aJob, BENCH_START_MS, type Bench, isoOf, newBench } from "./testing.ts";

const HOUR_MS = 3_600_000;

/** Something done to a printer, after a wait. */
type Act = {
  wait_ms: number;
  verb: "start" | "pause" | "resume" | "abort" | "look";
  job: PrintJob;
};

const jobs = fc
  .record({
    job_id: fc.constantFrom("a", "b", "c", "d"),
    resin_name: fc.constantFrom("RPU 130", "EPU 41"),
    layer_count: fc.integer({ min: 1, max: 3000 }),
    volume_ml: fc.integer({ min: 0, max: 1600 }),
    volume_curve: fc.constantFrom<number[]>([], [1], [0.1, 0.1, 0.9, 1]),
  })
  .map(aJob);

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.record({
    wait_ms: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 1, max: HOUR_MS / 4 }),
      fc.integer({ min: 1, max: 12 * HOUR_MS }),
    ),
    verb: fc.constantFrom("start", "start", "start", "pause", "resume", "resume", "abort", "look"),
    job: jobs,
  }),
  { maxLength: 25 },
);

const spans = fc
  .tuple(fc.integer({ min: 0, max: 50 * HOUR_MS }), fc.integer({ min: 1, max: HOUR_MS }))
  .map(([from_ms, length_ms]) => ({
    from: isoOf(BENCH_START_MS + from_ms),
    until: isoOf(BENCH_START_MS + from_ms + length_ms),
  }));

const plans = fc.record({
  offline: fc.array(spans, { maxLength: 4 }),
  failures: fc.array(
    fc.record({
      job_id: fc.constantFrom(null, "a", "b"),
      layer: fc.integer({ min: 0, max: 3500 }),
      reason: fc.constant("debris too large"),
    }),
    { maxLength: 3 },
  ),
});

/** Carries out one act; the code of the refusal, or null. */
async function perform(printer: Driver, { verb, job }: Act): Promise<string | null> {
  try {
    if (verb === "start") await printer.start(job);
    else if (verb === "abort") await printer.abort(job.job_id);
    else await printer[verb === "look" ? "report" : verb]();
    return null;
  } catch (error) {
    if (error instanceof DriverError) return error.code;
    throw error;
  }
}

/** What may change only where it was announced. */
function stepwisePartOf({ resin, job, ...report }: PrinterReport) {
  return { ...report, lot: resin?.lot_number, job_id: job?.job_id, end: job?.end };
}

/** Lets time pass until `until_ms`, stops at every announced change, and checks each report. */
async function watch(bench: Bench, printer: Driver, until_ms: number): Promise<void> {
  let report = await printer.report();
  for (;;) {
    const from_ms = bench.now_ms;
    const next_ms = report.next_change_at === null ? Infinity : Date.parse(report.next_change_at);
    assert.ok(next_ms > from_ms);
    const calm_ms = Math.min(next_ms - 1, until_ms) - from_ms;
    for (const passed_ms of [Math.floor(calm_ms / 3), calm_ms]) {
      bench.now_ms = from_ms + passed_ms;
      assertSteady(report, await printer.report(), passed_ms);
    }
    if (next_ms > until_ms) return;
    bench.now_ms = next_ms;
    const next = await printer.report();
    assertChanged(report, next);
    report = next;
  }
}

/** Between two changes only layers, rest and volume move, and they move evenly. */
function assertSteady(before: PrinterReport, after: PrinterReport, passed_ms: number): void {
  assert.deepEqual(stepwisePartOf(after), stepwisePartOf(before));
  if (before.job === null || after.job === null) return;
  assert.ok(after.job.layer_index >= before.job.layer_index);
  assert.ok((after.resin?.volume_ml ?? 0) <= (before.resin?.volume_ml ?? 0));
  const fallen_s = before.job.remaining_s - after.job.remaining_s;
  const runs = ["WARMING", "PRINTING"].includes(before.state);
  assert.ok(Math.abs(fallen_s - (runs ? passed_ms / 1000 : 0)) < 1);
}

/** An announced change can be seen, and an end that is seen as it happens ended just now. */
function assertChanged(before: PrinterReport, after: PrinterReport): void {
  const { next_change_at, ...old } = stepwisePartOf(before);
  const { next_change_at: _, ...changed } = stepwisePartOf(after);
  assert.notDeepEqual(changed, old);
  const job = after.job;
  assert.equal(job?.job_id, before.job?.job_id);
  if (job === null || before.job === null) return;
  assert.ok(job.layer_index >= before.job.layer_index);
  assert.ok(job.remaining_s <= before.job.remaining_s);
  if (job.end !== null && before.job.end === null && before.state !== "OFFLINE") {
    assert.equal(job.end.ended_at, next_change_at);
    assert.equal(job.layer_index, job.end.layers_printed);
  }
}

suite("a simulated printer, whatever is done to it", () => {
  test("changes exactly when announced, and evenly in between", async () => {
    await fc.assert(
      fc.asyncProperty(acts, plans, async (history, faults) => {
        const bench = newBench({ faults });
        const printer = await bench.open();
        for (const act of history) {
          await watch(bench, printer, bench.now_ms + act.wait_ms);
          await perform(printer, act);
        }
        await watch(bench, printer, bench.now_ms + 100 * HOUR_MS);
      }),
    );
  });

  test("has the same history if asked often, once, or restarted before every act", async () => {
    await fc.assert(
      fc.asyncProperty(acts, plans, fc.nat(), async (history, faults, seed) => {
        const runs = ["often", "once", "restarted"].map(async (way) => {
          const bench = newBench({ faults }, "M3", seed);
          let printer = await bench.open();
          const refusals: (string | null)[] = [];
          const memories: (string | null)[] = [];
          for (const act of history) {
            if (way === "often") await watch(bench, printer, bench.now_ms + act.wait_ms);
            bench.now_ms = way === "often" ? bench.now_ms : bench.now_ms + act.wait_ms;
            if (way === "restarted") printer = await bench.open();
            refusals.push(await perform(printer, act));
            memories.push(bench.memory);
          }
          bench.now_ms += 7 * HOUR_MS;
          return JSON.stringify([refusals, memories, await printer.report()]);
        });
        const [often, once, restarted] = await Promise.all(runs);
        assert.equal(often, once);
        assert.equal(restarted, once);
      }),
    );
  });

  test("moves only from state to state as the table of legal moves has it", async () => {
    const legal = new Set([
      ...["IDLE start WARMING", "PRINTING pause PAUSED", "PAUSED resume PRINTING"],
      ...["WARMING abort FINISHED", "PRINTING abort FINISHED", "PAUSED abort FINISHED"],
    ]);
    await fc.assert(
      fc.asyncProperty(acts, async (history) => {
        const bench = newBench();
        const printer = await bench.open();
        for (const act of history) {
          bench.now_ms += act.wait_ms;
          const before = await printer.report();
          const refusal = await perform(printer, act);
          const after = await printer.report();
          if (refusal !== null) assert.deepEqual(after, before);
          if (after.state === before.state) continue;
          assert.ok(legal.has(`${before.state} ${act.verb} ${after.state}`));
        }
      }),
    );
  });
});

suite("a simulated printer over a year", () => {
  test("never overdraws a cassette or a lot, and its memory stays small", async () => {
    const bench = newBench({}, "M2", 7);
    let printer = await bench.open();
    const taken_ml = new Map<string, number>();
    const platforms = new Set<string>();
    const resins = ["RPU 130", "EPU 40", "EPU 41", "UMA 90", "EPU 46"];
    const year_end_ms = BENCH_START_MS + 365 * 24 * HOUR_MS;
    let prints = 0;
    for (; bench.now_ms < year_end_ms; prints++) {
      const resin_name = resins[Math.floor(prints / 20) % resins.length];
      const volume_ml = (prints * 97) % 1400;
      await printer.start(aJob({ job_id: `job-${prints}`, resin_name, volume_ml }));
      const started = await printer.report();
      for (;;) {
        const { next_change_at, resin } = await printer.report();
        assert.ok(resin !== null && resin.volume_ml >= 0 && resin.volume_ml <= 1600);
        if (next_change_at === null) break;
        bench.now_ms = Date.parse(next_change_at);
      }
      const { job, resin, origin } = await printer.report();
      assert.equal(resin?.lot_number, started.resin?.lot_number);
      const lot = resin?.lot_number ?? "";
      taken_ml.set(lot, (taken_ml.get(lot) ?? 0) + (job?.end?.consumed_resin_ml ?? 0));
      platforms.add(origin.platform_serial);
      bench.now_ms += HOUR_MS;
      if (prints % 50 === 0) printer = await bench.open();
      assert.ok((bench.memory?.length ?? 0) < 2000);
    }
    assert.ok(prints > 3000);
    assert.ok(taken_ml.size > 1000);
    for (const [lot, ml] of taken_ml) assert.ok(ml <= 1600.01, `${lot}: ${ml} ml`);
    assert.equal(platforms.size, 3);
  });
});
