import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { Band, PackItem, PackOptions, Placement } from "../types.ts";
import {
  copiesOf,
  disc,
  itemOf,
  OPTIONS,
  PLATE,
  rectangle,
  ringOf,
  squareFrame,
} from "./testing/items.ts";
import { type JudgedPacking, type Violation, validatePacking } from "./validate.ts";

const at = (id: string, x_mm: number, y_mm: number, rotation_deg = 0): Placement => {
  return { id, x_mm, y_mm, rotation_deg };
};

function packingOf(...placements: Placement[]): JudgedPacking {
  return { plates: [{ placements }], left_out: [] };
}

function codesOf(
  items: PackItem[],
  packing: JudgedPacking,
  options: Partial<PackOptions> = {},
): Violation["code"][] {
  const violations = validatePacking(items, PLATE, { ...OPTIONS, ...options }, packing);
  return violations.map((violation) => violation.code);
}

const pair = copiesOf(rectangle(10, 10), 2);

suite("validatePacking", () => {
  test("accepts parts exactly at the gap and at the margin, and items left out", () => {
    const items = [...pair, itemOf("tall", rectangle(5, 5), { height_mm: 999 })];
    const packing = packingOf(at("copy-0", 3, 3), at("copy-1", 15, 3));
    packing.left_out.push({ id: "tall" });
    assert.deepEqual(codesOf(items, packing, { margin_mm: 3 }), []);
  });

  test("finds an unknown, a repeated and a missing item", () => {
    const packing = packingOf(at("copy-0", 0, 0), at("copy-0", 50, 0), at("ghost", 90, 0));
    assert.deepEqual(codesOf(pair, packing), ["item_repeated", "item_unknown", "item_missing"]);
    const both = packingOf(at("copy-0", 0, 0), at("copy-1", 50, 0));
    both.left_out.push({ id: "copy-1" });
    assert.deepEqual(codesOf(pair, both), ["item_repeated"]);
  });

  test("finds a gap that is 0.002 mm short, and lets 0.0005 mm pass", () => {
    const short = packingOf(at("copy-0", 0, 0), at("copy-1", 11.998, 0));
    assert.deepEqual(codesOf(pair, short), ["gap_violated"]);
    const near = packingOf(at("copy-0", 0, 0), at("copy-1", 11.9995, 0));
    assert.deepEqual(codesOf(pair, near), []);
  });

  test("measures between corners along the diagonal, not between boxes", () => {
    const diagonal = packingOf(at("copy-0", 0, 0), at("copy-1", 11.5, 11.5));
    assert.deepEqual(codesOf(pair, diagonal), []);
    const nearer = packingOf(at("copy-0", 0, 0), at("copy-1", 11.4, 11.4));
    assert.deepEqual(codesOf(pair, nearer), ["gap_violated"]);
  });

  test("finds overlap without a gap: crossed, equal, flush and nested parts", () => {
    const crossed = packingOf(at("copy-0", 0, 0), at("copy-1", 5, 5));
    const equal = packingOf(at("copy-0", 0, 0), at("copy-1", 0, 0));
    const flush = packingOf(at("copy-0", 0, 0), at("copy-1", 5, 0));
    for (const packing of [crossed, equal, flush]) {
      assert.deepEqual(codesOf(pair, packing, { gap_mm: 0 }), ["parts_overlap"]);
    }
    const nested = [itemOf("in", disc(3)), itemOf("around", rectangle(40, 40))];
    const inside = packingOf(at("in", 20, 20), at("around", 0, 0));
    assert.deepEqual(codesOf(nested, inside), ["parts_overlap"]);
    const touching = packingOf(at("copy-0", 0, 0), at("copy-1", 10, 0));
    assert.deepEqual(codesOf(pair, touching, { gap_mm: 0 }), []);
  });

  test("accepts a part in a hole that keeps the gap, whichever is named first", () => {
    const items = [itemOf("frame", squareFrame(30, 5)), itemOf("in", rectangle(16, 16))];
    const inHole = [at("frame", 0, 0), at("in", 7, 7)];
    assert.deepEqual(codesOf(items, packingOf(...inHole)), []);
    assert.deepEqual(codesOf(items, packingOf(...inHole.reverse())), []);
    const aside = packingOf(at("frame", 0, 0), at("in", 7.5, 7));
    assert.deepEqual(codesOf(items, aside), ["gap_violated"]);
    const across = packingOf(at("frame", 0, 0), at("in", 12, 7));
    assert.deepEqual(codesOf(items, across), ["parts_overlap"]);
  });

  test("finds a part over the margin on each of the four sides, turned parts too", () => {
    const options = { margin_mm: 1 };
    const [item] = pair;
    for (const [x, y] of [
      [0.99, 5],
      [5, 0.99],
      [178.01, 5],
      [5, 107.01],
    ]) {
      assert.deepEqual(codesOf([item], packingOf(at("copy-0", x, y)), options), [
        "margin_violated",
      ]);
    }
    assert.deepEqual(codesOf([item], packingOf(at("copy-0", 11, 1, 90)), options), []);
    assert.deepEqual(codesOf([item], packingOf(at("copy-0", 10.9, 1, 90)), options), [
      "margin_violated",
    ]);
  });

  test("finds turns that the rule of the options or of the item forbids", () => {
    const [item] = pair;
    const turned = (angle: number) => packingOf(at("copy-0", 50, 50, angle));
    assert.deepEqual(codesOf([item], turned(90), { rotations: "180" }), ["rotation_not_allowed"]);
    assert.deepEqual(codesOf([item], turned(-180), { rotations: "180" }), []);
    assert.deepEqual(codesOf([item], turned(270), { rotations: "90" }), []);
    assert.deepEqual(codesOf([item], turned(1), { rotations: "none" }), ["rotation_not_allowed"]);
    assert.deepEqual(codesOf([item], turned(33), { rotations: [33, 60] }), []);
    assert.deepEqual(codesOf([item], turned(34), { rotations: [33, 60] }), [
      "rotation_not_allowed",
    ]);
    const strict: PackItem = { ...item, rotations: "none" };
    assert.deepEqual(codesOf([strict], turned(90)), ["rotation_not_allowed"]);
  });

  test("finds a part that is too tall, a place that is no number, and a plate too many", () => {
    const tall = itemOf("tall", rectangle(5, 5), { height_mm: 326.5 });
    assert.deepEqual(codesOf([tall], packingOf(at("tall", 0, 0))), ["height_exceeded"]);
    const lost = packingOf(at("copy-0", Number.NaN, 0));
    assert.deepEqual(codesOf([pair[0]], lost), ["placement_not_finite"]);
    const two = packingOf(at("copy-0", 0, 0));
    two.plates.push({ placements: [at("copy-1", 0, 0)] });
    assert.deepEqual(codesOf(pair, two, { plates_max: 1 }), ["plates_exceeded"]);
    assert.deepEqual(codesOf(pair, two), []);
  });

  test("finds a part on a zone or too near to it", () => {
    const plate = { ...PLATE, exclusions: [rectangle(20, 20)] };
    const [item] = pair;
    const codesAt = (x: number) =>
      validatePacking([item], plate, OPTIONS, packingOf(at("copy-0", x, 0))).map(
        ({ code }) => code,
      );
    assert.deepEqual(codesAt(22), []);
    assert.deepEqual(codesAt(21.9), ["zone_violated"]);
    assert.deepEqual(codesAt(5), ["zone_violated"]);
  });

  test("holds new parts to those that stand on an open plate, and not those to each other", () => {
    const fixed = [1, 2].map((part) => ({
      ...itemOf(`old ${part}`, rectangle(20, 20), { height_mm: 70 }),
      ...{ x_mm: 5 * part, y_mm: 0, rotation_deg: 0 },
    }));
    const options = { open_plates: [{ id: "open", fixed }], plates_max: 0 };
    const [item] = pair;
    const onOpen = (x: number, height_mm = 70, open_plate_id = "open"): JudgedPacking => ({
      plates: [{ placements: [at("copy-0", x, 0)], open_plate_id, height_mm }],
      left_out: [],
    });
    assert.deepEqual(codesOf([item], onOpen(32), options), []);
    assert.deepEqual(codesOf([item], onOpen(31.9), options), ["fixed_part_violated"]);
    assert.deepEqual(codesOf([item], onOpen(32, 10), options), ["plate_height_misstated"]);
    const elsewhere = onOpen(32, 10, "ghost");
    assert.deepEqual(codesOf([item], elsewhere, options), ["open_plate_unknown"]);
    const twice = onOpen(32);
    twice.plates.push({ placements: [], open_plate_id: "open", height_mm: 70 });
    assert.deepEqual(codesOf([item], twice, options), ["open_plate_repeated"]);
  });

  test("lets parts reach over each other by height, unless they lock each other in", () => {
    const steps = (low: [number, number], high: [number, number]): Band[] => [
      { z_from_mm: 0, z_to_mm: 10, outline: stretch(...low) },
      { z_from_mm: 10, z_to_mm: 20, outline: stretch(...high) },
    ];
    const over = itemOf("over", rectangle(40, 10), { bands: steps([0, 10], [0, 40]) });
    const under = itemOf("under", rectangle(20, 10), {
      bands: steps([0, 20], [0, 20]).slice(0, 1),
    });
    const aside = packingOf(at("over", 0, 0), at("under", 15, 0));
    assert.deepEqual(codesOf([over, under], aside), ["parts_overlap"]);
    assert.deepEqual(codesOf([over, under], aside, { height_aware: true }), []);
    const near = packingOf(at("over", 0, 0), at("under", 11, 0));
    assert.deepEqual(codesOf([over, under], near, { height_aware: true }), ["gap_violated"]);
    const hooks = [0, 1].map((hook) =>
      itemOf(`hook ${hook}`, rectangle(40, 30), { bands: hookBands }),
    );
    const locked = packingOf(at("hook 0", 0, 0), at("hook 1", 55, 33, 180));
    assert.deepEqual(codesOf(hooks, locked, { height_aware: true }), ["removal_cycle"]);
    const loose = packingOf(at("hook 0", 0, 0), at("hook 1", 120, 33, 180));
    assert.deepEqual(codesOf(hooks, loose, { height_aware: true }), []);
  });
});

const stretch = (from: number, to: number) => [ringOf([from, 0], [to, 0], [to, 10], [from, 10])];

/** A wall whose top reaches out to the right in front of the middle: two of them interlock. */
const hookBands: Band[] = [
  { z_from_mm: 0, z_to_mm: 10, outline: [ringOf([0, 0], [20, 0], [20, 30], [0, 30])] },
  { z_from_mm: 10, z_to_mm: 20, outline: [ringOf([0, 0], [40, 0], [40, 10], [0, 10])] },
];
