import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { estimateTimes, requiredResin } from "@vatline/printers";
import fc from "fast-check";
import { shareOut, sumLayers, volumeCurve } from "./figures.ts";

describe("estimates of a build", () => {
  const areas = fc
    .array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40_000_000 })), {
      minLength: 1,
      maxLength: 60,
    })
    .map((layers) => Float64Array.from(layers));
  const parts = fc
    .array(areas, { minLength: 1, maxLength: 12 })
    .map((all) => all.map((areas, place_index) => ({ place_index, areas })));
  const thickness_nm = fc.integer({ min: 1000, max: 1_000_000 });

  test("are those of its parts together, to the last ms and ul", () => {
    const hw_type = fc.constantFrom("M1", "M2", "M3 Max", "L1");
    fc.assert(
      fc.property(parts, thickness_nm, hw_type, (parts, slice_thickness_nm, hw_type) => {
        const figures = sumLayers(parts, slice_thickness_nm);
        const sum = figures.parts.reduce((sum, { volume_ml }) => sum + volume_ml, 0);
        assert.ok(Math.abs(sum - figures.volume_ml) <= 1e-12 * sum);
        const slice_thickness_um = slice_thickness_nm / 1000;
        const { volume_ml } = figures;
        const layer_count = figures.areas_mm2.length;
        const print = { resin_name: "RPU 130", slice_thickness_um, layer_count, volume_ml };
        const times = estimateTimes(print, hw_type);
        const resin_ml = requiredResin(figures);
        const shares = shareOut(figures.parts, times, resin_ml);
        assert.equal(
          shares.reduce((sum, share) => sum + share.time_ms, 0),
          times.total_ms,
        );
        assert.equal(
          shares.reduce((sum, share) => sum + Math.round(share.resin_ml * 1000), 0),
          Math.round(resin_ml * 1000),
        );
        assert.ok(shares.every(({ time_ms, resin_ml }) => time_ms >= 0 && resin_ml >= 0));
      }),
    );
  });

  test("give the time of upper layers to the parts that reach them", () => {
    const low = { place_index: 0, areas: Float64Array.from({ length: 10 }, () => 1000) };
    const high = { place_index: 1, areas: Float64Array.from({ length: 30 }, () => 1000) };
    const figures = sumLayers([low, high], 100_000);
    const print = { resin_name: "RPU 130", slice_thickness_um: 100, layer_count: 30, volume_ml: 0 };
    const [first, second] = shareOut(figures.parts, estimateTimes(print, "M2"), 8);
    // 5 of 30 layers and 25 of 30; a quarter of the resin and three quarters.
    assert.ok(Math.abs(second.time_ms - 5 * first.time_ms) <= 5);
    assert.deepEqual([first.resin_ml, second.resin_ml], [2, 6]);
  });

  test("tell how the volume lies by a curve that rises to 1", () => {
    fc.assert(
      fc.property(parts, thickness_nm, (parts, slice_thickness_nm) => {
        const { areas_mm2, volume_ml } = sumLayers(parts, slice_thickness_nm);
        const curve = volumeCurve(areas_mm2);
        if (volume_ml === 0) return assert.deepEqual(curve, []);
        assert.equal(curve.length, areas_mm2.length);
        assert.equal(curve.at(-1), 1);
        assert.ok(curve.every((share, i) => share >= (curve[i - 1] ?? 0)));
      }),
    );
    const even = volumeCurve(Array.from({ length: 1000 }, () => 7));
    assert.equal(even.length, 64);
    assert.ok(even.every((share, i) => Math.abs(share - (i + 1) / 64) < 1e-6));
  });
});
