import assert from "node:assert/strict";
import { test } from "node:test";
import { DRIVER_NAMES, DriverError, estimateTimes, openDriver, platformOf } from "./index.ts";

const context = {
  serial: "3P01CM",
  hw_type: "L1",
  settings: {},
  seed: 1,
  now: () => "2026-01-05T08:00:00.000Z",
  memory: { load: async () => null, save: async () => {} },
};

function hasCode(code: string) {
  return (error: unknown) =>
    error instanceof DriverError && error.code === code && !error.retryable;
}

test("opens every driver it names, with the platform of its class", async () => {
  for (const name of DRIVER_NAMES) {
    const printer = await openDriver(name, context);
    assert.deepEqual(printer.capabilities().platform, {
      class: "L1",
      width_mm: 410,
      depth_mm: 256,
      height_mm: 460,
    });
    assert.equal((await printer.report()).ready, true);
    await printer.close();
  }
});

test("refuses a driver or machine class it does not know, and names those it knows", async () => {
  const unknown = openDriver("telepathy", context);
  await assert.rejects(unknown, hasCode("driver_unknown"));
  await assert.rejects(unknown, /simulated/);
  const wrong = openDriver("simulated", { ...context, hw_type: "M9" });
  await assert.rejects(wrong, hasCode("hw_type_unknown"));
  await assert.rejects(wrong, /M1, M2, M3, M3 Max, L1/);
  assert.throws(() => platformOf("m2"), hasCode("hw_type_unknown"));
  const job = { resin_name: "UMA 90", slice_thickness_um: 100, layer_count: 1, volume_ml: 1 };
  assert.throws(() => estimateTimes(job, "m2"), hasCode("hw_type_unknown"));
});
