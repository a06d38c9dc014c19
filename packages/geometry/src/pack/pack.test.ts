import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { GeometryError } from "../error.ts";
import { makeRandom, shuffle } from "../random.ts";
import type { PackItem, Packing, PackOptions, PackProgress, Plate } from "../types.ts";
import { pack } from "./pack.ts";
import {
  bracket,
  copiesOf,
  disc,
  itemOf,
  OPTIONS,
  PLATE,
  randomJob,
  rectangle,
  ringOf,
  roundRing,
  squareFrame,
  starOf,
} from "./testing/items.ts";
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

function reasonOf(item: PackItem, options: Partial<PackOptions> = {}): string {
  const [left] = packChecked([item], options).left_out;
  return `${left?.code}: ${left?.reason}`;
}

suite("pack", () => {
  test("gives the same bytes for the same seed, also from rebuilt outlines", () => {
    const jobs = [0, 1, 2, 3].map((seed) => randomJob(makeRandom(100 + seed)).items);
    const items = jobs.flat().map((item, at) => ({ ...item, id: `part-${at}` }));
    const complete = { ...OPTIONS, moves_max: 400 };
    const answers = Array.from({ length: 5 }, () => {
      const rebuilt = items.map((item) => ({ ...item, outline: structuredClone(item.outline) }));
      return JSON.stringify(pack(rebuilt, PLATE, complete));
    });
    answers.push(JSON.stringify(pack(items, PLATE, complete)));
    assert.equal(new Set(answers).size, 1);
  });

  test("never makes the first answer worse by improving it, and counts its moves", () => {
    for (let seed = 0; seed < 12; seed++) {
      const { items, plate, options } = randomJob(makeRandom(1000 + seed));
      const first = pack(items, plate, { ...options, moves_max: 0 });
      const improved = pack(items, plate, { ...options, moves_max: 300 });
      assert.equal(first.moves, 0);
      assert.ok(improved.moves <= 300, `${improved.moves} moves`);
      assert.ok(improved.left_out.length > 0 || improved.plates.length <= first.plates.length);
    }
  });

  test("ends at once with a complete answer when it is told to stop, and says so", () => {
    const items = copiesOf(bracket(40, 30, 5), 40);
    for (const patience of [0, 5, 20]) {
      let polls = 0;
      const shouldStop = () => ++polls > patience;
      const { stopped } = packChecked(items, { moves_max: 1e9, shouldStop });
      assert.ok(polls < patience + 80, `${polls} polls`);
      assert.equal(stopped, "told");
    }
  });

  test("says whether nothing could be better or the moves were used up", () => {
    const items = copiesOf(bracket(40, 30, 5), 40);
    assert.equal(packChecked(items, { moves_max: 50 }).stopped, "moves");
    assert.equal(packChecked(items.slice(0, 6), { moves_max: 50 }).stopped, "bound");
    // Three share a plate: the third is as empty as can be with one. Four early ones take two.
    const discs = copiesOf(disc(33), 7);
    const ranked = discs.map((item, at) => ({ ...item, rank: at < 4 ? 0 : 1 }));
    for (const fat of [discs, ranked]) {
      const { plates, stopped, moves } = packChecked(fat, { moves_max: 5000 });
      assert.deepEqual([plates.length, stopped, moves], [3, "bound", 0]);
    }
  });

  test("tells of the first answer, then of better ones, each with fewer left out or plates", () => {
    let better = 0;
    for (const seed of [3, 4, 6]) {
      const random = makeRandom(seed);
      const items = Array.from({ length: 40 }, (_, at) =>
        itemOf(`part-${at}`, bracket(15 + random.below(40), 15 + random.below(40), 5)),
      );
      const told: PackProgress[] = [];
      const onProgress = (progress: PackProgress) => told.push(progress);
      const plate = { ...PLATE, width_mm: 100, depth_mm: 80 };
      const packing = packChecked(items, { moves_max: 4000, onProgress }, plate);
      better += told.length - 1;
      assert.equal(told[0].moves, 0);
      for (const [at, { plates, least_utilisation, moves }] of told.entries()) {
        assert.ok(plates >= packing.plates.length);
        assert.ok(least_utilisation > 0 && least_utilisation <= 1);
        if (at > 0) assert.ok(moves > told[at - 1].moves && plates <= told[at - 1].plates);
      }
    }
    assert.ok(better > 0, `${better} better answers told of`);
  });

  test("says of each part how it came to its place and what it leans on there", () => {
    const items = [itemOf("a", rectangle(100, 40)), itemOf("b", rectangle(90, 40))];
    const [{ placements }] = packChecked(items, { rotations: "none" }).plates;
    const [a, b] = placements.map(({ why }) => why);
    assert.deepEqual(a, { code: "opened_plate", rims: ["left", "front"], ids: ["b"] });
    assert.deepEqual(b, { code: "first_fit", rims: ["left"], ids: ["a"] });
  });

  test("packs nothing from nothing", () => {
    assert.deepEqual(pack([], PLATE, OPTIONS), {
      plates: [],
      left_out: [],
      bound_plates: 0,
      stopped: "bound",
      seed: 1,
      moves: 0,
    });
  });

  test("fills a tight grid of rectangles exactly, without loss to its cells", () => {
    const packing = packChecked(copiesOf(rectangle(19.2, 18), 54), { rotations: "180" });
    assert.equal(packing.plates.length, 1);
    const whole = packChecked([itemOf("all", rectangle(189, 118))]);
    assert.equal(whole.plates[0].utilisation, 1);
  });

  test("nests concave parts in one another and small parts in holes", () => {
    const chevron = ringOf([0, 40], [30, 0], [60, 40], [60, 48], [30, 8], [0, 48]);
    const nested = packChecked(copiesOf([chevron], 21), { rotations: "180" });
    assert.equal(nested.plates.length, 1, "their boxes fit 6 times");
    const items = [itemOf("frame", squareFrame(118, 10)), itemOf("in", rectangle(92, 92))];
    assert.equal(packChecked(items, { rotations: "none" }).plates.length, 1);
  });

  test("turns a part that only fits along the diagonal", () => {
    const diagonal = itemOf("rod", rectangle(215, 3));
    assert.equal(packChecked([diagonal]).plates.length, 1);
    assert.match(reasonOf(diagonal, { rotations: "90" }), /^too_large/);
  });
});

suite("pack: what is left out", () => {
  test("says too_tall with both heights", () => {
    const tall = itemOf("a", rectangle(5, 5), { height_mm: 326.01 });
    assert.equal(
      reasonOf(tall),
      "too_tall: It is 326.01 mm tall; the plate has room for 326 mm. " +
        "It has a place on a plate with room for 326.01 mm of height.",
    );
  });

  test("says too_large with the best size and turn, and what the plate leaves", () => {
    assert.equal(
      reasonOf(itemOf("a", rectangle(189.5, 30)), { rotations: "180", margin_mm: 1 }),
      "too_large: It needs 189.5 x 30 mm at 0 degrees, the best turn allowed; " +
        "the plate leaves 187 x 116 mm. It has a place turned by any angle.",
    );
    assert.match(
      reasonOf(itemOf("b", disc(60))),
      /^too_large: It needs 119.* x 1.* leaves 189 x 118 mm\. /,
    );
    assert.match(reasonOf(itemOf("c", rectangle(150, 119))), /^too_large/);
  });

  test("says outline_invalid with the fault, for faulty outlines of every kind", () => {
    const triangle = [0, 0, 10, 0, 0, 10];
    const faults: [PackItem["outline"], RegExp][] = [
      [[], /no rings/],
      [[ringOf([0, 0], [10, 0])], /has 2 points; it needs 3/],
      [[Float64Array.from([...triangle, 1])], /half a point/],
      [[Float64Array.from([0, 0, Number.NaN, 0, 0, 9])], /Point 2 of ring 1 is not a place: NaN/],
      [[Float64Array.from([0, 0, 1e9, 0, 0, 9])], /Point 2 of ring 1 is not a place/],
      [[ringOf([0, 0], [5, 5], [10, 10])], /encloses no area/],
    ];
    for (const [outline, text] of faults) {
      const reason = reasonOf(itemOf("a", outline));
      assert.match(reason, /^outline_invalid: /);
      assert.match(reason, text);
    }
    const flat = itemOf("a", rectangle(5, 5), { height_mm: Number.NaN });
    assert.match(reasonOf(flat), /^outline_invalid: Its height is NaN mm/);
  });

  test("takes outlines that touch themselves", () => {
    const bow = [ringOf([0, 0], [20, 0], [10, 10], [20, 20], [0, 20], [10, 10])];
    assert.equal(packChecked(copiesOf(bow, 12)).left_out.length, 0);
  });

  test("takes outlines that cross themselves, and counts what they cover once", () => {
    const star = [starOf(roundRing(Array.from({ length: 5 }, () => 20)))];
    const bow = [ringOf([0, 0], [20, 20], [20, 0], [0, 20])];
    const { plates, bound_plates } = packChecked([itemOf("star", star), itemOf("bow", bow)]);
    const material = 1.1225699414489634 * 400 + 200;
    assert.ok(Math.abs(plates[0].utilisation / (material / (189 * 118)) - 1) < 1e-9);
    assert.equal(bound_plates, 1);
  });

  test("says plates_used_up, in the order of the items", () => {
    const items = copiesOf(rectangle(90, 110), 5);
    const packing = packChecked(items, { plates_max: 2 });
    assert.deepEqual(
      packing.left_out.map((left) => `${left.id} ${left.code}`),
      ["copy-4 plates_used_up"],
    );
    assert.equal(packChecked(items, { plates_max: 0 }).left_out.length, 5);
  });

  test("refuses a request that makes no sense, naming the figure", () => {
    const items = copiesOf(rectangle(9, 9), 2);
    const refused: [PackItem[], Plate, Partial<PackOptions>, RegExp][] = [
      [items, PLATE, { gap_mm: Number.NaN }, /gap_mm is NaN/],
      [items, PLATE, { margin_mm: -1 }, /margin_mm is -1/],
      [items, PLATE, { margin_mm: 59 }, /margin of 59 mm leaves nothing/],
      [items, PLATE, { seed: -1 }, /seed is -1/],
      [items, PLATE, { rotations: [] }, /1 to 360/],
      [items, { ...PLATE, depth_mm: 0 }, {}, /depth_mm is 0/],
      [[items[0], items[0]], PLATE, {}, /share an id/],
      [Array.from({ length: 10_001 }, () => items[0]), PLATE, {}, /10001 items/],
    ];
    for (const [list, plate, options, text] of refused) {
      assert.throws(
        () => pack(list, plate, { ...OPTIONS, ...options }),
        (error) => error instanceof GeometryError && text.test(error.message),
      );
    }
  });
});

suite("pack: ranks", () => {
  test("leaves out the highest ranks when plates are used up", () => {
    const items = copiesOf(rectangle(60, 55), 18).map((item, at) => ({ ...item, rank: at % 3 }));
    shuffle(items, makeRandom(3));
    for (const moves_max of [0, 300]) {
      const packing = packChecked(items, { plates_max: 2, moves_max, rotations: "90" });
      const ranks = packing.plates.map((plate) =>
        plate.placements.map(({ id }) => items.find((item) => item.id === id)?.rank),
      );
      assert.deepEqual(
        ranks.map((list) => list.sort()),
        [
          [0, 0, 0, 0, 0, 0],
          [1, 1, 1, 1, 1, 1],
        ],
      );
    }
  });

  test("gives the parts of the lowest rank as few plates as they need alone", () => {
    const random = makeRandom(8);
    const items = Array.from({ length: 30 }, (_, at) =>
      itemOf(`part-${at}`, bracket(20 + random.below(50), 20 + random.below(40), 5), {
        rank: at % 2,
      }),
    );
    const urgent = items.filter((item) => item.rank === 0);
    const alone = packChecked(urgent).plates.length;
    const packing = packChecked(items, { moves_max: 400 });
    const carrying = packing.plates.filter((plate) =>
      plate.placements.some(({ id }) => urgent.some((item) => item.id === id)),
    );
    assert.ok(carrying.length <= alone, `${carrying.length} plates instead of ${alone}`);
    assert.deepEqual(carrying, packing.plates.slice(0, carrying.length), "first in print order");
  });
});
