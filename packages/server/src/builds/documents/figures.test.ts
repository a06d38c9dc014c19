import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { duration, figure } from "./figures.ts";

describe("figure", () => {
  test("sets thousands apart and drops zeros that say nothing", () => {
    const given: [number, number, string][] = [
      [0, 2, "0"],
      [12, 1, "12"],
      [12.04, 1, "12"],
      [12.06, 1, "12.1"],
      [999, 0, "999"],
      [1234, 0, "1\u00a0234"],
      [1234567.5, 1, "1\u00a0234\u00a0567.5"],
      [100, 0, "100"],
    ];
    for (const [value, digits, text] of given) assert.equal(figure(value, digits), text);
  });
});

describe("duration", () => {
  test("carries minutes that round up into the hour", () => {
    assert.equal(duration(20), "0 min");
    assert.equal(duration(59 * 60 + 29), "59 min");
    assert.equal(duration(59 * 60 + 30), "1 h 0 min");
    assert.equal(duration(8040), "2 h 14 min");
  });
});
