import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom } from "../../random.ts";
import { rectangle } from "../testing/items.ts";
import { type Cell, deepestIn, deepestOf, deepestPairs } from "./deepest.ts";
import { makeStack, makeStoreys, meetingsOf } from "./stack.ts";

const NO_BOUND = Number.POSITIVE_INFINITY;

suite("overlap by height", () => {
  test("is the same from the pieces and from what is listed for a cell", () => {
    const random = makeRandom(1);
    const wide = rectangle(20, 10);
    const narrow = rectangle(6, 8);
    const stack = makeStack([wide, narrow, wide], 0.01);
    const [below, above] = [makeStoreys(stack, 0, 0.5), makeStoreys(stack, 30, 0.5)];
    const meetings = meetingsOf(below, above);
    assert.equal(meetings.length, 3);
    let deep = 0;
    for (let tries = 0; tries < 200; tries++) {
      const x = 60 * (random.next() - 0.5);
      const y = 40 * (random.next() - 0.5);
      const cell: Cell = { x, y, halfWidth: 1 + random.next(), halfDepth: 1 + random.next() };
      const listed = deepestPairs(meetings, cell, 0, 2);
      const numbers = Float64Array.from([0, ...(listed ?? [0])]);
      for (let at = 0; at < 10; at++) {
        const dx = x + (2 * random.next() - 1) * cell.halfWidth;
        const dy = y + (2 * random.next() - 1) * cell.halfDepth;
        const [slope, slopeListed] = [new Float64Array(3), new Float64Array(3)];
        const depth = 2 * deepestOf(meetings, dx, dy, 0, NO_BOUND, slope);
        const fromList = deepestIn(numbers, 1, dx, dy, NO_BOUND, slopeListed);
        assert.ok(Math.abs(depth - fromList) < 1e-9, `${depth} ${fromList}`);
        if (depth > 0) deep++;
      }
    }
    assert.ok(deep > 200 && deep < 1900, `${deep}`);
  });

  test("counts what is above a layer for what is below, and nothing else", () => {
    const foot = rectangle(4, 4).map((ring) => ring.map((value) => value + 8));
    const cap = rectangle(20, 20);
    const mushroom = makeStack([foot, cap], 0.01);
    const storeys = makeStoreys(mushroom, 0, 0);
    const cone = makeStoreys(makeStack([cap, foot], 0.01), 0, 0);
    const overlapAt = (a: typeof storeys, b: typeof storeys, dx: number) =>
      deepestOf(meetingsOf(a, b), dx, 0, 0, NO_BOUND, new Float64Array(3));
    // At 13 the cap lies over the foot of the cone and beside its top, its own foot beside both.
    assert.equal(overlapAt(cone, storeys, 13), 0);
    assert.ok(overlapAt(storeys, cone, 13) > 0);
    assert.ok(overlapAt(storeys, storeys, 13) > 0);
  });
});
