import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectMesh } from "./check.ts";
import { GeometryError } from "./error.ts";
import { footprint } from "./footprint.ts";
import { makeRandom, type Random } from "./random.ts";
import { readStl, writeStl } from "./stl.ts";
import { makeCube, makeTorus } from "./testing/shapes.ts";

const MUTATION_COUNT = 2000;
/** Every so many survivors go through the whole pipeline, which costs more than reading. */
const FOOTPRINT_EVERY = 5;
const WORDS = [
  "solid ",
  "facet ",
  "vertex ",
  "endfacet ",
  "endsolid\n",
  "nan ",
  "1e999 ",
  "#",
  "\0",
];

const seed = Number(process.env.VATLINE_TEST_SEED ?? 20_260_101);

test(`answers ${MUTATION_COUNT} broken files with a mesh or an error (seed ${seed})`, async () => {
  const random = makeRandom(seed);
  const originals = [writeStl(makeCube(1)), writeStl(makeTorus(5, 2, 5)), asciiCube()];
  const outcomes = { read: 0, refused: 0 };
  for (let round = 0; round < MUTATION_COUNT; round++) {
    const bytes = mutate(originals[random.below(originals.length)], random);
    try {
      const file = readStl(bytes);
      const { mesh } = file;
      assert.ok(mesh.triangles.every((vertex) => vertex < mesh.positions.length / 3));
      assert.ok(mesh.positions.every((value) => Number.isFinite(value)));
      inspectMesh(mesh, file);
      if (outcomes.read++ % FOOTPRINT_EVERY === 0) await footprint(mesh);
    } catch (error) {
      const text = `round ${round}: ${error instanceof Error ? error.stack : error}`;
      assert.ok(error instanceof GeometryError, text);
      outcomes.refused++;
    }
  }
  // Both must be frequent, or the mutations test nothing.
  assert.ok(
    Math.min(outcomes.read, outcomes.refused) > MUTATION_COUNT / 10,
    JSON.stringify(outcomes),
  );
});

function mutate(original: Uint8Array, random: Random): Uint8Array {
  let bytes = original.slice();
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(bytes.length + 1);
    const kind = random.below(6);
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes = splice(bytes, at, random.below(60), new Uint8Array(0));
    else if (kind === 2) bytes = splice(bytes, at, 0, randomWord(random));
    else if (kind === 3) bytes.fill(random.below(256), at, at + random.below(8));
    else if (kind === 4) bytes = splice(bytes, at, 0, bytes.slice(at, at + random.below(200)));
    else bytes[at] = random.below(256);
  }
  return bytes;
}

function splice(
  bytes: Uint8Array,
  at: number,
  drop: number,
  insert: Uint8Array,
): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(...bytes.subarray(0, at), ...insert, ...bytes.subarray(at + drop));
}

function randomWord(random: Random): Uint8Array {
  return new TextEncoder().encode(WORDS[random.below(WORDS.length)]);
}

function asciiCube(): Uint8Array<ArrayBuffer> {
  const { positions, triangles } = makeCube(1);
  const facets = Array.from({ length: triangles.length / 3 }, (_, triangle) => {
    const corners = Array.from(triangles.subarray(3 * triangle, 3 * triangle + 3), (vertex) => {
      return `vertex ${positions.subarray(3 * vertex, 3 * vertex + 3).join(" ")}\n`;
    });
    return `facet normal 0 0 0\nouter loop\n${corners.join("")}endloop\nendfacet\n`;
  });
  return new TextEncoder().encode(`solid cube\n${facets.join("")}endsolid cube\n`);
}
