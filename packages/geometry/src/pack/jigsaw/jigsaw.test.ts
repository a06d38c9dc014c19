import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom, type Random, shuffle } from "../../random.ts";
import type { Outline, PackItem, PackOptions, Plate } from "../../types.ts";
import { pack } from "../pack.ts";
import { itemOf, ringOf } from "../testing/items.ts";
import { validatePacking } from "../validate.ts";

const PLATE: Plate = { width_mm: 120, depth_mm: 90, height_mm: 20 };
const OPTIONS: PackOptions = { seed: 1, gap_mm: 0, margin_mm: 0, rotations: "none", moves_max: 0 };

type Point = [x: number, y: number];

/** Cuts plates along straight lines into convex pieces, and moves each piece elsewhere. */
function cutPlates(plates: number, pieces: number, random: Random): Outline[] {
  return Array.from({ length: plates }, () => {
    const { width_mm, depth_mm } = PLATE;
    let parts: Point[][] = [
      [
        [0, 0],
        [width_mm, 0],
        [width_mm, depth_mm],
        [0, depth_mm],
      ],
    ];
    while (parts.length < pieces) {
      const [largest, ...rest] = parts.sort((a, b) => areaOf(b) - areaOf(a));
      parts = [...rest, ...cutInTwo(largest, random)];
    }
    return parts.map((part) => {
      const [x, y] = [100 * random.next(), 100 * random.next()];
      return [ringOf(...part.map(([px, py]): Point => [px - x, py - y]))];
    });
  }).flat();
}

/** Cuts from a random place on one side to a random place on another. */
function cutInTwo(ring: Point[], random: Random): [Point[], Point[]] {
  const first = random.below(ring.length);
  const second = (first + 1 + random.below(ring.length - 1)) % ring.length;
  const [a, b] = [Math.min(first, second), Math.max(first, second)];
  const [p, q] = [a, b].map((side): Point => {
    const [from, to] = [ring[side], ring[(side + 1) % ring.length]];
    const share = 0.25 + 0.5 * random.next();
    return [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])];
  });
  return [
    [p, ...ring.slice(a + 1, b + 1), q],
    [...ring.slice(0, a + 1), p, q, ...ring.slice(b + 1)],
  ];
}

function areaOf(ring: Point[]): number {
  return ring.reduce((sum, [x, y], at) => {
    const [nx, ny] = ring[(at + 1) % ring.length];
    return sum + (x * ny - nx * y) / 2;
  }, 0);
}

function itemsOf(outlines: Outline[], random: Random): PackItem[] {
  return shuffle(outlines, random).map((outline, at) => itemOf(`piece-${at}`, outline));
}

/** Plates used; fails if the independent checker finds anything. */
function platesUsed(items: PackItem[], options: Partial<PackOptions> = {}): number {
  const complete = { ...OPTIONS, ...options };
  const packing = pack(items, PLATE, complete);
  assert.deepEqual(validatePacking(items, PLATE, complete, packing), []);
  assert.deepEqual(packing.left_out, []);
  return packing.plates.length;
}

suite("jigsaws", () => {
  test("plates cut into convex pieces are put together again", () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = makeRandom(seed);
      const plates = 1 + random.below(6);
      const items = itemsOf(cutPlates(plates, 2 + random.below(14), random), random);
      assert.equal(platesUsed(items), plates, `seed ${seed}`);
    }
  });

  test("pieces may be turned where the rule lets them", () => {
    const items = itemsOf(cutPlates(3, 8, makeRandom(7)), makeRandom(8));
    for (const { outline } of items.slice(0, 9)) {
      for (const [at, value] of outline[0].entries()) outline[0][at] = -value;
    }
    assert.equal(platesUsed(items, { rotations: "180", moves_max: 4000 }), 3);
    assert.ok(platesUsed(items) > 3);
  });

  test("concave pieces are put together again, also around one another", () => {
    const ell: Outline = [ringOf([0, 0], [120, 0], [120, 40], [50, 40], [50, 90], [0, 90])];
    const tee: Outline = [
      ringOf([50, 40], [120, 40], [120, 90], [100, 90], [100, 60], [70, 60], [70, 90], [50, 90]),
    ];
    const plug: Outline = [ringOf([70, 60], [100, 60], [100, 90], [70, 90])];
    const outlines = [ell, tee, plug, ell, tee, plug, ell, tee, plug];
    assert.equal(platesUsed(itemsOf(outlines, makeRandom(1))), 3);
  });

  test("what is a jigsaw but for two pieces is packed all the same", () => {
    const outlines = cutPlates(2, 12, makeRandom(3));
    outlines[0] = [outlines[0][0].map((value) => value * 1.001)];
    outlines[12] = [outlines[12][0].map((value) => value * 0.998)];
    assert.ok(platesUsed(itemsOf(outlines, makeRandom(4)), { moves_max: 500 }) <= 3);
  });

  test("gives the same bytes for the same seed", () => {
    const items = itemsOf(cutPlates(4, 9, makeRandom(5)), makeRandom(6));
    const answers = [1, 2].map(() => JSON.stringify(pack(items, PLATE, OPTIONS)));
    assert.equal(answers[0], answers[1]);
  });
});
