import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom, shuffle } from "./random.ts";

suite("makeRandom", () => {
  test("gives the same sequence for the same seed, on every machine", () => {
    const random = makeRandom(1);
    const draw = Array.from({ length: 4 }, () => Math.floor(random.next() * 2 ** 32));
    assert.deepEqual(draw, [3859997260, 1167500903, 3173727205, 450958530]);
  });

  test("derives generators that differ by purpose and leave the parent alone", () => {
    const random = makeRandom(7);
    const first = [random.derive("a"), random.derive("b"), random.derive(1), random.derive("1")];
    const heads = first.map((generator) => generator.next());
    assert.equal(new Set(heads).size, 4);
    assert.equal(random.derive("a").next(), heads[0]);
    assert.equal(random.next(), makeRandom(7).next());
  });

  test("is even: 16 buckets of 16000 draws within 15 percent, for neighbouring seeds alike", () => {
    for (const seed of [0, 1, 2, 2 ** 32 - 1]) {
      const random = makeRandom(seed);
      const buckets = new Array(16).fill(0);
      for (let draw = 0; draw < 16_000; draw++) buckets[random.below(16)]++;
      for (const count of buckets) assert.ok(count > 850 && count < 1150, `seed ${seed}: ${count}`);
    }
  });
});

suite("shuffle", () => {
  test("keeps every element and reaches every order", () => {
    const random = makeRandom(3);
    const orders = new Set<string>();
    for (let round = 0; round < 200; round++) orders.add(shuffle(["a", "b", "c"], random).join(""));
    assert.equal(orders.size, 6);
  });
});
