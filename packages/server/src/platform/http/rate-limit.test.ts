import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "@vatline/api";
import { openRateLimit } from "./rate-limit.ts";

async function refusalOf(attempt: Promise<unknown>): Promise<Problem | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    assert.ok(error instanceof Problem && error.code === "too_many_requests");
    return error;
  }
}

for (const requests_max of [100, 200]) {
  test(`lets exactly ${requests_max} requests of each of 50 users through in 10 s`, async (t) => {
    t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_000_000 });
    const limit = openRateLimit(requests_max);
    for (let window = 0; window < 3; window += 1) {
      for (let user = 0; user < 50; user += 1) {
        let passed = 0;
        for (let n = 0; n < requests_max + 20; n += 1) {
          if (!(await refusalOf(limit.spend(`user-${user}`)))) passed += 1;
        }
        assert.equal(passed, requests_max);
      }
      t.mock.timers.tick(10_000);
    }
  });
}

test("says on every answer what is left; sleeping as long as told always suffices [rate-limit]", async (t) => {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_000_000 });
  const limit = openRateLimit(3);
  for (let wait_ms = 0; wait_ms < 10_000; wait_ms += 777) {
    const first = await limit.spend("user");
    assert.equal(first["ratelimit-policy"], '"user";q=3;w=10');
    assert.equal(first.ratelimit, '"user";r=2;t=10');
    assert.equal(first["x-ratelimit-limit"], "3");
    t.mock.timers.tick(wait_ms);
    await limit.spend("user");
    assert.equal((await limit.spend("user"))["x-ratelimit-remaining"], "0");
    const refusal = await refusalOf(limit.spend("user"));
    assert.ok(refusal);
    assert.equal(refusal.headers["x-ratelimit-remaining"], "0");
    assert.match(refusal.headers["retry-after"], /^([1-9]|10)$/);
    t.mock.timers.tick(Number(refusal.headers["retry-after"]) * 1000);
  }
});

test("bounds refused tokens of one address without touching another", async (t) => {
  t.mock.timers.enable({ apis: ["Date", "setTimeout"], now: 1_000_000 });
  const limit = openRateLimit(1, 5);
  for (let n = 0; n < 5; n += 1) assert.equal(await refusalOf(limit.spendFailure("a")), null);
  assert.ok(await refusalOf(limit.spendFailure("a")));
  assert.equal(await refusalOf(limit.spendFailure("b")), null);
});
