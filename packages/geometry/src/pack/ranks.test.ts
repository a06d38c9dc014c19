/** Due days as ranks: an early part never stands behind a late one that took its room. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom, shuffle } from "../random.ts";
import type { PackItem, Packing, PackOptions, Plate } from "../types.ts";
import { pack } from "./pack.ts";
import { bracket, disc, itemOf, OPTIONS, rectangle } from "./testing/items.ts";
import { validatePacking } from "./validate.ts";

const JOBS = process.env.VATLINE_TEST_LONG === "1" ? 3000 : 40;

/** Jobs of which the search alone pushes a part back. */
const PUSHED_BACK = [50, 96, 298, 305];

type Job = { items: PackItem[]; plate: Plate; options: PackOptions };

suite("pack: an early part is never pushed behind a late one for density", () => {
  test(`in ${JOBS} random jobs: with later parts away, no part fits an earlier plate`, () => {
    let [mixed, tried] = [0, 0];
    for (const seed of [...Array(JOBS).keys(), ...PUSHED_BACK]) {
      const job = jobOfRanks(seed);
      const packing = pack(job.items, job.plate, job.options);
      const ranks = packing.plates.map((plate) => ranksOn(job, plate));
      if (ranks.some((on) => new Set(on).size > 1)) mixed++;
      const lowest = ranks.map((on) => Math.min(...on));
      assert.deepEqual(
        lowest,
        [...lowest].sort((a, b) => a - b),
        `job ${seed}: print order`,
      );
      for (const { item, before } of behindLater(job, packing)) {
        tried++;
        const found = placeOnEarlier(job, item, before);
        assert.equal(found, false, `job ${seed}: ${item.id} has room on an earlier plate`);
      }
    }
    assert.ok(mixed > JOBS / 2 && tried > JOBS / 5, `${mixed} mixed jobs, ${tried} tries`);
  });

  test("equal parts stand in the order of their ranks, plate by plate", () => {
    for (const moves_max of [0, 400]) {
      const items = Array.from({ length: 40 }, (_, at) =>
        itemOf(`part-${at}`, rectangle(30, 24), { rank: at % 5 }),
      );
      shuffle(items, makeRandom(7));
      const plate = { width_mm: 94, depth_mm: 76, height_mm: 50 };
      const job = { items, plate, options: { ...OPTIONS, moves_max, rotations: "90" as const } };
      const ranks = pack(items, plate, job.options).plates.map((on) => ranksOn(job, on));
      for (const [at, on] of ranks.slice(1).entries()) {
        assert.ok(Math.max(...ranks[at]) <= Math.min(...on), JSON.stringify(ranks));
      }
    }
  });
});

/** Parts of three ranks on small plates: half of the jobs of few kinds, some with few plates. */
function jobOfRanks(seed: number): Job {
  const random = makeRandom(seed);
  const plate = {
    width_mm: 100 + random.below(60),
    depth_mm: 80 + random.below(40),
    height_mm: 100,
  };
  const outlines = Array.from({ length: random.next() < 0.5 ? 3 : 24 }, () => {
    const [width, depth, kind] = [15 + random.below(35), 15 + random.below(30), random.below(3)];
    if (kind === 0) return bracket(width, depth, 5);
    return kind === 1 ? rectangle(width, depth) : disc(width / 2.5);
  });
  const items = Array.from({ length: 10 + random.below(14) }, (_, at) =>
    itemOf(`part-${at}`, outlines[at % outlines.length], { rank: random.below(3) }),
  );
  const options: PackOptions = { ...OPTIONS, seed, rotations: "90", moves_max: 100 };
  if (random.next() < 0.3) options.plates_max = 1 + random.below(3);
  return { items, plate, options };
}

type Packed = Packing["plates"][number];

function ranksOn({ items }: Job, { placements }: Packed): number[] {
  const ranks = new Map(items.map(({ id, rank = 0 }) => [id, rank]));
  return placements.map(({ id }) => ranks.get(id) ?? 0);
}

/** Each part, left out or placed, with an earlier plate on which later parts stand. */
function behindLater(job: Job, { plates, left_out }: Packing) {
  const byId = new Map(job.items.map((item) => [item.id, item]));
  const itemOfId = (id: string) => byId.get(id) ?? assert.fail(`there is no ${id}`);
  const placed = plates.flatMap(({ placements }, at) =>
    placements.map(({ id }) => ({ item: itemOfId(id), earlier: plates.slice(0, at) })),
  );
  const out = left_out.map(({ id }) => ({ item: itemOfId(id), earlier: plates }));
  return [...placed, ...out].flatMap(({ item, earlier }) =>
    earlier
      .filter((plate) => ranksOn(job, plate).some((rank) => rank > (item.rank ?? 0)))
      .map((before) => ({ item, before })),
  );
}

/** Whether the part has room beside those of the plate that are not later; the checker agrees. */
function placeOnEarlier({ items, plate, options }: Job, item: PackItem, before: Packed): boolean {
  const { rank = 0 } = item;
  const fixed = before.placements.flatMap((place) => {
    const other = items.find(({ id }) => id === place.id);
    return other && (other.rank ?? 0) <= rank ? [{ ...other, ...place }] : [];
  });
  const around = { ...options, plates_max: 0, moves_max: 0, open_plates: [{ id: "open", fixed }] };
  const packing = pack([item], plate, around);
  assert.deepEqual(validatePacking([item], plate, around, packing), []);
  return packing.plates.length > 0;
}
