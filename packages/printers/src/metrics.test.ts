import assert from "node:assert/strict";
import { test } from "node:test";
import { averageSpeed } from "./metrics.ts";

const span = {
  started_at: "2026-01-05T08:00:00.000Z",
  ended_at: "2026-01-05T08:30:00.000Z",
  layers_printed: 201,
  slice_thickness_um: 100,
};

test("gives the height printed per hour as a whole number", () => {
  assert.equal(averageSpeed(span), 40);
});

test("gives 0 for a print that ended as it began", () => {
  assert.equal(averageSpeed({ ...span, ended_at: span.started_at }), 0);
});
