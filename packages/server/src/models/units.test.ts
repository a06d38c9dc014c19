import assert from "node:assert/strict";
import { test } from "node:test";
import { MACHINE_CLASSES } from "@vatline/printers";
import { unitsOf } from "./units.ts";

const PLATFORMS = MACHINE_CLASSES.map(({ platform }) => platform);

test("a unit that the file says is not guessed", () => {
  const units = unitsOf("inch", [1, 1, 1], PLATFORMS);
  assert.deepEqual([units.unit, units.from], ["inch", "file"]);
  assert.match(units.reason, /inch/);
});

test("the guess is the first unit in which the longest side is usual, and says why", () => {
  const cases: [longest: number, unit: string, reason: RegExp][] = [
    [20, "millimeter", /20 mm if these are mm; 8 to 460 mm are usual/],
    [8, "millimeter", /8 mm/],
    [460, "millimeter", /460 mm/],
    [7.9, "inch", /too small as mm, but 201 mm if these are inches/],
    [4.26, "inch", /4\.26: too small as mm, but 108 mm if these are inches/],
    [0.2, "meter", /0\.2: too small as mm, but 200 mm if these are metres/],
    [0.001, "millimeter", /usual in no unit/],
    [461, "millimeter", /usual in no unit/],
    [40_000, "micron", /too large as mm, but 40 mm if these are microns/],
    [0, "millimeter", /usual in no unit/],
  ];
  for (const [longest, unit, reason] of cases) {
    const units = unitsOf(null, [0, longest, 0], PLATFORMS);
    assert.deepEqual([units.unit, units.from], [unit, "guess"], String(longest));
    assert.match(units.reason, reason);
  }
});
