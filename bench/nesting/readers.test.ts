/** The readers of published sets, held to what is known of the sets. */
import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { nesting_data_missing } from "./data.ts";
import { areaOf, itemsOf } from "./instance.ts";
import { ESICUP_STRIPS, readStrip } from "./strip-file.ts";
import { listBins, readBins } from "./terashima-file.ts";
import { listUserJobs, readUserJob } from "./users-file.ts";

suite("readers of nesting data", { skip: nesting_data_missing }, () => {
  test("strips have the items, height and turns that the literature names", () => {
    const counts = ESICUP_STRIPS.map((name) => itemsOf(readStrip(name).demands).length);
    assert.deepEqual(counts, [24, 28, 30, 12, 25, 25, 20, 24, 43, 43, 99, 48, 64]);
    const { height, demands } = readStrip("shapes0");
    assert.equal(height, 40.004);
    assert.deepEqual(demands[0].rotations, [0]);
    assert.equal(readStrip("swim_c").demands[0].rotations, "any");
    assert.equal(itemsOf(demands, 15).length, 15 * 43);
  });

  for (const set of [1, 2] as const) {
    test(`the pieces of terashima${set} fill their optimal number of bins exactly`, () => {
      const names = listBins(set);
      assert.ok(names.length > 100, `${names.length} instances`);
      for (const name of names) {
        const { width, depth, demands, optimum } = readBins(name, "none");
        const fill = areaOf(demands) / (width * depth);
        assert.ok(Math.abs(fill - optimum) < 1e-9, `${name}: ${fill} instead of ${optimum}`);
      }
    });
  }

  test("users' jobs are read with their gap, margin and turns, or refused with a reason", () => {
    const jobs = listUserJobs().map(readUserJob);
    const read = jobs.filter((job) => typeof job !== "string");
    assert.ok(read.length > jobs.length / 2, `${read.length} of ${jobs.length}`);
    for (const { name, width, depth, demands } of read) {
      assert.ok(width > 0 && depth > 0 && areaOf(demands) > 0, name);
    }
    const table = read.find(({ name }) => name === "opencutlist/table");
    assert.equal(table?.gap, 0.78740157);
    assert.ok(jobs.includes("objective open-dimension-x"));
  });
});
