import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readTime } from "./time.ts";

test("reads every form that clients send, as UTC with milliseconds [times-in-queries]", () => {
  const forms: [string, string][] = [
    ["2024-05-01", "2024-05-01T00:00:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
    ["2024-05-01T10:00", "2024-05-01T10:00:00.000Z"],
    ["2024-05-01T10:00:05", "2024-05-01T10:00:05.000Z"],
    ["2024-05-01 10:00:05", "2024-05-01T10:00:05.000Z"],
    ["2024-05-01T10:00:00.5", "2024-05-01T10:00:00.500Z"],
    ["2024-05-01T10:00:00.123456", "2024-05-01T10:00:00.123Z"],
    ["2024-05-01T10:00:00Z", "2024-05-01T10:00:00.000Z"],
    ["2024-05-01T10:00:00z", "2024-05-01T10:00:00.000Z"],
    ["2024-05-01T10:00:00+00:00", "2024-05-01T10:00:00.000Z"],
    ["2024-05-01T10:00:00 00:00", "2024-05-01T10:00:00.000Z"],
    ["2024-05-01T10:00:00 02:00", "2024-05-01T08:00:00.000Z"],
    ["2024-05-01T10:00:00.25-0530", "2024-05-01T15:30:00.250Z"],
    ["2024-01-01T00:00:00+01:00", "2023-12-31T23:00:00.000Z"],
    ["0001-01-01T00:00:00", "0001-01-01T00:00:00.000Z"],
    ["9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999Z"],
  ];
  for (const [text, expected] of forms) assert.equal(readTime(text), expected, text);
});

test("answers null for what is no time, or no time that exists", () => {
  const texts = [
    "",
    "now",
    "2024",
    "2024-05",
    "2024-5-1",
    "2024-02-30",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-01-00",
    "2024-01-32",
    "2024-05-01T",
    "2024-05-01T24:00",
    "2024-05-01T10",
    "2024-05-01T10:60",
    "2024-05-01T10:00:60",
    "2024-05-01T10:00:00.",
    "2024-05-01T10:00+24:00",
    "2024-05-01T10:00+01:60",
    "0000-01-01",
    "0001-01-01T00:00+01:00",
    "+02024-05-01",
    "1714557600",
    "2024-05-01T10:00:00Zz",
    "2024-05-01\n",
    " 2024-05-01",
  ];
  for (const text of texts) assert.equal(readTime(text), null, text);
});

test("rounds what is finer than a millisecond up for bounds, so that comparing stays exact", () => {
  assert.equal(readTime("2024-05-01T10:00:00.123000", "up"), "2024-05-01T10:00:00.123Z");
  assert.equal(readTime("2024-05-01T10:00:00.123001", "up"), "2024-05-01T10:00:00.124Z");
  assert.equal(readTime("2024-05-01T10:00:00.999999999", "up"), "2024-05-01T10:00:01.000Z");
  assert.equal(readTime("9999-12-31T23:59:59.999999", "up"), "9999-12-31T23:59:59.999Z");
});

test("reads back what it writes, in a width that sorts", () => {
  const years = {
    min: new Date("0001-01-01T00:00:00.000Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
  };
  fc.assert(
    fc.property(fc.date({ ...years, noInvalidDate: true }), (date) => {
      const iso = date.toISOString();
      assert.equal(readTime(iso), iso);
      assert.equal(readTime(iso, "up"), iso);
      assert.equal(iso.length, 24);
    }),
  );
});
