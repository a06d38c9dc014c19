import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeFrame } from "../engine/frame.ts";
import type { Shape } from "../engine/shape.ts";
import { disc, rectangle, ringOf, shapeOf } from "../testing/items.ts";
import { bestLattice } from "./lattice.ts";
import { compareMeasures } from "./state.ts";

const frame = makeFrame(189, 118, 2, 0.5);

function seatsOf(outline: Shape["outline"], angles: number[]): number {
  const isFree = () => true;
  return bestLattice(shapeOf(outline), angles, frame, isFree, () => false).length;
}

suite("bestLattice", () => {
  test("fills the plate with rectangles to the last hundredth of a mm", () => {
    assert.equal(seatsOf(rectangle(19.22, 18), [0]), 54);
    assert.equal(seatsOf(rectangle(19.23, 18), [0]), 48);
    assert.equal(seatsOf(rectangle(18, 19.22), [0, 90]), 54);
  });

  test("sets discs in offset rows", () => {
    assert.ok(seatsOf(disc(9), [0]) > 9 * 5, "more than a square grid of 45");
  });

  test("pairs triangles with their half-turned selves", () => {
    const triangle = [ringOf([0, 0], [40, 0], [20, 34])];
    assert.equal(seatsOf(triangle, [0]), 12);
    assert.ok(seatsOf(triangle, [0, 180]) >= 21, `${seatsOf(triangle, [0, 180])}`);
  });

  test("ends when told to", () => {
    const yes = () => true;
    assert.deepEqual(bestLattice(shapeOf(disc(9)), [0], frame, yes, yes), []);
  });
});

suite("compareMeasures", () => {
  test("lets the first figure that differs decide, and ignores rounding", () => {
    assert.ok(compareMeasures([1, 5, 9], [1, 6, 0]) < 0);
    assert.ok(compareMeasures([2, 0], [1, 9]) > 0);
    assert.equal(compareMeasures([1000, 2], [1000 + 1e-9, 2]), 0);
  });
});
