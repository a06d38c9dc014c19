import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { Problem } from "@vatline/api";
import { GeometryError } from "@vatline/geometry";
import type { verbs } from "./testing/worker-verbs.ts";
import { createWorkers, type WorkerModule, type Workers } from "./workers.ts";

const MODULE: WorkerModule<typeof verbs> = {
  url: import.meta.resolve("./testing/worker-verbs.ts"),
};
const HOUR_MS = 3_600_000;

const opened: Workers[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((workers) => workers.close()));
});

function open(options: Parameters<typeof createWorkers>[0]): Workers {
  const workers = createWorkers(options);
  opened.push(workers);
  return workers;
}

test("runs verbs, also those that answer later", async () => {
  const workers = open({ threads: 2 });
  const sums = await Promise.all([
    workers.run(MODULE, "add", [1, 2]),
    workers.run(MODULE, "addLater", [3, 4]),
  ]);
  assert.deepEqual(sums, [3, 7]);
});

test("leaves the caller's arguments as they were", async () => {
  const bytes = new Uint8Array(3_000_000);
  const filled = await open({ threads: 1 }).run(MODULE, "fill", [bytes]);
  assert.equal(bytes.byteLength, 3_000_000);
  assert.ok(bytes.every((byte) => byte === 0));
  assert.ok(filled.every((byte) => byte === 7));
});

test("a GeometryError comes back as one, with its code and place", async () => {
  const refused = open({ threads: 1 }).run(MODULE, "refuse", []);
  await assert.rejects(refused, (error) => {
    assert.ok(error instanceof GeometryError);
    const { code, message, at } = error;
    assert.deepEqual(
      { code, message, at },
      {
        code: "stl_truncated",
        message: "the file ends early",
        at: { byte: 84 },
      },
    );
    assert.match(error.stack ?? "", /worker-verbs/);
    return true;
  });
});

test("other errors keep name, code and message", async () => {
  const workers = open({ threads: 1 });
  await assert.rejects(workers.run(MODULE, "fail", []), {
    name: "RangeError",
    code: "too_far",
    message: "too far",
  });
  await assert.rejects(workers.run({ url: "file:///no/such/module.ts" }, "add", []), {
    code: "ERR_MODULE_NOT_FOUND",
  });
});

test("an abort ends the thread, and the next task runs on another", async () => {
  const workers = open({ threads: 1 });
  const abort = new AbortController();
  const reason = new Error("no longer wanted");
  const endless = workers.run(MODULE, "spin", [HOUR_MS], { signal: abort.signal });
  const next = workers.run(MODULE, "add", [1, 2]);
  // The thread answers only after it was busy with the endless task for a while.
  setTimeout(() => abort.abort(reason), 200);
  await assert.rejects(endless, reason);
  assert.equal(await next, 3);
  await assert.rejects(workers.run(MODULE, "add", [1, 2], { signal: abort.signal }), reason);
});

test("an abort takes a waiting task out of the queue", async () => {
  const workers = open({ threads: 1 });
  const abort = new AbortController();
  const first = workers.run(MODULE, "spin", [50]);
  const waiting = workers.run(MODULE, "spin", [HOUR_MS], { signal: abort.signal });
  abort.abort();
  await assert.rejects(waiting, { name: "AbortError" });
  assert.equal(await first, 50);
  assert.equal(await workers.run(MODULE, "add", [1, 2]), 3);
});

test("a thread that runs out of memory fails its task only", async () => {
  const workers = open({ threads: 1, heap_max_mb: 32 });
  const hoard = workers.run(MODULE, "hoard", []);
  const next = workers.run(MODULE, "add", [1, 2]);
  await assert.rejects(hoard, {
    message: "The computation hoard needed more memory than a thread may have.",
  });
  assert.equal(await next, 3);
});

test("a thread that exits fails its task only", async () => {
  const workers = open({ threads: 1 });
  await assert.rejects(workers.run(MODULE, "exit", []), {
    message: "The computation exit lost its thread.",
  });
  assert.equal(await workers.run(MODULE, "add", [1, 2]), 3);
});

test("refuses a task when 1,000 wait", async () => {
  const workers = open({ threads: 1 });
  const abort = new AbortController();
  const endless = workers.run(MODULE, "spin", [HOUR_MS], { signal: abort.signal });
  const outcomes = Array.from({ length: 1100 }, (_, i) =>
    workers.run(MODULE, "add", [i, 0]).then(
      () => "done",
      (error) => (error instanceof Problem ? error.code : `${error}`),
    ),
  );
  abort.abort();
  await assert.rejects(endless, { name: "AbortError" });
  const counts = Object.groupBy(await Promise.all(outcomes), (outcome) => outcome);
  assert.deepEqual(Object.keys(counts).sort(), ["done", "overloaded"]);
  // One more may be held ready for a thread that is starting.
  assert.ok(Math.abs((counts.done?.length ?? 0) - 1000) <= 1, `${counts.done?.length} ran`);
});

test("close ends what runs and leaves no timer or thread", async () => {
  const before = process.getActiveResourcesInfo().sort();
  const workers = createWorkers({ threads: 2 });
  await workers.run(MODULE, "add", [1, 2]);
  const running = assert.rejects(workers.run(MODULE, "spin", [HOUR_MS]), /lost its thread/);
  const waiting = [1, 2].map(() =>
    assert.rejects(workers.run(MODULE, "spin", [HOUR_MS]), /lost its thread/),
  );
  await workers.close();
  await Promise.all([running, ...waiting]);
  assert.deepEqual(process.getActiveResourcesInfo().sort(), before);
});
