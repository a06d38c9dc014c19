import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Driver } from "../driver.ts";
import { estimateTimes, requiredResin, WARMING_S } from "../estimate.ts";
import { averageSpeed } from "../metrics.ts";
import { FAILURE_TURNAROUND_S, FILM_LIFE_LAYERS, FILM_WORN_LAYERS, TURNAROUND_S } from "./model.ts";
import { aJob, BENCH_START_MS, driverError, isoOf, newBench } from "./testing.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Milliseconds from the bench's start to the end of aJob() when started at once. */
const DURATION_MS = estimateTimes(aJob(), "M2").total_ms;

async function stateOf(printer: Driver): Promise<string> {
  return (await printer.report()).state;
}

suite("a simulated print", () => {
  test("takes exactly the expected duration, also for a caller hours late", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    bench.now_ms += 50 * HOUR_MS;
    const report = await printer.report();
    assert.equal(report.state, "IDLE");
    assert.equal(report.ready, true);
    assert.equal(report.next_change_at, null);
    assert.deepEqual(report.job, {
      job_id: "job-1",
      started_at: isoOf(BENCH_START_MS),
      layer_index: 500,
      remaining_s: 0,
      end: {
        outcome: "finished",
        ended_at: isoOf(BENCH_START_MS + DURATION_MS),
        layers_printed: 500,
        consumed_resin_ml: requiredResin(aJob()),
        reason: null,
      },
    });
  });

  test("goes from warming over printing to idle at the moments announced", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    const seen: [string, number][] = [];
    for (;;) {
      const report = await printer.report();
      seen.push([report.state, (bench.now_ms - BENCH_START_MS) / 1000]);
      assert.equal(report.ready, report.state === "IDLE");
      if (report.next_change_at === null) break;
      bench.now_ms = Date.parse(report.next_change_at);
    }
    assert.deepEqual(seen, [
      ["WARMING", 0],
      ["PRINTING", WARMING_S],
      ["FINISHED", DURATION_MS / 1000],
      ["IDLE", DURATION_MS / 1000 + TURNAROUND_S],
    ]);
  });

  test("prints as many layers as time allows, with the rest of the time remaining", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    const layer_ms = (DURATION_MS - WARMING_S * 1000) / 500;
    bench.now_ms += WARMING_S * 1000 + 200 * layer_ms - 1;
    assert.equal((await printer.report()).job?.layer_index, 199);
    bench.now_ms += 1;
    const { job, resin } = await printer.report();
    assert.equal(job?.layer_index, 200);
    assert.equal(job?.remaining_s, Math.ceil((300 * layer_ms) / 1000));
    assert.equal(resin?.volume_ml, 1600 - requiredResin(aJob()) * 0.4);
  });

  test("ends later by exactly the time it was paused", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    bench.now_ms += WARMING_S * 1000 + 12_345;
    await printer.pause();
    const paused = await printer.report();
    bench.now_ms += HOUR_MS;
    assert.deepEqual(await printer.report(), paused);
    assert.equal(paused.next_change_at, null);
    await printer.resume();
    bench.now_ms += DAY_MS;
    const end = (await printer.report()).job?.end;
    assert.equal(end?.ended_at, isoOf(BENCH_START_MS + DURATION_MS + HOUR_MS));
  });

  test("ends as aborted at the moment of abort, with the resin printed so far", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    await printer.abort("another job");
    assert.equal(await stateOf(printer), "WARMING");
    bench.now_ms += WARMING_S * 1000 + (DURATION_MS - WARMING_S * 1000) / 2;
    await printer.abort("job-1");
    const { state, job, resin } = await printer.report();
    assert.equal(state, "FINISHED");
    assert.equal(job?.end?.outcome, "aborted");
    assert.equal(job?.end?.ended_at, isoOf(bench.now_ms));
    assert.equal(job?.end?.layers_printed, 250);
    assert.equal(resin?.volume_ml, 1600 - requiredResin(aJob()) / 2);
    bench.now_ms += HOUR_MS;
    await printer.abort("job-1");
    assert.equal((await printer.report()).job?.end?.ended_at, job?.end?.ended_at);
  });

  test("takes time and resin as the volume lies in it", async () => {
    const bench = newBench();
    const printer = await bench.open();
    // The lower half holds four fifths of the volume.
    await printer.start(aJob({ volume_curve: [0.4, 0.8, 0.9, 1] }));
    const { layer, refill_ms } = estimateTimes(aJob(), "M2");
    const half_ms = 250 * (layer.exposure_ms + layer.move_ms) + 0.8 * refill_ms;
    bench.now_ms += WARMING_S * 1000 + half_ms - 1;
    assert.equal((await printer.report()).job?.layer_index, 249);
    bench.now_ms += 1;
    const { job, resin } = await printer.report();
    assert.equal(job?.layer_index, 250);
    assert.equal(resin?.volume_ml, 1600 - requiredResin(aJob()) * 0.8);
    bench.now_ms = BENCH_START_MS + DURATION_MS;
    assert.equal((await printer.report()).job?.end?.ended_at, isoOf(bench.now_ms));
  });

  test("goes on with a job begun before curves were known", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    const memory = JSON.parse(bench.memory ?? "");
    delete memory.job.refill_ms;
    delete memory.job.volume_curve;
    bench.memory = JSON.stringify(memory);
    const { job } = await (await bench.open()).report();
    const { layer } = estimateTimes(aJob(), "M2");
    assert.equal(job?.remaining_s, WARMING_S + (500 * (layer.exposure_ms + layer.move_ms)) / 1000);
  });

  test("grows longer with height and with area", () => {
    const totalOf = (figures = {}) => estimateTimes(aJob(figures), "M2").total_ms;
    assert.ok(totalOf({ layer_count: 501 }) > DURATION_MS);
    assert.ok(totalOf({ volume_ml: 450 }) > DURATION_MS);
  });

  test("is faster than 20 and slower than 120 mm/h on every ordinary build", () => {
    for (const hw_type of ["M1", "M2", "M3", "M3 Max", "L1"]) {
      for (const resin_name of ["EPU 40", "EPU 41", "RPU 130", "UMA 90", "unknown"]) {
        for (const volume_ml of [75, 1500, 4500]) {
          const job = aJob({ resin_name, volume_ml, layer_count: 1500 });
          const speed = averageSpeed({
            started_at: isoOf(0),
            ended_at: isoOf(estimateTimes(job, hw_type).total_ms),
            layers_printed: job.layer_count,
            slice_thickness_um: job.slice_thickness_um,
          });
          assert.ok(speed > 20 && speed < 120, `${hw_type} ${resin_name}: ${speed} mm/h`);
        }
      }
    }
  });
});

suite("a simulated printer refuses", () => {
  test("a second job while busy, for the time being", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    await assert.rejects(printer.start(aJob({ job_id: "job-2" })), driverError("busy", true));
    bench.now_ms += DURATION_MS;
    assert.equal(await stateOf(printer), "FINISHED");
    await assert.rejects(printer.start(aJob({ job_id: "job-2" })), driverError("busy", true));
    bench.now_ms += TURNAROUND_S * 1000;
    await printer.start(aJob({ job_id: "job-2" }));
  });

  test("a job that takes more resin than a full cassette holds, for good", async () => {
    const printer = await newBench().open();
    const tooMuch = driverError("resin_capacity_exceeded", false);
    await assert.rejects(printer.start(aJob({ volume_ml: 1500 })), tooMuch);
    await printer.start(aJob({ volume_ml: 1400 }));
  });

  test("a job with figures that cannot be", async () => {
    const printer = await newBench().open();
    const wrong = [
      { layer_count: 0 },
      { layer_count: 1.5 },
      { layer_count: 1_000_000 },
      { height_mm: 327 },
      { volume_ml: -1 },
      { volume_ml: Number.NaN },
      { volume_curve: [0.5, 0.4, 1] },
      { volume_curve: [0.5, 0.9] },
      { volume_curve: [Number.NaN, 1] },
    ];
    for (const figures of wrong) {
      await assert.rejects(printer.start(aJob(figures)), driverError("job_invalid", false));
    }
    assert.equal(await stateOf(printer), "IDLE");
  });

  test("pause and resume where they make no sense, and changes nothing", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const illegal = driverError("illegal_state", false);
    await assert.rejects(printer.pause(), illegal);
    await printer.start(aJob());
    const memory = bench.memory;
    await assert.rejects(printer.resume(), illegal);
    await assert.rejects(printer.pause(), illegal);
    assert.equal(bench.memory, memory);
    bench.now_ms += WARMING_S * 1000;
    await printer.pause();
    await assert.rejects(printer.pause(), illegal);
    await printer.abort("job-1");
    await assert.rejects(printer.resume(), illegal);
    assert.equal(await stateOf(printer), "FINISHED");
  });
});

suite("a simulated printer's memory", () => {
  test("is the same to the byte for the same seed, and reports differ for another", async () => {
    const traces = await Promise.all(
      [1, 1, 2].map(async (seed) => {
        const bench = newBench({}, "M2", seed);
        const printer = await bench.open();
        await printer.start(aJob());
        return JSON.stringify([bench.memory, await printer.report()]);
      }),
    );
    assert.equal(traces[0], traces[1]);
    assert.notEqual(traces[0], traces[2]);
  });

  test("makes starting the same job again harmless, also after a crash", async () => {
    const bench = newBench();
    await (await bench.open()).start(aJob());
    const memory = bench.memory;
    for (const wait_ms of [0, WARMING_S * 1000, DAY_MS]) {
      bench.now_ms += wait_ms;
      const reopened = await bench.open();
      await reopened.start(aJob());
      assert.equal(bench.memory, memory);
      assert.equal((await reopened.report()).job?.started_at, isoOf(BENCH_START_MS));
    }
  });

  test("holds a change before the verb resolves, and not when saving fails", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const saves = bench.save_count;
    await printer.start(aJob());
    assert.equal(bench.save_count, saves + 1);
    bench.now_ms += WARMING_S * 1000;
    bench.fails_to_save = true;
    await assert.rejects(printer.pause(), /disk full/);
    assert.equal(await stateOf(printer), "PRINTING");
    bench.fails_to_save = false;
    await printer.pause();
    assert.equal(await stateOf(printer), "PAUSED");
  });

  test("takes verbs called at once one after the other", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const results = await Promise.allSettled([
      printer.start(aJob()),
      printer.start(aJob({ job_id: "job-2" })),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ["fulfilled", "rejected"],
    );
    assert.equal((await printer.report()).job?.job_id, "job-1");
  });

  test("is refused when it is not one", async () => {
    for (const text of ["", "null", "{}", '{"version":2}']) {
      const bench = newBench();
      bench.memory = text;
      await assert.rejects(bench.open(), driverError("memory_unreadable", false));
    }
  });

  test("keeps time from running back when the clock is set back", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob());
    bench.now_ms += WARMING_S * 1000 + 60_000;
    await printer.pause();
    const report = await printer.report();
    const paused_ms = bench.now_ms;
    bench.now_ms -= HOUR_MS;
    assert.deepEqual(await printer.report(), report);
    await printer.resume();
    await printer.abort("job-1");
    assert.equal((await printer.report()).job?.end?.ended_at, isoOf(paused_ms));
  });
});

suite("cassettes, resin and platforms", () => {
  test("report resin low at the layer where it becomes so, not a millisecond before", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const job = aJob({ volume_ml: 1400, layer_count: 3000, height_mm: 300 });
    await printer.start(job);
    bench.now_ms += WARMING_S * 1000;
    const low_at = (await printer.report()).next_change_at;
    bench.now_ms = Date.parse(low_at ?? "") - 1;
    const before = await printer.report();
    assert.deepEqual(before.alerts, []);
    assert.ok((before.resin?.volume_ml ?? 0) >= 320);
    bench.now_ms += 1;
    const after = await printer.report();
    assert.deepEqual(after.alerts, ["resin low"]);
    assert.ok((after.resin?.volume_ml ?? 999) < 320);
    const ends_ms = BENCH_START_MS + estimateTimes(job, "M2").total_ms;
    assert.equal(after.next_change_at, isoOf(ends_ms));
  });

  test("are refilled from a new lot when too low for the next job, and only then", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const lots: (string | undefined)[] = [];
    const volumes: (number | undefined)[] = [];
    for (let n = 1; n <= 4; n++) {
      await printer.start(aJob({ job_id: `job-${n}`, volume_ml: 600 }));
      const { resin } = await printer.report();
      lots.push(resin?.lot_number);
      volumes.push(resin?.volume_ml);
      bench.now_ms += DAY_MS;
    }
    assert.deepEqual(volumes, [1600, 947, 1600, 947]);
    assert.equal(lots[0], lots[1]);
    assert.equal(lots[2], lots[3]);
    assert.notEqual(lots[1], lots[2]);
  });

  test("still show the lot and cassette of an ended job until the next one starts", async () => {
    const bench = newBench();
    const printer = await bench.open();
    await printer.start(aJob({ volume_ml: 1400 }));
    const { origin, resin } = await printer.report();
    bench.now_ms += DAY_MS;
    const later = await printer.report();
    assert.deepEqual(later.origin, origin);
    assert.equal(later.resin?.lot_number, resin?.lot_number);
  });

  test("are changed for another resin and found again with what was left", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const seen = [];
    for (const resin_name of ["RPU 130", "UMA 90", "RPU 130"]) {
      await printer.start(aJob({ job_id: `job-${seen.length}`, resin_name }));
      const { origin, resin } = await printer.report();
      seen.push({ cassette: origin.cassette_serial, resin });
      bench.now_ms += DAY_MS;
    }
    const [first, second, third] = seen;
    assert.equal(second.resin?.name, "UMA 90");
    assert.notEqual(second.cassette, first.cassette);
    assert.equal(third.cassette, first.cassette);
    assert.equal(third.resin?.lot_number, first.resin?.lot_number);
    assert.equal(third.resin?.volume_ml, 1600 - requiredResin(aJob()));
  });

  test("wear out, say so, and are replaced before a print", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const cassettes = new Map<string, number>();
    const layer_count = 3000;
    for (let n = 1; n <= FILM_LIFE_LAYERS / layer_count + 1; n++) {
      await printer.start(aJob({ job_id: `job-${n}`, layer_count }));
      bench.now_ms += DAY_MS;
      const { origin, alerts } = await printer.report();
      const prints = (cassettes.get(origin.cassette_serial) ?? 0) + 1;
      cassettes.set(origin.cassette_serial, prints);
      assert.equal(alerts.includes("film worn"), prints * layer_count >= FILM_WORN_LAYERS);
    }
    assert.deepEqual([...cassettes.values()], [FILM_LIFE_LAYERS / layer_count, 1]);
  });

  test("are kept for four resins: the one longest unused gives way", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const cassettes: string[] = [];
    for (const resin_name of ["A", "B", "C", "A", "D", "E", "A", "B"]) {
      await printer.start(aJob({ job_id: `job-${cassettes.length}`, resin_name }));
      cassettes.push((await printer.report()).origin.cassette_serial);
      bench.now_ms += DAY_MS;
    }
    assert.equal(cassettes[3], cassettes[0]);
    assert.equal(cassettes[6], cassettes[0]);
    assert.notEqual(cassettes[7], cassettes[1]);
  });

  test("take turns: platforms", async () => {
    const bench = newBench();
    const printer = await bench.open();
    const platforms: string[] = [];
    for (let n = 1; n <= 6; n++) {
      await printer.start(aJob({ job_id: `job-${n}` }));
      platforms.push((await printer.report()).origin.platform_serial);
      bench.now_ms += DAY_MS;
    }
    assert.equal(new Set(platforms).size, 3);
    assert.deepEqual(platforms.slice(3), platforms.slice(0, 3));
  });
});

suite("faults", () => {
  const reason = "debris not removed in three tries";

  test("make one print fail at the layer asked for, with its reason", async () => {
    const failures = [{ job_id: null, layer: 120, reason }];
    const bench = newBench({ faults: { failures } });
    const printer = await bench.open();
    await printer.start(aJob());
    const layer_ms = (DURATION_MS - WARMING_S * 1000) / 500;
    const ended_ms = BENCH_START_MS + WARMING_S * 1000 + 120 * layer_ms;
    bench.now_ms = ended_ms - 1;
    assert.equal((await printer.report()).next_change_at, isoOf(ended_ms));
    bench.now_ms = ended_ms;
    const { state, alerts, job, ready, next_change_at } = await printer.report();
    assert.equal(state, "ERROR");
    assert.deepEqual(alerts, [reason]);
    assert.equal(ready, false);
    assert.equal(next_change_at, isoOf(ended_ms + FAILURE_TURNAROUND_S * 1000));
    assert.deepEqual(job?.end, {
      outcome: "failed",
      ended_at: isoOf(ended_ms),
      layers_printed: 120,
      consumed_resin_ml: requiredResin(aJob()) * 0.24,
      reason,
    });
    bench.now_ms += DAY_MS;
    const reopened = await bench.open();
    await reopened.start(aJob({ job_id: "job-2" }));
    bench.now_ms += DAY_MS;
    assert.equal((await reopened.report()).job?.end?.outcome, "finished");
  });

  test("strike the job they name and no other", async () => {
    const bench = newBench({ faults: { failures: [{ job_id: "job-2", layer: 1, reason }] } });
    const printer = await bench.open();
    const outcomes: (string | undefined)[] = [];
    for (const job_id of ["job-1", "job-2", "job-3"]) {
      await printer.start(aJob({ job_id }));
      bench.now_ms += DAY_MS;
      outcomes.push((await printer.report()).job?.end?.outcome);
    }
    assert.deepEqual(outcomes, ["finished", "failed", "finished"]);
  });

  test("given while printing strike at the next layer at the earliest", async () => {
    const bench = newBench();
    await (await bench.open()).start(aJob());
    bench.now_ms += WARMING_S * 1000 + 10_000;
    bench.settings = { faults: { failures: [{ job_id: null, layer: 0, reason }] } };
    const printer = await bench.open();
    const { state, job, next_change_at } = await printer.report();
    assert.equal(state, "PRINTING");
    bench.now_ms = Date.parse(next_change_at ?? "");
    const failed = (await printer.report()).job;
    assert.equal(failed?.end?.outcome, "failed");
    assert.equal(failed?.layer_index, (job?.layer_index ?? 0) + 1);
  });

  test("are taken over once per plan, and again when its revision is raised", async () => {
    const failures = [{ job_id: null, layer: 1, reason }];
    const bench = newBench({ faults: { failures } });
    const outcomes: (string | undefined)[] = [];
    for (const [n, revision] of [0, 0, 1, 1].entries()) {
      bench.settings = { faults: { failures, revision } };
      const printer = await bench.open();
      await printer.start(aJob({ job_id: `job-${n}` }));
      bench.now_ms += DAY_MS;
      outcomes.push((await printer.report()).job?.end?.outcome);
    }
    assert.deepEqual(outcomes, ["failed", "finished", "failed", "finished"]);
  });

  test("put a printer out of reach for a while: it prints on, unseen", async () => {
    const from = isoOf(BENCH_START_MS + HOUR_MS / 6);
    const until = isoOf(BENCH_START_MS + DAY_MS);
    const bench = newBench({ faults: { offline: [{ from, until }] } });
    const printer = await bench.open();
    await printer.start(aJob());
    bench.now_ms += HOUR_MS / 6 - 1;
    const last = await printer.report();
    assert.equal(last.next_change_at, from);
    bench.now_ms += HOUR_MS;
    const unseen = await printer.report();
    assert.equal(unseen.state, "OFFLINE");
    assert.equal(unseen.ready, false);
    assert.equal(unseen.next_change_at, until);
    assert.equal(unseen.job?.end, null);
    assert.equal(unseen.job?.layer_index, last.job?.layer_index);
    await assert.rejects(printer.pause(), driverError("offline", true));
    await assert.rejects(printer.start(aJob()), driverError("offline", true));
    bench.now_ms = BENCH_START_MS + DAY_MS;
    const { state, job } = await printer.report();
    assert.equal(state, "IDLE");
    assert.equal(job?.end?.ended_at, isoOf(BENCH_START_MS + DURATION_MS));
  });

  test("show an alert from its beginning until its end", async () => {
    const from = isoOf(BENCH_START_MS + 1000);
    const until = isoOf(BENCH_START_MS + 2000);
    const alerts = [{ text: "oxygen shortage", from, until }];
    const bench = newBench({ faults: { alerts } });
    const printer = await bench.open();
    const seen: string[][] = [];
    const announced: (string | null)[] = [];
    for (const at_ms of [0, 999, 1000, 1999, 2000]) {
      bench.now_ms = BENCH_START_MS + at_ms;
      const report = await printer.report();
      seen.push(report.alerts);
      announced.push(report.next_change_at);
    }
    assert.deepEqual(seen, [[], [], ["oxygen shortage"], ["oxygen shortage"], []]);
    assert.deepEqual(announced, [from, from, until, until, null]);
  });

  test("do not reach back before the plan was taken over", async () => {
    const bench = newBench();
    await (await bench.open()).start(aJob());
    bench.now_ms += 100_000;
    const over = { from: isoOf(BENCH_START_MS), until: isoOf(BENCH_START_MS + 50_000) };
    const under_way = { from: isoOf(BENCH_START_MS), until: isoOf(BENCH_START_MS + 400_000) };
    bench.settings = { faults: { offline: [over] } };
    const before = await (await bench.open()).report();
    assert.equal(before.state, "WARMING");
    assert.equal(before.next_change_at, isoOf(BENCH_START_MS + WARMING_S * 1000));
    bench.settings = { faults: { offline: [over, under_way] } };
    const unseen = await (await bench.open()).report();
    assert.equal(unseen.state, "OFFLINE");
    assert.deepEqual(unseen.job, before.job);
  });

  test("that cannot be read are refused with the place of the mistake", async () => {
    const span = { from: "2026-01-02", until: "2026-01-01" };
    const wrong: [Record<string, unknown>, RegExp][] = [
      [{ resin_name: 7 }, /\/resin_name/],
      [{ fualts: {} }, /\/fualts/],
      [{ faults: [] }, /\/faults/],
      [{ faults: { offline: [span] } }, /\/faults\/offline\/0/],
      [
        { faults: { alerts: [{ text: "x", from: "soon", until: "" }] } },
        /\/faults\/alerts\/0\/from/,
      ],
      [{ faults: { failures: [{ layer: -1, reason: "x" }] } }, /\/faults\/failures\/0\/layer/],
      [{ faults: { failures: new Array(101).fill({}) } }, /\/faults\/failures/],
    ];
    for (const [settings, place] of wrong) {
      await assert.rejects(newBench(settings).open(), (error: Error) => {
        return driverError("settings_invalid", false)(error) && place.test(error.message);
      });
    }
  });
});
