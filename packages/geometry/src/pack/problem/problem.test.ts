import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Outline } from "../../types.ts";
import { BARE } from "../engine/board.ts";
import { makeFrame } from "../engine/frame.ts";
import { disc, itemOf, OPTIONS, PLATE, rectangle, squareFrame } from "../testing/items.ts";
import { turnsFor } from "./angles.ts";
import { boundPlates, claimOf, leastOnEmptiest } from "./bound.ts";
import { innerDisc } from "./inscribed.ts";
import { makeJob } from "./job.ts";
import { FLAT } from "./levels.ts";
import { makeShapeBook } from "./shape-book.ts";

const room = { width: 189, depth: 118 };
const frame = makeFrame(room.width, room.depth, 2, 0.5);

function boundOf(outline: Outline, count: number, within = frame): number {
  return boundOfAll(
    Array.from({ length: count }, () => outline),
    within,
  );
}

function boundOfAll(outlines: Outline[], within = frame): number {
  return boundPlates(jobOf(outlines, within));
}

function jobOf(outlines: Outline[], within = frame) {
  const { shapeOf } = makeShapeBook(within.gap, FLAT);
  const entries = outlines.map((outline, item) => {
    const one = itemOf(`${item}`, outline);
    return { item, shape: shapeOf(one), rank: 0, angles: [0], isFree: false, height: 1 };
  });
  return { entries, frame: within, bare: BARE, open: [], countedLayer: 0 };
}

/** A disc with a round hole in its middle. */
function holed(radius: number, hole: number): Outline {
  const corners = 48;
  const [outside, inside] = [disc(radius, corners), disc(hole, corners)];
  const back = Array.from({ length: corners }, (_, at) => inside[0].slice(2 * at, 2 * at + 2));
  return [...outside, Float64Array.from(back.reverse().flatMap((point) => [...point]))];
}

suite("turnsFor", () => {
  test("keeps to the rule", () => {
    const turns = (rule: Parameters<typeof turnsFor>[1]) =>
      turnsFor(rectangle(20, 10), rule, 8, room).angles;
    assert.deepEqual(turns("none"), [0]);
    assert.deepEqual(turns("180"), [0, 180]);
    assert.deepEqual(turns("90"), [0, 90, 180, 270]);
    assert.deepEqual(turns([-30, 330, 12]), [330, 12]);
    assert.deepEqual(turns("any"), [0, 90, 180, 270, 45, 135, 225, 315]);
  });

  test("starts from the turn that lies flattest", () => {
    const slanted = [Float64Array.from([0, 0, 80, 60, 74, 68, -6, 8])];
    const [first] = turnsFor(slanted, "any", 8, room).angles;
    assert.ok(Math.abs((first % 90) - (90 - 36.8699)) < 1e-4, `${first}`);
  });

  test("drops turns that do not fit, and finds the few that do", () => {
    assert.deepEqual(turnsFor(rectangle(150, 30), "90", 8, room).angles, [0, 180]);
    assert.deepEqual(turnsFor(rectangle(215, 30), "any", 32, room).angles, []);
    assert.ok(turnsFor(rectangle(215, 3), "any", 32, room).angles.length > 0);
  });
});

suite("claimOf", () => {
  test("is at most the true grown area, and near it", () => {
    const grown = 32 * 22 - 4 + Math.PI;
    const claim = claimOf(rectangle(30, 20), 2);
    assert.ok(claim <= grown && claim > 0.96 * grown, `${claim} of ${grown}`);
    const framed = 42 ** 2 - 4 + Math.PI - 18 ** 2;
    const claimed = claimOf(squareFrame(40, 10), 2);
    assert.ok(claimed <= framed && claimed > 0.95 * framed, `${claimed} of ${framed}`);
    assert.equal(claimOf(rectangle(30, 20), 0), 600);
  });
});

suite("boundPlates", () => {
  test("is exact for grids that leave nothing free", () => {
    const exact = makeFrame(94, 58, 2, 0.5);
    assert.equal(boundOf(rectangle(22, 18), 13, exact), 2);
    assert.equal(boundOf(rectangle(22, 18), 12, exact), 1);
  });

  test("knows that parts which all cover the middle never share a plate", () => {
    assert.equal(boundOf(disc(52), 3), 3, "by area it would be 2");
    assert.equal(boundOf(disc(46), 2), 1);
    assert.equal(boundOf(disc(52), 0), 0);
  });

  test("knows how many fat parts lie in a row, holes that take none of them left out", () => {
    assert.equal(boundOf(disc(33), 10), 4, "three on a plate; by area it would be 3");
    assert.equal(boundOf(disc(29), 10), 2, "two rows have room");
    assert.equal(boundOf(holed(33, 20), 10), 4);
    assert.equal(boundOf(holed(33, 32), 10), 4, "a ring lies in no other of its size");
    // Each ring has room for a disc: it may not be counted among those.
    const rings = Array.from({ length: 2 }, () => holed(50, 48));
    const discs = Array.from({ length: 6 }, () => disc(45));
    assert.equal(boundOfAll([...rings, ...discs]), 3);
  });
});

suite("makeJob", () => {
  test("bounds the plates of each rank with those below it", () => {
    const items = Array.from({ length: 10 }, (_, at) => {
      return { ...itemOf(`${at}`, disc(33)), rank: at < 4 ? 1 : 3 };
    });
    const { job } = makeJob(items, PLATE, OPTIONS);
    const ranks = [0, 1, 2, 3, 1];
    assert.deepEqual(
      ranks.map((rank) => job.platesUpTo(rank)),
      [0, 2, 2, 4, 2],
    );
  });
});

suite("leastOnEmptiest", () => {
  test("is what full plates leave, or fat parts that they have no room for", () => {
    const exact = makeFrame(94, 58, 2, 0.5);
    const grid = jobOf(
      Array.from({ length: 13 }, () => rectangle(22, 18)),
      exact,
    );
    const [{ shape }] = grid.entries;
    assert.ok(Math.abs(leastOnEmptiest(grid, 2) - (13 * shape.claim - 96 * 60)) < 1e-6);
    // Three of the larger ones share a plate: one is left of ten on four plates, and none on five.
    const discs = jobOf([...Array.from({ length: 9 }, () => disc(33)), disc(34), disc(5)]);
    const claims = discs.entries.map((entry) => entry.shape.claim);
    assert.equal(leastOnEmptiest(discs, 4), claims[0]);
    assert.equal(leastOnEmptiest(discs, 3), 4 * claims[0]);
    assert.equal(leastOnEmptiest(discs, 5), 0);
  });
});

suite("innerDisc", () => {
  test("lies in the material", () => {
    const { radius, toHull } = innerDisc(rectangle(30, 20));
    assert.ok(radius > 9.9 && radius <= 10, `${radius}`);
    assert.ok(Math.abs(radius - toHull) < 1e-9);
    const frame = innerDisc(squareFrame(40, 10));
    assert.ok(frame.radius > 4.9 && frame.radius <= 10 * (2 - Math.SQRT2), `${frame.radius}`);
  });
});

suite("makeShapeBook", () => {
  test("gives equal outlines one shape, and unlike ones another", () => {
    const book = makeShapeBook(1, FLAT);
    const shapeOf = (outline: Outline) => book.shapeOf({ outline });
    assert.equal(shapeOf(disc(5)), shapeOf(disc(5)));
    assert.notEqual(shapeOf(disc(5)), shapeOf(disc(5.001)));
    assert.notEqual(shapeOf(rectangle(5, 5)), shapeOf(rectangle(5, 5.001)));
  });
});
