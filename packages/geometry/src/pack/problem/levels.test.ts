import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Band } from "../../types.ts";
import { rectangle } from "../testing/items.ts";
import { TUNABLES } from "../tunables.ts";
import { levelsOf } from "./levels.ts";

/** Bands of 1 mm, as wide as told. */
const bandsOf = (widths: number[]): Band[] =>
  widths.map((width, at) => {
    return { z_from_mm: at, z_to_mm: at + 1, outline: width > 0 ? rectangle(width, 1) : [] };
  });

suite("levelsOf", () => {
  test("tells all bands apart where they are few", () => {
    const levels = levelsOf([{ bands: bandsOf([1, 2, 3]) }]);
    assert.equal(levels.count, 3);
  });

  test("are thin where much material is, never more than told, and hold all bands", () => {
    for (const widths of [
      Array.from({ length: 30 }, (_, at) => (at >= 10 && at < 14 ? 100 : 1)),
      Array.from({ length: 30 }, (_, at) => (at < 2 ? 1000 : 1)),
      Array.from({ length: 30 }, (_, at) => (at > 27 ? 1000 : 1)),
      Array.from({ length: 30 }, () => 0),
    ]) {
      const bands = bandsOf(widths);
      const levels = levelsOf([{ bands }]);
      assert.equal(levels.count, TUNABLES.layers_max);
      const layers = levels.layersOf([], bands);
      assert.deepEqual(
        layers.flat(),
        bands.map(({ outline }) => outline),
      );
    }
    const thick = bandsOf(Array.from({ length: 30 }, (_, at) => (at >= 10 && at < 14 ? 100 : 1)));
    const layers = levelsOf([{ bands: thick }]).layersOf([], thick);
    const wide = layers.filter((layer) => layer.some(([ring]) => ring[2] === 100));
    assert.equal(wide.length, 4);
  });
});
