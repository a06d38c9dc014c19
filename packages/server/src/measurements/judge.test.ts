import assert from "node:assert/strict";
import { test } from "node:test";
import type { MeasurementResult } from "@vatline/api";
import fc from "fast-check";
import { type Entry, judge, type Limits } from "./judge.ts";

const category_options = { fail: ["crack"], flag: ["stain"], pass: ["good"] };
const nothing: Entry = { value: null, category_value: null };
const free: Limits = { min: null, max: null, category_options: null };

const TABLE: [Partial<Limits>, Partial<Entry>, MeasurementResult][] = [
  [{}, {}, "incomplete"],
  [{ min: 1 }, {}, "incomplete"],
  [{}, { value: 0 }, "pass"],
  [{}, { value: -1e12 }, "pass"],
  [{ min: 1 }, { value: 1 }, "pass"],
  [{ min: 1 }, { value: 0.999_999_999 }, "fail"],
  [{ min: 1 }, { value: 1e12 }, "pass"],
  [{ max: 2 }, { value: 2 }, "pass"],
  [{ max: 2 }, { value: 2.000_000_001 }, "fail"],
  [{ max: 2 }, { value: -1e12 }, "pass"],
  [{ min: 1, max: 2 }, { value: 0 }, "fail"],
  [{ min: 1, max: 2 }, { value: 1.5 }, "pass"],
  [{ min: 1, max: 2 }, { value: 3 }, "fail"],
  [{ min: 0, max: 0 }, { value: 0 }, "pass"],
  [{ min: 0, max: 0 }, { value: -0 }, "pass"],
  [{ category_options }, {}, "incomplete"],
  [{ category_options }, { value: 1 }, "incomplete"],
  [{ category_options }, { category_value: "crack" }, "fail"],
  [{ category_options }, { category_value: "stain" }, "flag"],
  [{ category_options }, { category_value: "good" }, "pass"],
  [{ category_options }, { category_value: "Good" }, "flag"],
  [{ category_options }, { category_value: "" }, "flag"],
];

test("an entry means what the table says [measurement-results]", () => {
  for (const [limits, entry, result] of TABLE) {
    const said = `${JSON.stringify(limits)} ${JSON.stringify(entry)}`;
    assert.equal(judge({ ...free, ...limits }, { ...nothing, ...entry }), result, said);
  }
});

const number = fc.double({ min: -1e12, max: 1e12, noNaN: true });

test("a value passes exactly within its limits, wherever they are", () => {
  fc.assert(
    fc.property(fc.option(number), fc.option(number), number, (min, max, value) => {
      const within = value >= (min ?? -Infinity) && value <= (max ?? Infinity);
      const result = judge({ ...free, min, max }, { ...nothing, value });
      assert.equal(result, within ? "pass" : "fail");
      // Wider limits never turn a pass into a fail.
      const wider = { ...free, min: min === null ? null : min - 1, max };
      if (result === "pass") assert.equal(judge(wider, { ...nothing, value }), "pass");
    }),
  );
});

test("a category means the list that it stands in", () => {
  const lists = fc.uniqueArray(fc.string(), { minLength: 1 });
  fc.assert(
    fc.property(lists, fc.nat(2), (categories, shift) => {
      const options = { fail: [] as string[], flag: [] as string[], pass: [] as string[] };
      const words = ["fail", "flag", "pass"] as const;
      for (const [index, category] of categories.entries()) {
        options[words[(index + shift) % 3]].push(category);
      }
      for (const [index, category_value] of categories.entries()) {
        const limits = { ...free, category_options: options };
        const result = judge(limits, { ...nothing, category_value });
        assert.equal(result, words[(index + shift) % 3]);
      }
    }),
  );
});
