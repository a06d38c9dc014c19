import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Problem } from "@vatline/api";
import { createLock } from "./lock.ts";

const isBusy = (error: unknown) => error instanceof Problem && error.code === "overloaded";

describe("lock", () => {
  test("is handed on in the order it was asked for, to one at a time", async () => {
    const lock = createLock({ waiting_max: 10, wait_ms: 60_000 });
    const order: number[] = [];
    let holders = 0;
    await Promise.all(
      [0, 1, 2, 3, 4].map(async (n) => {
        const release = await lock.acquire();
        assert.equal(++holders, 1);
        order.push(n);
        await new Promise(setImmediate);
        holders--;
        release();
        release();
      }),
    );
    assert.deepEqual(order, [0, 1, 2, 3, 4]);
  });

  test("refuses more than may wait, and is free again afterwards", async () => {
    const lock = createLock({ waiting_max: 1, wait_ms: 60_000 });
    const release = await lock.acquire();
    const second = lock.acquire();
    await assert.rejects(lock.acquire(), isBusy);
    release();
    (await second)();
    (await lock.acquire())();
  });

  test("who waits too long is refused and takes nobody's turn", async () => {
    const lock = createLock({ waiting_max: 10, wait_ms: 5 });
    const release = await lock.acquire();
    await assert.rejects(lock.acquire(), isBusy);
    release();
    (await lock.acquire())();
  });
});
