import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { rectangle } from "../testing/items.ts";
import { makeFormBook } from "./book.ts";
import { type Layout, makeLayout, overlapOfAll, overlapOfPart } from "./layout.ts";
import { reorder, tidyLevels } from "./order.ts";
import { putAt } from "./place.ts";
import { makeStack } from "./stack.ts";

suite("the order of reaching over", () => {
  test("changes where a part lies under what it is to reach over, and back", () => {
    const layout = tilesAt([0, 11, 22], [-3, -2, -1]);
    // Each leans over the next one, and so must be above it.
    assert.ok(overlapOfAll(layout) > 0);
    for (const part of [2, 0]) reorder(layout, part);
    assert.equal(overlapOfAll(layout), 0);
    assert.ok(layout.level[0] > layout.level[1] && layout.level[1] > layout.level[2]);
  });

  test("stays as it is where it is right, and within its half", () => {
    const right = tilesAt([0, 11], [-1, -2]);
    reorder(right, 0);
    assert.deepEqual([...right.level], [-1, -2]);
    const halves = tilesAt([0, 11], [-1, 1]);
    reorder(halves, 0);
    assert.ok(halves.level[0] < 0 && overlapOfPart(halves, 0) > 0);
  });

  test("is told by whole numbers again, those below 0 apart", () => {
    const layout = tilesAt([0, 30, 60], [0.25, -0.5, -0.75]);
    tidyLevels(layout);
    assert.deepEqual([...layout.level], [1, -1, -2]);
  });
});

/** Parts that lean to the right, their left sides at these places. */
function tilesAt(places: number[], levels: number[]): Layout {
  const band = (from: number) =>
    rectangle(10, 20).map((ring) => ring.map((value, at) => (at % 2 === 0 ? value + from : value)));
  const stack = makeStack([band(0), band(8), band(16)], 0.01);
  const stackOf = () => stack;
  const book = makeFormBook([{ shapeOf: stackOf, stackOf, turns_deg: [0] }], 0.5, 1e-9);
  const parts = places.map(() => ({ kind: 0 }));
  const layout = makeLayout([{ width: 200, depth: 20 }], parts, book);
  layout.level.set(levels);
  for (const [part, x] of places.entries()) {
    putAt(layout, part, { container: 0, x, y: 0, turn_deg: 0 });
  }
  return layout;
}
