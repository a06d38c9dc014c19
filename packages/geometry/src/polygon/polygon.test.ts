import assert from "node:assert/strict";
import { suite, test } from "node:test";
import fc from "fast-check";
import { makeRandom } from "../random.ts";
import {
  distanceOutside,
  distanceToRim,
  makeJaggedRing,
  pointOnRim,
  pointsOf,
} from "../testing/outlines.ts";
import { cleanOutline } from "./clean.ts";
import { outlineContains } from "./contains.ts";
import { coveredAreaOf, materialAreaOf } from "./covered.ts";
import { growOutline } from "./grow.ts";
import { convexHullOf } from "./hull.ts";
import { mergeRings } from "./merge.ts";
import { outlineAreaOf, ringAreaOf } from "./ring.ts";
import { simplifyOutward } from "./simplify.ts";

const SQUARE = Float64Array.of(0, 0, 4, 0, 4, 4, 0, 4);
const HOLE = Float64Array.of(1, 1, 1, 3, 3, 3, 3, 1);
/** Clipper2 rounds every point to a grid of this size. */
const ROUNDED_MM = 2e-8;
const seeds = fc.nat(2 ** 32 - 1);

test("areas count holes as negative, also far from the origin", () => {
  assert.equal(ringAreaOf(SQUARE), 16);
  assert.equal(ringAreaOf(HOLE), -4);
  assert.equal(outlineAreaOf([SQUARE, HOLE]), 12);
  assert.equal(ringAreaOf(SQUARE.map((value) => value + 2 ** 40)), 16);
});

test("outlineContains leaves holes out", () => {
  for (const [x, y, expected] of [
    [0.5, 2, true],
    [2, 2, false],
    [3.5, 3.5, true],
    [-1, 2, false],
    [5, 1, false],
    [2, 5, false],
  ] as const) {
    assert.equal(outlineContains([SQUARE, HOLE], x, y), expected, `${x}, ${y}`);
  }
});

test("cleanOutline drops repeated points and rings without area", () => {
  const repeated = Float64Array.of(4, 0, 4, 0, 4, 4, 0, 4, 0, 0, 0, 0, 4, 0);
  const flat = Float64Array.of(0, 0, 1, 1, 2, 2);
  const short = Float64Array.of(1, 2);
  assert.deepEqual(cleanOutline([repeated, flat, short, new Float64Array(0)]), [
    Float64Array.of(4, 4, 0, 4, 0, 0, 4, 0),
  ]);
});

suite("convexHullOf", () => {
  test("keeps corners only, counter-clockwise", () => {
    const points = Float64Array.of(2, 2, 0, 0, 4, 4, 2, 0, 4, 0, 0, 4, 4, 0, 1, 3);
    assert.deepEqual(convexHullOf([points]), SQUARE);
    assert.deepEqual(convexHullOf([Float64Array.of(0, 0, 1, 1, 2, 2)]), new Float64Array(0));
  });

  test("contains all points and turns left everywhere", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const outline = makeJaggedRing(makeRandom(seed), 40);
        const hull = convexHullOf(outline);
        for (const [x, y] of pointsOf(outline)) {
          assert.ok(distanceOutside([hull], x, y) < 1e-12);
        }
        for (let i = 0; i < hull.length; i += 2) {
          const at = (k: number) => hull[(i + k) % hull.length];
          const turn = (at(2) - at(0)) * (at(5) - at(3)) - (at(3) - at(1)) * (at(4) - at(2));
          assert.ok(turn > 0);
        }
      }),
      { numRuns: 50 },
    );
  });
});

suite("mergeRings", () => {
  test("joins what overlaps and keeps holes", async () => {
    const moved = SQUARE.map((value) => value + 2);
    assert.equal(outlineAreaOf(await mergeRings([SQUARE, moved])), 28);
    assert.equal(outlineAreaOf(await mergeRings([SQUARE, HOLE])), 12);
    assert.deepEqual(await mergeRings([]), []);
    assert.deepEqual(await mergeRings([Float64Array.of(0, 0, 1, 1)]), []);
  });

  test("refuses coordinates beyond 1 km", async () => {
    for (const x of [1e7, Infinity, Number.NaN]) {
      const ring = Float64Array.of(0, 0, x, 0, 0, 1);
      await assert.rejects(mergeRings([ring]), { name: "GeometryError", code: "too_large" });
    }
  });
});

suite("growOutline", () => {
  test("contains every point within the distance, and little more", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0.01, 0.3, 1, 2.5, 15), async (seed, distance_mm) => {
        const random = makeRandom(seed);
        const outline = makeJaggedRing(random, 60);
        const grown = await growOutline(outline, distance_mm);
        for (let sample = 0; sample < 200; sample++) {
          const [x, y] = pointOnRim(outline, random);
          const angle = 2 * Math.PI * random.next();
          const px = x + distance_mm * Math.cos(angle);
          const py = y + distance_mm * Math.sin(angle);
          assert.ok(outlineContains(grown, px, py), `misses ${px}, ${py}`);
        }
        const most = distance_mm + Math.max(0.0101, 0.0004 * distance_mm);
        for (const [x, y] of pointsOf(grown)) assert.ok(distanceOutside(outline, x, y) <= most);
      }),
      { numRuns: 40 },
    );
  });

  test("closes holes that are narrower than twice the distance", async () => {
    const grown = await growOutline([SQUARE, HOLE], 1.1);
    assert.equal(grown.length, 1);
    const kept = await growOutline([SQUARE, HOLE], 0.5);
    assert.equal(kept.length, 2);
    assert.ok(Math.abs(outlineAreaOf(kept) - (16 + 8 + Math.PI / 4 - 1)) < 0.25);
  });

  test("refuses distances below 0, and grows by 0", async () => {
    assert.equal(outlineAreaOf(await growOutline([SQUARE], 0)), 16);
    for (const distance_mm of [-1, Number.NaN, Infinity]) {
      await assert.rejects(growOutline([SQUARE], distance_mm), { code: "distance_invalid" });
    }
  });
});

suite("simplifyOutward", () => {
  test("contains the outline and exceeds it by at most the tolerance", async () => {
    await fc.assert(
      fc.asyncProperty(seeds, fc.constantFrom(0.01, 0.1, 1, 8), async (seed, tolerance_mm) => {
        const random = makeRandom(seed);
        const outline = makeJaggedRing(random, 300);
        const simple = await simplifyOutward(outline, tolerance_mm);
        for (let sample = 0; sample < 300; sample++) {
          const [x, y] = pointOnRim(outline, random);
          assert.ok(distanceOutside(simple, x, y) <= ROUNDED_MM, `misses ${x}, ${y}`);
        }
        for (let sample = 0; sample < 100; sample++) {
          const [x, y] = pointOnRim(simple, random);
          assert.ok(distanceOutside(outline, x, y) <= tolerance_mm + ROUNDED_MM);
        }
        assert.ok(pointsOf(simple).length <= pointsOf(outline).length);
      }),
      { numRuns: 60 },
    );
  });

  test("counts what earlier steps have added towards the tolerance", async () => {
    // Each point of this notch is within 1 mm of the bridge that would be next; the last is not.
    const notch = [60, 100, 59.5, 99.05, 50, 98.35, 40.5, 99.05, 40, 100];
    const notched = [Float64Array.of(0, 0, 100, 0, 100, 100, ...notch, 0, 100)];
    const simple = await simplifyOutward(notched, 1);
    const random = makeRandom(1);
    for (let sample = 0; sample < 1000; sample++) {
      assert.ok(distanceOutside(notched, ...pointOnRim(simple, random)) <= 1 + ROUNDED_MM);
    }
  });

  test("takes a circle down to few corners, all on its outer side", async () => {
    const circle = (turn: 1 | -1) =>
      Float64Array.from({ length: 4000 }, (_, i) => {
        const angle = (turn * Math.PI * Math.floor(i / 2)) / 1000;
        return 20 * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
      });
    const [disc] = await simplifyOutward([circle(1)], 0.05);
    assert.ok(disc.length / 2 <= 70, `${disc.length / 2} corners`);
    for (const [x, y] of pointsOf([disc])) assert.ok(Math.hypot(x, y) <= 20.05 + ROUNDED_MM);
    const plate = SQUARE.map((value) => 100 * value - 200);
    const holes = (await simplifyOutward([plate, circle(-1)], 0.05)).slice(1);
    assert.equal(holes.length, 1);
    assert.ok(holes[0].length / 2 <= 70, `${holes[0].length / 2} corners`);
    for (const [x, y] of pointsOf(holes)) assert.ok(Math.hypot(x, y) <= 20 + ROUNDED_MM);
    // The middles of the sides are nearest to the middle of the hole; 0.0001 is the circle's own.
    assert.ok(distanceToRim(holes, 0, 0) >= 20 - 0.0501);
  });

  test("leaves a square as it is and closes a tiny hole", async () => {
    const tiny = Float64Array.of(1, 1, 1, 1.01, 1.01, 1);
    const simple = await simplifyOutward([SQUARE, tiny], 0.05);
    assert.equal(simple.length, 1);
    assert.ok(Math.abs(ringAreaOf(simple[0]) - 16) < 1e-9);
    assert.equal(distanceToRim(simple, 4, 4), 0);
  });
});

suite("coveredAreaOf", () => {
  test("is that of the union, for rings that cross and overlap anyhow", async () => {
    const property = fc.asyncProperty(seeds, async (seed) => {
      const random = makeRandom(seed);
      const count = 1 + random.below(4);
      const rings = Array.from({ length: count }, () => makeJaggedRing(random, 12)[0]);
      const merged = outlineAreaOf(await mergeRings(rings));
      assert.ok(Math.abs(coveredAreaOf(rings) - merged) <= 1e-5 * merged, `${merged}`);
      const [low, high] = [-1e3, 1e3];
      const middle = 60 * (random.next() - 0.5);
      const left = coveredAreaOf(rings, { x0: low, y0: low, x1: middle, y1: high });
      const right = coveredAreaOf(rings, { x0: middle, y0: low, x1: high, y1: high });
      assert.ok(Math.abs(left + right - merged) <= 1e-5 * merged, `${left} and ${right}`);
    });
    await fc.assert(property, { numRuns: 100 });
  });

  test("counts what a ring winds about twice once, and both lobes of one that crosses itself", () => {
    const bow = Float64Array.of(0, 0, 10, 10, 10, 0, 0, 10);
    assert.deepEqual([ringAreaOf(bow), coveredAreaOf([bow]), materialAreaOf([bow])], [0, 50, 50]);
    assert.equal(coveredAreaOf([SQUARE, SQUARE]), 16);
    assert.equal(coveredAreaOf([SQUARE, HOLE]), 12);
    assert.equal(coveredAreaOf([Float64Array.of(0, 0, 5, 5, 10, 10)]), 0);
    assert.equal(coveredAreaOf([SQUARE], { x0: 1, y0: 3, x1: 9, y1: 9 }), 3);
  });
});
