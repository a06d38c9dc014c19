import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import { openGate } from "./gate.ts";

test("lets so many in at once, so many wait in order, and refuses the rest", async () => {
  const gate = openGate({ at_once: 2, waiting_max: 3 });
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const work = (number: number) =>
    gate.run(() => {
      started.push(number);
      return new Promise<number>((resolve) => finish.push(() => resolve(number)));
    });
  const done = [0, 1, 2, 3, 4].map(work);
  await assert.rejects(work(5), (error) => error instanceof Problem && error.code === "overloaded");
  assert.deepEqual(started, [0, 1]);
  for (let number = 0; number < 5; number++) {
    finish[number]();
    assert.equal(await done[number], number);
  }
  assert.deepEqual(started, [0, 1, 2, 3, 4]);
});

test("work that fails gives its place on", async () => {
  const gate = openGate({ at_once: 1, waiting_max: 1 });
  const failing = gate.run(() => Promise.reject(new Error("no")));
  const next = gate.run(async () => "done");
  await assert.rejects(failing, /no/);
  assert.equal(await next, "done");
});
