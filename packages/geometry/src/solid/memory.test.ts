import assert from "node:assert/strict";
import { test } from "node:test";
import { loadManifold } from "../manifold.ts";
import { makeBall, makeCube, shiftMesh, turnTriangles } from "../testing/shapes.ts";
import { combineMeshes, cutMesh } from "./combine.ts";
import { addDrainHoles } from "./drain.ts";
import { engraveText } from "./engrave.ts";
import { layFlat } from "./lay-flat.ts";
import { joinMeshes } from "./shells.ts";

test("two hundred runs leave nothing behind in WASM, those that fail included", async () => {
  const memory = await memoryOfManifold();
  const ball = makeBall(10, 2);
  const hollow = joinMeshes(
    ball,
    turnTriangles(makeBall(8, 1), () => true),
  );
  const outline = [Float64Array.of(0, 0, 4, 0, 4, 1, 1, 1, 1, 3, 0, 3)];
  const run = async () => {
    await combineMeshes("union", ball, shiftMesh(ball, 3, 0, 0));
    await cutMesh(ball, { point: [1, 0, 0], normal: [1, 1, 0], keep: "both" });
    await addDrainHoles(hollow, { count: 2, diameter_mm: 2 });
    await engraveText(ball, { outline, depth_mm: 1, mode: "engrave", face: { side: "front" } });
    await layFlat(ball);
    await assert.rejects(combineMeshes("intersection", makeCube(1), shiftMesh(ball, 50, 0, 0)));
  };
  for (let warmup = 0; warmup < 10; warmup++) await run();
  const before = memory.buffer.byteLength;
  for (let round = 0; round < 200; round++) await run();
  assert.equal(memory.buffer.byteLength, before);
});

/** Loads the module and catches the memory that it exports. */
async function memoryOfManifold(): Promise<WebAssembly.Memory> {
  const { instantiate } = WebAssembly;
  let memory: unknown;
  const catching = async (bytes: BufferSource, imports?: WebAssembly.Imports) => {
    const loaded = await instantiate(bytes, imports);
    memory = Object.values(loaded.instance.exports).find(
      (each) => each instanceof WebAssembly.Memory,
    );
    return loaded;
  };
  WebAssembly.instantiate = catching as typeof instantiate;
  try {
    await loadManifold();
  } finally {
    WebAssembly.instantiate = instantiate;
  }
  assert.ok(memory instanceof WebAssembly.Memory);
  return memory;
}
