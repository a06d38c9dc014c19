import assert from "node:assert/strict";
import { test } from "node:test";
import { inspectMesh } from "./check.ts";
import { GeometryError } from "./error.ts";
import { footprint } from "./footprint.ts";
import { readModel } from "./model.ts";
import { makeRandom, type Random } from "./random.ts";
import { writeStl } from "./stl.ts";
import { makeCube, makeTorus } from "./testing/shapes.ts";
import { meshXml, modelXml, oneMeshXml, writeObj, writeThreeMf } from "./testing/write-models.ts";

const MUTATION_COUNT = 2000;
/** Every so many survivors go through the whole pipeline, which costs more than reading. */
const FOOTPRINT_EVERY = 5;

const encode = (text: string) => new TextEncoder().encode(text);
const XML = oneMeshXml(makeTorus(5, 2, 5), `unit="inch"`);
const COMPONENTS = modelXml(
  `<object id="1">${meshXml(makeCube(1))}</object><object id="2"><components>` +
    `<component objectid="1" transform="1 0 0 0 1 0 0 0 1 5 0 0"/></components></object>`,
  `<item objectid="2"/><item objectid="1"/>`,
);

type Kind = {
  name: string;
  originals: Uint8Array[];
  words: string[];
  /** Makes a file of what was changed. */
  wrap?: (bytes: Uint8Array) => Uint8Array;
};

const KINDS: Kind[] = [
  {
    name: "STL",
    originals: [writeStl(makeCube(1)), writeStl(makeTorus(5, 2, 5)), asciiCube()],
    words: "solid |facet |vertex |endfacet |endsolid\n|nan |1e999 |#|\0".split("|"),
  },
  {
    name: "OBJ",
    originals: [
      encode(writeObj(makeTorus(5, 2, 5))),
      encode("v 0 0 0\nv 4 0 0\nv 4 4 0\nv 2 1 0\nv 0 4 0\ng a\nf -5/1/1 -4 -3 \\\n4//2 5\n"),
    ],
    words: "v |f |\nf 1 2 3|-1|/|//|\\\n|nan |1e999 |#|\0|\r|o |99999999999 ".split("|"),
  },
  {
    name: "3MF",
    originals: [writeThreeMf(XML), writeThreeMf(COMPONENTS)],
    words: ["PK\x01\x02", "PK\x03\x04", "PK\x05\x06", "\xff\xff\xff\xff", "\0\0\0\0", "/", "rels"],
  },
  {
    name: "XML in 3MF",
    originals: [encode(XML), encode(COMPONENTS)],
    words: [
      ..."<mesh>|</mesh>|<vertex |<triangle |/>|<object id='3'>|<item objectid='2'/>".split("|"),
      ..."<!--|-->|<![CDATA[|]]>|<?|&amp;|&x;|<!DOCTYPE a>|nan|1e999|-1|'|\0|\xff".split("|"),
    ],
    wrap: (bytes) => writeThreeMf(bytes),
  },
];

const seed = Number(process.env.VATLINE_TEST_SEED ?? 20_260_101);

for (const { name, originals, words, wrap = (bytes: Uint8Array) => bytes } of KINDS) {
  test(`answers ${MUTATION_COUNT} broken files of ${name} with a mesh or an error (seed ${seed})`, async () => {
    const random = makeRandom(seed);
    const outcomes = { read: 0, refused: 0 };
    for (let round = 0; round < MUTATION_COUNT; round++) {
      const bytes = wrap(mutate(originals[random.below(originals.length)], words, random));
      try {
        const file = readModel(bytes);
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
    // Neither may be rare, or the mutations test nothing; a ZIP file and XML forgive little.
    const least = MUTATION_COUNT / (name.includes("3MF") ? 50 : 10);
    assert.ok(Math.min(outcomes.read, outcomes.refused) > least, JSON.stringify(outcomes));
  });
}

function mutate(original: Uint8Array, words: string[], random: Random): Uint8Array {
  let bytes = original.slice();
  for (let count = 1 + random.below(3); count > 0; count--) {
    const at = random.below(bytes.length + 1);
    const kind = random.below(6);
    if (kind === 0) bytes = bytes.slice(0, at);
    else if (kind === 1) bytes = splice(bytes, at, random.below(60), new Uint8Array(0));
    else if (kind === 2) bytes = splice(bytes, at, 0, randomWord(words, random));
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

function randomWord(words: string[], random: Random): Uint8Array {
  return Uint8Array.from(words[random.below(words.length)], (letter) => letter.charCodeAt(0));
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
