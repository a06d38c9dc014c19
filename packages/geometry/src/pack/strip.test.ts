/** Tests of packStrip: every strip is held to the independent checker. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { GeometryError } from "../error.ts";
import { makeRandom } from "../random.ts";
import type { Outline } from "../types.ts";
import { type PackedStrip, packStrip, type StripItem, type StripOptions } from "./strip.ts";
import { bracket, copiesOf, itemOf, randomJob, rectangle } from "./testing/items.ts";
import { type Violation, validatePacking } from "./validate.ts";

const OPTIONS: StripOptions = { seed: 1, gap: 0, rotations: "90", moves_max: 2000 };

suite("packStrip", () => {
  test("finds the shortest strip of rectangles that fill it exactly", () => {
    const { length, placements } = packStrip(copiesOf(rectangle(10, 20), 8), 40, OPTIONS);
    assert.ok(Math.abs(length - 40) < 0.5, `${length}`);
    assert.equal(placements.length, 8);
  });

  test("nests brackets in one another", () => {
    const items = copiesOf(bracket(40, 40, 8), 10);
    const { length } = packStrip(items, 60, { ...OPTIONS, moves_max: 20_000 });
    // Side by side they take 400.
    assert.ok(length < 250, `${length}`);
  });

  test("nests thin brackets, which no strip as full as others are has room for", () => {
    const items = copiesOf(bracket(60, 60, 4), 16);
    const { length } = packStrip(items, 100, { ...OPTIONS, moves_max: 1500 });
    // Side by side they take 960.
    assert.ok(length < 700, `${length}`);
  });

  test("keeps gap, height and turns on 60 random jobs, whatever the moves", () => {
    for (let seed = 0; seed < 60; seed++) {
      const { items, plate, options } = randomJob(makeRandom(seed));
      const height = 2 * Math.hypot(plate.width_mm, plate.depth_mm);
      const { gap_mm: gap, rotations } = options;
      const moves_max = [0, 1, 300][seed % 3];
      const strip = packStrip(items, height, { seed, gap, rotations, moves_max });
      assert.deepEqual(faultsOf(items, height, { ...OPTIONS, gap, rotations }, strip), []);
      assert.ok(strip.moves <= moves_max);
    }
  });

  test("gives the same bytes for the same request, another strip for another seed", () => {
    const items = copiesOf(bracket(30, 20, 6), 12);
    const run = (seed: number) => JSON.stringify(packStrip(items, 60, { ...OPTIONS, seed }));
    assert.equal(run(5), run(5));
    assert.notEqual(run(5), run(6));
  });

  test("tells each better length, and ends with the last", () => {
    const lengths: number[] = [];
    const onProgress = (length: number) => lengths.push(length);
    const items = copiesOf(bracket(30, 20, 6), 6);
    const { length } = packStrip(items, 50, { ...OPTIONS, onProgress });
    assert.ok(lengths.every((value, at) => at === 0 || value < lengths[at - 1]));
    assert.equal(lengths.at(-1), length);
  });

  test("goes on with finer pieces of curved parts from where coarse ones came to", () => {
    const lengths: number[] = [];
    const onProgress = (length: number) => lengths.push(length);
    const items = copiesOf(flower(10, 5), 12);
    // Spent evenly: each grade of pieces has its turn.
    const options = { ...OPTIONS, moves_max: 4000, onProgress };
    const strip = packStrip(items, 62, options);
    assert.deepEqual(faultsOf(items, 62, options, strip), []);
    assert.ok(
      lengths.every((value, at) => at === 0 || value < lengths[at - 1]),
      `${lengths}`,
    );
    assert.equal(lengths.at(-1), strip.length);
    // Columns of three discs around them take 96.
    assert.ok(strip.length < 92, `${strip.length}`);
  });

  test("stops when told, with a complete answer", () => {
    const items = copiesOf(bracket(30, 20, 6), 40);
    let calls = 0;
    const shouldStop = () => ++calls > 3;
    const options = { ...OPTIONS, moves_max: 1e9, shouldStop };
    const strip = packStrip(items, 50, options);
    assert.deepEqual(faultsOf(items, 50, options, strip), []);
  });

  test("refuses what makes no sense, and says what", () => {
    const item = itemOf("a", rectangle(10, 10));
    const cases: [StripItem[], number, Partial<StripOptions>, RegExp][] = [
      [[], 40, {}, /1 to/],
      [[item, item], 40, {}, /share an id/],
      [[item], 0, {}, /0 high/],
      [[item], 9, {}, /a is too large/],
      [[item], 40, { gap: -1 }, /gap is -1/],
      [[item], 40, { moves_max: Number.NaN }, /moves_max/],
      [[item], 40, { seed: -1 }, /seed is -1/],
      [[item], 40, { rotations: [] }, /list of rotations/],
      [[itemOf("a", [Float64Array.of(0, 0, 1)])], 40, {}, /a: Ring 1/],
    ];
    for (const [items, height, more, said] of cases) {
      assert.throws(
        () => packStrip(items, height, { ...OPTIONS, ...more }),
        (error) => error instanceof GeometryError && said.test(error.message),
        `${said}`,
      );
    }
  });
});

/** A disc with a wavy rim, within `radius` and a fifth more. */
function flower(radius: number, petals: number): Outline {
  const corners = 120;
  const ring = new Float64Array(2 * corners);
  for (let at = 0; at < corners; at++) {
    const angle_rad = (2 * Math.PI * at) / corners;
    const reach = radius * (1 + 0.2 * Math.cos(petals * angle_rad));
    ring.set([reach * Math.cos(angle_rad), reach * Math.sin(angle_rad)], 2 * at);
  }
  return [ring];
}

function faultsOf(
  items: StripItem[],
  height: number,
  { gap, rotations }: StripOptions,
  { length, placements }: PackedStrip,
): Violation[] {
  const plate = { width_mm: length, depth_mm: height, height_mm: 1 };
  const packing = {
    plates: [{ placements, utilisation: 1 }],
    left_out: [],
    bound_plates: 1,
    seed: 0,
    moves: 0,
  };
  const flat = items.map((item) => ({ ...item, height_mm: 1 }));
  const options = { seed: 0, gap_mm: gap, margin_mm: 0, rotations };
  return validatePacking(flat, plate, options, packing);
}
