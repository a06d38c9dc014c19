import assert from "node:assert/strict";
import { test } from "node:test";
import type { Outline } from "@vatline/geometry";
import { createWorkers } from "../../platform/workers.ts";
import { packer } from "./module.ts";
import { pack } from "./pack.ts";
import { createWatch, tellToStop } from "./watch.ts";

const PLATE = { width_mm: 100, depth_mm: 60, height_mm: 100 };
const OPTIONS = { seed: 1, gap_mm: 2, margin_mm: 0, rotations: "any" as const, moves_max: 400 };

/** Crosses of several sizes, which leave room for a search. */
const items = Array.from({ length: 12 }, (_, at) => {
  const [arm, half] = [14 + (at % 4), 4];
  const corners = [half, half, arm, half, arm, -half, half, -half, half, -arm, -half, -arm];
  const rest = [-half, -half, -arm, -half, -arm, half, -half, half, -half, arm, half, arm];
  const outline: Outline = [Float64Array.from([...corners, ...rest]).reverse()];
  return { id: `cross ${at}`, outline, height_mm: 5 };
});

test("a search that is watched answers as one that is not", () => {
  const alone = pack(items, PLATE, OPTIONS);
  assert.ok(alone.moves > 0);
  assert.deepEqual(pack(items, PLATE, OPTIONS, createWatch()), alone);
});

test("a search that is told to stop answers the best it has: every part has its place", () => {
  const watch = createWatch();
  tellToStop(watch);
  const { moves, plates, left_out } = pack(items, PLATE, OPTIONS, watch);
  assert.equal(moves, 0);
  const placed = plates.flatMap(({ placements }) => placements);
  assert.equal(placed.length + left_out.length, items.length);
});

test("the same bytes 20 times: on one thread, and on three that hinder each other", async (t) => {
  const alone = createWorkers({ threads: 1 });
  const crowd = createWorkers({ threads: 3 });
  t.after(() => Promise.all([alone.close(), crowd.close()]));
  const jobs = [...Array(5).fill(alone), ...Array(14).fill(crowd)];
  const runs = jobs.map((workers: typeof alone) =>
    workers.run(packer, "pack", [items, PLATE, OPTIONS]),
  );
  const answers = [pack(items, PLATE, OPTIONS), ...(await Promise.all(runs))];
  assert.equal(answers.length, 20);
  assert.ok(answers[0].moves > 0);
  assert.equal(new Set(answers.map((answer) => JSON.stringify(answer))).size, 1);
});
