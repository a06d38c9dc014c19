import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readModel, scaleMesh } from "@vatline/geometry";
import { loadStl, stl_data_missing } from "./testing/data.ts";
import {
  compareLayers,
  gridAround,
  measureLayer,
  ourLayers,
  peer_slicer_missing,
  peerLayers,
} from "./testing/peer-slicer.ts";

/** Closed, and torn; the whole table is in bench/README.md. */
const MODELS: [path: string, scale: number][] = [
  ["real/mx_TopAttachment.stl", 1],
  ["real/tm_angle_block.STL", 25.4],
  ["synthetic/earpiece-07.stl", 1],
];
const LAYER_MM = 0.4;

describe("layers beside PrusaSlicer's", { skip: peer_slicer_missing || stl_data_missing }, () => {
  for (const [path, scale] of MODELS) {
    test(`of ${path} are the same within a tenth of a pixel`, async () => {
      const { mesh } = readModel(loadStl(path));
      const scaled = scaleMesh(mesh, scale);
      const grid = gridAround(scaled, LAYER_MM);
      const theirs = (await peerLayers(scaled, grid)).map(measureLayer);
      const ours = Array.from(ourLayers(scaled, grid), measureLayer);
      assert.ok(theirs.length > 30 && ours.length - theirs.length <= 1);
      for (const { layer_index, shift_px, box_px } of compareLayers(ours, theirs)) {
        assert.ok(Math.abs(shift_px) < 0.1, `layer ${layer_index}: area off by ${shift_px} px`);
        assert.ok(box_px <= 1, `layer ${layer_index}: box off by ${box_px} px`);
      }
    });
  }
});
