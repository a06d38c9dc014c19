/** Holds packings of jobs drawn at random to the independent checker, many of them. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom } from "../random.ts";
import { pack } from "./pack.ts";
import { randomJob } from "./testing/items.ts";
import { validatePacking } from "./validate.ts";

const IS_LONG = process.env.VATLINE_TEST_LONG === "1";
const SMALL_COUNT = IS_LONG ? 100_000 : 10_000;
const LARGE_COUNT = IS_LONG ? 5000 : 150;

/** About 4 ms of processor time each, where the larger jobs take 10. */
const SMALL = { items: 7, moves: 25 };

/** Jobs in which a part, brought to contact, comes near parts that its cell was far from. */
const MOVED_FAR = [1428, 1453];

suite("pack, on random jobs", () => {
  const promise = "keeps every rule, loses nothing and respects its bound";

  test(`${promise} on ${SMALL_COUNT} small jobs`, () => {
    for (let seed = 0; seed < SMALL_COUNT; seed++) packChecked(seed, SMALL);
  });

  test(`${promise} on ${LARGE_COUNT} larger jobs`, () => {
    for (const seed of [...Array(LARGE_COUNT).keys(), ...MOVED_FAR]) packChecked(seed);
  });
});

function packChecked(seed: number, most?: { items: number; moves: number }): void {
  const { items, plate, options } = randomJob(makeRandom(seed), most);
  const packing = pack(items, plate, options);
  const violations = validatePacking(items, plate, options, packing);
  assert.deepEqual(violations, [], `random job ${seed}`);
  const made = packing.plates.filter(({ open_plate_id }) => open_plate_id === undefined);
  assert.ok(packing.bound_plates <= made.length, `random job ${seed}: below the bound`);
  for (const { utilisation } of packing.plates) {
    assert.ok(utilisation > 0 && utilisation <= 1, `random job ${seed}: ${utilisation}`);
  }
}
