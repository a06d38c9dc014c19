import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { WARMING_S } from "../estimate.ts";
import { MACHINE_CLASSES } from "../platforms.ts";
import { physicsOf } from "../registry.ts";
import { printPhysics } from "./physics.ts";
import { aJob } from "./testing.ts";

const setting = { job: aJob(), hw_type: "M2", cassette_serial: "C0000001" };

test("the light of a layer cures deeper than the layer, whatever resin, machine and print", () => {
  const hw_type = fc.constantFrom(...MACHINE_CLASSES.map(({ platform }) => platform.class));
  const resin_name = fc.constantFrom("UMA 90", "RPU 130", "EPU 41", "Another");
  const slice_thickness_um = fc.integer({ min: 25, max: 100 });
  const job = fc.record({ job_id: fc.uuid(), resin_name, slice_thickness_um });
  fc.assert(
    fc.property(hw_type, job, (hw_type, figures) => {
      const physics = printPhysics({ ...setting, job: aJob(figures), hw_type });
      const { alpha_per_um, dc_mj_cm2 } = physics.resin;
      const dose_mj_cm2 = (physics.light_mw_cm2 * physics.layer.exposure_ms) / 1000;
      const depth_um = Math.log(dose_mj_cm2 / dc_mj_cm2) / alpha_per_um;
      assert.ok(depth_um > figures.slice_thickness_um, `${depth_um} um`);
    }),
  );
});

test("light and motion take less than the whole of an undisturbed print", () => {
  const { layer, expected_ms } = printPhysics(setting);
  const busy_ms = 500 * (layer.exposure_ms + layer.move_ms);
  assert.deepEqual(layer, { exposure_ms: 2800, move_ms: 1000 });
  // 0.02 s for each of the 18 cm2.
  assert.equal(expected_ms, WARMING_S * 1000 + busy_ms + 500 * 360);
});

test("measures the same for the same print, within 2 % of the setting for any [quality-constants]", () => {
  assert.deepEqual(printPhysics(setting), printPhysics(setting));
  const seen = new Set<number>();
  for (let number = 0; number < 50; number++) {
    const job = aJob({ job_id: `job-${number}` });
    const { oxygen_percent, oxygen_window_percent } = printPhysics({ ...setting, job });
    assert.ok(Math.abs(oxygen_percent - 60) <= 1.2 && oxygen_window_percent < oxygen_percent);
    seen.add(oxygen_percent);
  }
  assert.ok(seen.size > 10, `${seen.size} different figures`);
});

test("a window belongs to its cassette, and is unknown without one", () => {
  const serialOf = (cassette_serial: string | null) =>
    printPhysics({ ...setting, cassette_serial }).window_serial;
  assert.match(serialOf("C0000001") ?? "", /^W[0-9A-Z]{7}$/);
  assert.notEqual(serialOf("C0000001"), serialOf("C0000002"));
  assert.equal(serialOf(null), null);
});

test("only drivers that follow a model of ours have physics", () => {
  assert.deepEqual(physicsOf("simulated", setting), printPhysics(setting));
  assert.equal(physicsOf("telepathy", setting), null);
});
