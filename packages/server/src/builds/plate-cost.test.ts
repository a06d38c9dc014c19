import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { PackedPlate } from "@vatline/geometry";
import { platesToMake } from "./plate-cost.ts";

/** Plates in print order. */
const plateOf = (id: string, utilisation: number, open_plate_id?: string): PackedPlate => {
  const why = { code: "first_fit" as const, rims: [], ids: [] };
  const placements = [{ id, x_mm: 0, y_mm: 0, rotation_deg: 0, why }];
  const open = open_plate_id === undefined ? {} : { open_plate_id };
  return { ...open, placements, utilisation, height_mm: 9 };
};

function madeOf(plates: PackedPlate[], due: string[] = []): string[] {
  const made = platesToMake(plates, { minimum_fill: 0.4 }, new Set(due));
  return plates.filter((plate) => made.has(plate)).map(({ placements: [{ id }] }) => id);
}

suite("plates worth printing now", () => {
  test("are all but the last, where that is not full", () => {
    assert.deepEqual(madeOf([plateOf("a", 0.6), plateOf("b", 0.39)]), ["a"]);
    assert.deepEqual(madeOf([plateOf("a", 0.6), plateOf("b", 0.4)]), ["a", "b"]);
    assert.deepEqual(madeOf([plateOf("a", 0.3)]), []);
  });

  test("never leave early parts to wait while later ones go", () => {
    assert.deepEqual(madeOf([plateOf("early", 0.2), plateOf("late", 0.3)]), ["early"]);
  });

  test("are those with a part that is due, and builds that were there before", () => {
    assert.deepEqual(madeOf([plateOf("a", 0.1)], ["a"]), ["a"]);
    assert.deepEqual(madeOf([plateOf("a", 0.1, "open"), plateOf("b", 0.2)]), ["a"]);
    assert.deepEqual(madeOf([plateOf("a", 0.1, "open")]), ["a"]);
  });
});
