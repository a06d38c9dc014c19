/** Tests of compaction and of the linear programs under it. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom, type Random } from "../../random.ts";
import { bracket, disc, rectangle, squareFrame } from "../testing/items.ts";
import { makeFormBook } from "./book.ts";
import { compact } from "./compact.ts";
import { makeShape } from "./form.ts";
import { type Layout, makeLayout, overlapOfAll, putPart, snapshotOf } from "./layout.ts";
import { leastExtra } from "./linear-program.ts";
import { separate } from "./separate.ts";
import { lengthOf } from "./strip-start.ts";

const PATIENCE = { passes: 100, strikes: 2 };

const GAP = 1;
const DEPTH = 100;

suite("linear program", () => {
  test("finds the length of the longest path through 100 random orders", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = makeRandom(seed);
      const { conditions, count, longest } = drawOrder(random);
      const places = new Float64Array(2 * count + 1).map(() => 100 * random.next());
      assert.ok(leastExtra(conditions, places, 100), `order ${seed}`);
      const extra = places[2 * count];
      assert.ok(extra >= longest - 1e-6 && extra <= longest + 1e-4, `${extra}, not ${longest}`);
    }
  });

  test("says so where conditions cannot be met", () => {
    const conditions = [
      -1, 0, 1, 0, 0, 5, 0, -1, 1, 0, 0, -4, -1, 0, 0, 1, 0, 0, 0, -1, 0, 1, 0, -9,
    ];
    conditions.push(0, -1, 1, 0, 1, 0);
    assert.equal(leastExtra(conditions, Float64Array.of(0, 0, 10), 10), false);
  });
});

suite("compaction", () => {
  test("shortens loose strips and leaves no overlap, in 40 random layouts", () => {
    let shortened = 0;
    for (let seed = 0; seed < 40; seed++) {
      const random = makeRandom(seed);
      const layout = drawLayout(random, 400);
      if (!separate(layout, budgetOf(3000), random, PATIENCE)) continue;
      const before = lengthOf(layout);
      const length = compact(layout);
      assert.equal(overlapOfAll(layout), 0, `layout ${seed}`);
      assert.ok(length !== undefined && length <= before, `${length}, was ${before}`);
      assert.equal(length, lengthOf(layout));
      if (length < before - 1) shortened++;
    }
    assert.ok(shortened > 20, `only ${shortened} were shortened`);
  });

  test("brings a row of rectangles to the length that they have together", () => {
    const layout = layoutOf([rectangle(10, 90), rectangle(20, 90), rectangle(7, 90)], 60);
    for (const [part, x] of [6, 24, 45].entries()) putPart(layout, part, 0, part, x, 50);
    const length = compact(layout);
    assert.ok(length !== undefined && Math.abs(length - (37 + 2 * GAP)) < 1e-3, `${length}`);
  });

  test("is refused where parts overlap too much, and all is as before", () => {
    const layout = layoutOf([rectangle(40, 60), rectangle(40, 60)], 45);
    for (const part of [0, 1]) putPart(layout, part, 0, part, 20, 50);
    const before = snapshotOf(layout);
    assert.equal(compact(layout), undefined);
    assert.deepEqual(snapshotOf(layout), before);
    assert.equal(layout.containers[0].width, 45);
  });
});

/** Parts in a row, each some way after others before it; and the longest way through them. */
function drawOrder(random: Random): { conditions: number[]; count: number; longest: number } {
  const count = 2 + random.below(12);
  const conditions: number[] = [];
  const ends: number[] = [];
  const widths = Array.from({ length: count }, () => 1 + 9 * random.next());
  for (const [part, width] of widths.entries()) {
    conditions.push(-1, part, 1, 0, 0, 0, -1, part, 0, 1, 0, 0, part, -1, 0, 1, 0, -9);
    conditions.push(part, -1, 1, 0, 1, width);
    let start = 0;
    for (let before = 0; before < part; before++) {
      if (random.next() < 0.6) continue;
      conditions.push(before, part, 1, 0, 0, widths[before]);
      start = Math.max(start, ends[before]);
    }
    ends.push(start + width);
  }
  return { conditions, count, longest: Math.max(...ends) };
}

function layoutOf(outlines: Float64Array[][], width: number): Layout {
  const kinds = outlines.map((outline) => {
    const shape = makeShape(outline, 0);
    return { shapeOf: () => shape, turns_deg: [0] };
  });
  const parts = kinds.map((_, kind) => ({ kind }));
  return makeLayout([{ width, depth: DEPTH }], parts, makeFormBook(kinds, GAP, 1e-9 * DEPTH));
}

function drawLayout(random: Random, width: number): Layout {
  const shapes = [bracket(40, 30, 8), squareFrame(36, 5), disc(9), rectangle(50, 12)];
  const outlines = Array.from({ length: 8 }, () => shapes[random.below(shapes.length)]);
  const layout = layoutOf(outlines, width);
  for (const part of outlines.keys()) {
    putPart(layout, part, 0, part, width * random.next(), DEPTH * random.next());
  }
  return layout;
}

function budgetOf(moves: number) {
  return { moves, shouldStop: () => false };
}
