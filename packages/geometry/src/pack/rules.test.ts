/** The rules of a shop: zones, plates that carry parts already, heights, and time to print. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { GeometryError } from "../error.ts";
import { makeRandom } from "../random.ts";
import type { OpenPlate, Outline, PackItem, Packing, PackOptions, Plate } from "../types.ts";
import { pack } from "./pack.ts";
import { bracket, copiesOf, itemOf, OPTIONS, PLATE, rectangle, ringOf } from "./testing/items.ts";
import { validatePacking } from "./validate.ts";

/** Packs, and fails if the independent checker finds anything. */
function packChecked(
  items: PackItem[],
  options: Partial<PackOptions> = {},
  plate: Plate = PLATE,
): Packing {
  const complete = { ...OPTIONS, ...options };
  const packing = pack(items, plate, complete);
  assert.deepEqual(validatePacking(items, plate, complete, packing), []);
  return packing;
}

const rectangleAt = (x: number, y: number, width: number, depth: number): Outline => [
  ringOf([x, y], [x + width, y], [x + width, y + depth], [x, y + depth]),
];

suite("pack: zones", () => {
  test("keeps parts off them, and counts them in the bound", () => {
    const plate = { ...PLATE, exclusions: [rectangleAt(0, 0, 95, 118)] };
    const items = copiesOf(rectangle(40, 50), 8);
    const packing = packChecked(items, { rotations: "none" }, plate);
    assert.equal(packing.plates.length, 2);
    assert.equal(packing.bound_plates, 2);
    assert.equal(packChecked(items, { rotations: "none" }).bound_plates, 1);
  });

  test("fills the room beside a zone in the middle, whatever the moves", () => {
    const plate = { ...PLATE, exclusions: [rectangleAt(80, 45, 30, 30), rectangleAt(0, 0, 9, 9)] };
    for (const moves_max of [0, 300]) {
      const packing = packChecked(copiesOf(bracket(40, 40, 6), 30), { moves_max }, plate);
      assert.equal(packing.left_out.length, 0);
    }
  });

  test("says zones_in_the_way where they leave no room", () => {
    const plate = { ...PLATE, exclusions: [rectangleAt(90, 0, 9, 118)] };
    const items = [itemOf("long", rectangle(150, 20)), itemOf("short", rectangle(60, 20))];
    const { left_out, plates } = packChecked(items, {}, plate);
    assert.deepEqual(left_out, [
      {
        id: "long",
        code: "zones_in_the_way",
        reason: "No place for it was found beside the zones. It has a place without the zones.",
        change: { code: "exclusions", needs: { plate: { exclusions: [] } } },
      },
    ]);
    assert.equal(plates.length, 1);
  });
});

suite("pack: open plates", () => {
  const standing = (id: string, x_mm: number, width: number): OpenPlate["fixed"][number] => {
    const outline = rectangle(width, 118);
    return { id, outline, height_mm: 50, x_mm, y_mm: 0, rotation_deg: 0 };
  };
  const half: OpenPlate = { id: "half full", fixed: [standing("old", 0, 100)] };
  const full: OpenPlate = { id: "full", fixed: [standing("all", 0, 188)] };
  const open_plates = [full, half];

  test("are filled before a new plate is opened, and named where they took something", () => {
    const items = copiesOf(rectangle(40, 50), 6);
    const { plates, bound_plates } = packChecked(items, { open_plates, rotations: "none" });
    assert.deepEqual(
      plates.map((plate) => [plate.open_plate_id, plate.placements.length, plate.height_mm]),
      [
        ["half full", 4, 50],
        [undefined, 2, 10],
      ],
    );
    assert.equal(bound_plates, 1);
    const share = (100 * 118 + 4 * 40 * 50) / (189 * 118);
    assert.ok(Math.abs(plates[0].utilisation - share) < 1e-9);
    assert.deepEqual(plates[0].placements[0].why, {
      code: "first_fit",
      rims: ["front"],
      ids: ["old", "copy-1", "copy-2"],
    });
  });

  test("take parts where no new plate is allowed, and the rest says what would help", () => {
    const items = copiesOf(rectangle(40, 50), 6);
    const { plates, left_out } = packChecked(items, { open_plates, plates_max: 0 });
    assert.deepEqual(
      plates.map(({ open_plate_id }) => open_plate_id),
      ["half full"],
    );
    assert.deepEqual(
      left_out.map(({ code, change }) => [code, change.needs.plates_max]),
      [
        ["plates_used_up", 1],
        ["plates_used_up", 1],
      ],
    );
  });

  test("are as good as new ones to improve on: parts move there until no new plate is left", () => {
    const random = makeRandom(2);
    const items = Array.from({ length: 14 }, (_, at) =>
      itemOf(`part-${at}`, bracket(20 + random.below(22), 20 + random.below(22), 4)),
    );
    const first = packChecked(items, { open_plates: [half, { ...half, id: "other" }] });
    const better = packChecked(items, {
      open_plates: [half, { ...half, id: "other" }],
      moves_max: 4000,
    });
    const made = ({ plates }: Packing) => plates.filter((plate) => !plate.open_plate_id).length;
    assert.ok(made(better) <= made(first));
    assert.equal(better.left_out.length, 0);
  });

  test("keep what stands on them, even where it breaks the rules of new parts", () => {
    const high = { ...standing("high", 60, 40), height_mm: 400 };
    const over = { ...standing("over", -5, 20), rotation_deg: 0 };
    const crossed = { ...standing("crossed", 70, 40) };
    const messy = [{ id: "messy", fixed: [high, over, crossed] }];
    const items = copiesOf(rectangle(30, 30), 4);
    const { plates } = packChecked(items, { open_plates: messy, margin_mm: 3 });
    assert.equal(plates[0].open_plate_id, "messy");
    assert.equal(plates[0].height_mm, 400);
    // The three cover 15 x 118 and, overlapping, 50 x 118 of the plate.
    const share = ((15 + 50) * 118 + plates[0].placements.length * 900) / (189 * 118);
    assert.ok(Math.abs(plates[0].utilisation - share) < 1e-9, `${plates[0].utilisation}`);
  });

  test("are refused where they make no sense", () => {
    const refused: [Partial<PackOptions>, RegExp][] = [
      [{ open_plates: [half, half] }, /Two open plates share an id/],
      [{ open_plates: Array.from({ length: 49 }, () => half) }, /49 open plates/],
      [
        { open_plates: [{ id: "a", fixed: [{ ...standing("b", 0, 5), x_mm: Number.NaN }] }] },
        /Part b on open plate a: It lies at NaN/,
      ],
      [{ time: { plate_s: -1, height_s_per_mm: 1 } }, /time is -1 s/],
    ];
    for (const [options, text] of refused) {
      assert.throws(
        () => pack([], PLATE, { ...OPTIONS, ...options }),
        (error) => error instanceof GeometryError && text.test(error.message),
      );
    }
    const exclusions = [[ringOf([0, 0], [9, 9])]];
    assert.throws(() => pack([], { ...PLATE, exclusions }, OPTIONS), /Zone 1 of the plate: Ring 1/);
  });
});

suite("pack: by height", () => {
  /** A top of 60 x 60 on a foot along one side, and what stands under it. */
  const shelf = (id: string): PackItem =>
    itemOf(id, rectangle(60, 60), {
      height_mm: 30,
      bands: [
        { z_from_mm: 0, z_to_mm: 20, outline: rectangleAt(0, 46, 60, 14) },
        { z_from_mm: 20, z_to_mm: 30, outline: rectangle(60, 60) },
      ],
    });
  const low = (id: string): PackItem => {
    const outline = rectangle(20, 20);
    return itemOf(id, outline, {
      height_mm: 15,
      bands: [{ z_from_mm: 0, z_to_mm: 20, outline }],
    });
  };
  const plate = { width_mm: 62, depth_mm: 62, height_mm: 100 };
  const items = [shelf("shelf"), low("a"), low("b"), low("c"), low("d")];

  test("puts low parts under high ones", () => {
    const shadows = packChecked(items, { rotations: "none" }, plate);
    assert.equal(shadows.plates.length, 2);
    const aware = packChecked(items, { rotations: "none", height_aware: true }, plate);
    assert.equal(aware.plates.length, 1);
  });

  test("keeps shadows apart where it is not asked for, and where a part has no bands", () => {
    const plain = items.map(({ bands: _, ...item }) => item);
    assert.equal(packChecked(plain, { height_aware: true }, plate).plates.length, 2);
  });

  test("lose nothing where parts have more bands than there are layers", () => {
    const outline = rectangle(19.2, 18);
    const bands = Array.from({ length: 20 }, (_, at) => {
      return { z_from_mm: at, z_to_mm: at + 1, outline };
    });
    const grid = copiesOf(outline, 54).map((item) => ({ ...item, height_mm: 20, bands }));
    const packing = packChecked(grid, { rotations: "180", height_aware: true });
    assert.equal(packing.plates.length, 1);
    assert.ok(packing.plates[0].utilisation < 0.85);
  });

  test("lets what is low under what is high, whichever comes first", () => {
    const first = packChecked([items[0]], { rotations: "none", height_aware: true }, plate);
    const [{ x_mm, y_mm }] = first.plates[0].placements;
    const fixed = [{ ...items[0], id: "fixed", x_mm, y_mm, rotation_deg: 0 }];
    const open_plates = [{ id: "open", fixed }];
    const more = packChecked(
      [...items.slice(1), { ...items[0], height_mm: 31 }],
      { rotations: "none", height_aware: true, open_plates },
      plate,
    );
    assert.equal(more.plates[0].open_plate_id, "open");
    assert.ok(more.plates[0].placements.length >= 2);
  });

  test("never locks two parts that each reach over the other", () => {
    const arm = (id: string): PackItem =>
      itemOf(id, rectangle(40, 10), {
        height_mm: 20,
        bands: [
          { z_from_mm: 0, z_to_mm: 10, outline: rectangleAt(0, 0, 20, 10) },
          { z_from_mm: 10, z_to_mm: 20, outline: rectangleAt(10, 0, 30, 10) },
        ],
      });
    const arms = Array.from({ length: 30 }, (_, at) => arm(`arm-${at}`));
    for (const moves_max of [0, 500]) {
      packChecked(arms, { height_aware: true, moves_max, gap_mm: 0.5 });
    }
  });
});

suite("pack: time to print", () => {
  test("puts parts of equal height together where that costs no plate", () => {
    const random = makeRandom(6);
    const items = copiesOf(rectangle(40, 50), 24).map((item) => ({
      ...item,
      height_mm: 10 + 10 * random.below(12),
    }));
    const total = ({ plates }: Packing) =>
      plates.reduce((sum, { height_mm }) => sum + height_mm, 0);
    const plain = packChecked(items, { moves_max: 600, rotations: "90" });
    const time = { plate_s: 600, height_s_per_mm: 60 };
    const grouped = packChecked(items, { moves_max: 600, rotations: "90", time });
    assert.equal(grouped.plates.length, plain.plates.length);
    assert.ok(total(grouped) < total(plain), `${total(grouped)} mm instead of ${total(plain)}`);
  });
});
