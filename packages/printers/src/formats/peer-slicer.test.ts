import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readModel, repairMesh, scaleMesh } from "@vatline/geometry";
import { loadStl, stl_data_missing } from "./testing/data.ts";
import {
  compareLayers,
  gridAround,
  measureLayer,
  ourLayers,
  peer_slicer_missing,
  peerLayers,
} from "./testing/peer-slicer.ts";

type Case = { path: string; scale?: number; layer_mm?: number; is_torn?: boolean };

/** Closed, one with a face in the middle of layer 12, torn; bench/README.md has all of them. */
const CASES: Case[] = [
  { path: "real/mx_TopAttachment.stl" },
  { path: "real/tm_angle_block.STL", scale: 25.4 },
  { path: "synthetic/earpiece-07.stl" },
  { path: "real/tm_idler_riser.STL", scale: 25.4, layer_mm: 0.508 },
  { path: "real/jn_dampadj-adj-3.stl", is_torn: true },
  { path: "real/tm_teapot.stl", is_torn: true },
];

describe("layers beside PrusaSlicer's", { skip: peer_slicer_missing || stl_data_missing }, () => {
  for (const { path, scale = 1, layer_mm = 0.4, is_torn = false } of CASES) {
    const theirs_is = is_torn ? "of the mended mesh" : "of the same";
    const shift_max_px = is_torn ? 0.5 : 0.1;
    test(`of ${path} are theirs ${theirs_is} within ${shift_max_px} of a pixel`, async () => {
      const mesh = scaleMesh(readModel(loadStl(path)).mesh, scale);
      const grid = gridAround(mesh, layer_mm);
      const peer_mesh = is_torn ? (await repairMesh(mesh)).mesh : mesh;
      const theirs = (await peerLayers(peer_mesh, grid)).map(measureLayer);
      const ours = Array.from(ourLayers(mesh, grid), measureLayer);
      assert.ok(theirs.length > 15 && ours.length - theirs.length <= 1);
      for (const { layer_index, shift_px, box_px } of compareLayers(ours, theirs)) {
        assert.ok(Math.abs(shift_px) < shift_max_px, `layer ${layer_index}: off by ${shift_px} px`);
        assert.ok(box_px <= 1, `layer ${layer_index}: box off by ${box_px} px`);
      }
    });
  }
});
