/** Holds stated reasons to the truth: what they name is changed, and the part must be placed. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { makeRandom, type Random } from "../random.ts";
import type { LeftOut, Outline, PackItem, PackOptions, Plate } from "../types.ts";
import { pack } from "./pack.ts";
import { OPTIONS, PLATE, randomJob, rectangle, roundRing } from "./testing/items.ts";

type Job = { items: PackItem[]; plate: Plate; options: PackOptions };

/** Cases by what they name, and the least of each: none may hide behind the others. */
const CASES = {
  plate_size: 100,
  plate_height: 100,
  plates_max: 100,
  rotations: 30,
  margin_mm: 50,
  exclusions: 20,
  item: 50,
};

suite("reasons of parts left out", () => {
  test("are true in 1000 random cases: changing what they name places the part", () => {
    const seen: Record<string, number> = {};
    let cases = 0;
    for (let seed = 0; cases < 1000; seed++) {
      const job = tightJob(makeRandom(seed));
      for (const left of pack(job.items, job.plate, job.options).left_out) {
        const changed = changeAs(job, left);
        const again = pack(changed.items, changed.plate, changed.options);
        const still = again.left_out.find(({ id }) => id === left.id);
        assert.equal(still, undefined, `seed ${seed}: ${left.reason} But then: ${still?.reason}`);
        seen[left.change.code] = (seen[left.change.code] ?? 0) + 1;
        cases++;
      }
    }
    for (const [code, least] of Object.entries(CASES)) {
      assert.ok(seen[code] >= least, `only ${seen[code]} cases of ${code}`);
    }
  });

  test("name figures that are needed: a hundredth less leaves the part out", () => {
    const wide = { id: "wide", outline: rectangle(200, 30), height_mm: 9 };
    const options = { ...OPTIONS, rotations: "none" as const, margin_mm: 2 };
    const [left] = pack([wide], PLATE, options).left_out;
    const { width_mm = 0 } = left.change.needs.plate ?? {};
    assert.equal(width_mm, 204);
    const near = { ...PLATE, width_mm: width_mm - 0.01 };
    assert.equal(pack([wide], near, options).left_out.length, 1);
  });
});

/** A job in which much has no place, for every reason there is. */
function tightJob(random: Random): Job {
  const { items, plate, options } = randomJob(random, { items: 7, moves: 25 });
  plate.height_mm = 70;
  const isSmall = random.next() < 0.6;
  if (isSmall) options.rotations = ["any" as const, "none" as const][random.below(2)];
  if (isSmall && random.next() < 0.4) plate.exclusions = [roundZone(plate)];
  if (isSmall) {
    plate.width_mm = 2 * options.margin_mm + 15 + random.below(40);
    plate.depth_mm = 2 * options.margin_mm + 15 + random.below(40);
    options.plates_max = random.below(4);
  }
  for (const item of items) {
    if (random.next() < 0.7) item.height_mm = Math.min(item.height_mm, plate.height_mm);
  }
  if (!isSmall && options.plates_max === undefined && random.next() < 0.3) {
    const [spoilt] = items;
    items[0] = { ...spoilt, outline: [Float64Array.of(0, 0, Number.NaN, 0, 0, 9)] };
    delete items[0].bands;
  }
  return { items, plate, options };
}

function roundZone({ width_mm, depth_mm }: Plate): Outline {
  const radius = Math.min(width_mm, depth_mm) / 2.2;
  return [roundRing([radius, radius, radius, radius, radius], width_mm / 2, depth_mm / 2)];
}

/** The job with the one change that the reason names, and nothing else. */
function changeAs({ items, plate, options }: Job, { id, change }: LeftOut): Job {
  const { plate: size, rotations, margin_mm, plates_max, item: fault } = change.needs;
  const mended = (item: PackItem): PackItem => ({
    ...item,
    ...(rotations !== undefined && { rotations }),
    ...(fault && { outline: rectangle(5, 5), height_mm: 5 }),
  });
  return {
    items: items.map((item) => (item.id === id ? mended(item) : item)),
    plate: { ...plate, ...size },
    options: {
      ...options,
      ...(margin_mm !== undefined && { margin_mm }),
      ...(plates_max !== undefined && { plates_max }),
    },
  };
}
