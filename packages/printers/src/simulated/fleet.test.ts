import assert from "node:assert/strict";
import { test } from "node:test";
import { DriverError } from "../driver.ts";
import { simulatedFleet } from "./fleet.ts";
import { newBench } from "./testing.ts";

test("is two M2, two M3, one M3 Max and one L1 unless told otherwise", () => {
  const fleet = simulatedFleet({ seed: 1 });
  assert.deepEqual(
    fleet.map(({ name, hw_type }) => [name, hw_type]),
    [
      ["M2-001", "M2"],
      ["M2-002", "M2"],
      ["M3-001", "M3"],
      ["M3-002", "M3"],
      ["M3Max-001", "M3 Max"],
      ["L1-001", "L1"],
    ],
  );
});

test("has serials of the right form, all different, and names that are all different", () => {
  for (const seed of [0, 1, 4294967295]) {
    const fleet = simulatedFleet({ seed, count: 1000 });
    for (const { serial } of fleet) assert.match(serial, /^[0-9A-Z]{6,7}$/);
    assert.equal(new Set(fleet.map(({ serial }) => serial)).size, 1000);
    assert.equal(new Set(fleet.map(({ name }) => name)).size, 1000);
  }
});

test("is the same for the same seed, only longer for a larger count, and other for another", () => {
  const fleet = simulatedFleet({ seed: 5 });
  assert.deepEqual(simulatedFleet({ seed: 5, count: 40 }).slice(0, 6), fleet);
  assert.notDeepEqual(simulatedFleet({ seed: 6 }), fleet);
});

test("can be opened as it stands", async () => {
  for (const { settings, hw_type } of simulatedFleet({ seed: 1 })) {
    const report = await (await newBench(settings, hw_type).open()).report();
    assert.equal(report.resin?.name, settings.resin_name);
  }
});

test("refuses a count that is no count", () => {
  for (const count of [0, 1.5, 1001, Number.NaN]) {
    assert.throws(() => simulatedFleet({ seed: 1, count }), DriverError);
  }
});
