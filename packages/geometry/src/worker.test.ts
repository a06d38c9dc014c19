import assert from "node:assert/strict";
import { test } from "node:test";
import { writeStl } from "./stl.ts";
import { makeCube } from "./testing/shapes.ts";
import { verbs } from "./worker.ts";

test("the verbs of a worker take and give what a thread can be sent", async () => {
  const bytes = structuredClone(writeStl(makeCube(10)));
  const plates = [{ width_mm: 5, depth_mm: 50, height_mm: 50 }];
  const inspected = verbs.inspectModel(bytes, "stl", plates);
  assert.deepEqual(structuredClone(inspected), inspected);
  assert.ok(inspected.report.watertight);
  assert.equal(inspected.fits[0].excess_mm.width_mm, 5);
  const shadow = await verbs.footprintOfModel(bytes, structuredClone({ tolerance_mm: 0.1 }));
  assert.deepEqual(structuredClone(shadow), shadow);
  const items = structuredClone([{ id: "a", outline: shadow.outline, height_mm: 10 }]);
  const plate = { width_mm: 50, depth_mm: 50, height_mm: 50 };
  const options = { seed: 1, gap_mm: 1, margin_mm: 1, rotations: "none" as const };
  const packing = await verbs.pack(items, plate, options);
  assert.deepEqual(structuredClone(packing), packing);
  assert.equal(packing.plates.length, 1);
  const hollow = await verbs.hollowMesh(structuredClone(makeCube(10)), { wall_mm: 2 });
  assert.deepEqual(structuredClone(hollow), hollow);
  const drained = await verbs.addDrainHoles(hollow, { count: 1, diameter_mm: 2 });
  assert.deepEqual(structuredClone(drained), drained);
});
