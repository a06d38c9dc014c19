import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { type Affine, type Mesh, readModel, transformMesh } from "@vatline/geometry";
import { joinPieces } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { type Arrangement, writeThreeMf } from "./three-mf.ts";

const TETRAHEDRON: Mesh = {
  positions: Float32Array.of(0, 0, 0, 10.1, 0, 0, 0, 10 / 3, 0, 0, 0, 1e-3),
  triangles: Uint32Array.of(0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3),
};
const SMALL: Mesh = { ...TETRAHEDRON, positions: TETRAHEDRON.positions.map((x) => x / 7) };
const STAYS: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
const TURNED: Affine = [0, -1, 0, 55.5, 1, 0, 0, 12.25, 0, 0, 1, 0.125];

const ARRANGED: Arrangement = {
  title: `two & "three" <b>\u0000`,
  meshes: [
    { name: "arch", mesh: TETRAHEDRON },
    { name: "<&>", mesh: SMALL },
  ],
  items: [
    { mesh_index: 0, map: STAYS, part_number: "A-1" },
    { mesh_index: 1, map: TURNED, part_number: '"2"' },
    { mesh_index: 0, map: TURNED, part_number: "" },
  ],
};

test("a 3MF of an arranged build is read back as its copies, each in its place", async () => {
  const { mesh, unit, warnings } = readModel(await joinPieces(writeThreeMf(ARRANGED)), "3mf");
  assert.deepEqual([unit, warnings], ["millimeter", []]);
  const wanted = [TETRAHEDRON, transformMesh(SMALL, TURNED), transformMesh(TETRAHEDRON, TURNED)];
  const corners = wanted.flatMap(cornersOf);
  const read = cornersOf(mesh);
  assert.equal(read.length, corners.length);
  assert.deepEqual(read.slice(0, 36), cornersOf(TETRAHEDRON), "exact where nothing is mapped");
  for (const [i, corner] of read.entries()) assert.ok(Math.abs(corner - corners[i]) < 1e-5);
});

test("the same arrangement gives the same bytes", async () => {
  const files = [ARRANGED, structuredClone(ARRANGED)].map((one) => joinPieces(writeThreeMf(one)));
  const [first, second] = await Promise.all(files);
  assert.deepEqual(first, second);
});

test("a large mesh goes through in pieces", async () => {
  const count = 20_000;
  const positions = Float32Array.from({ length: 9 * count }, (_, i) => Math.sin(i) * 80);
  const mesh = { positions, triangles: Uint32Array.from({ length: 3 * count }, (_, i) => i) };
  let largest = 0;
  let total = 0;
  const items = [{ mesh_index: 0, map: STAYS, part_number: "" }];
  const pieces = [];
  for await (const piece of writeThreeMf({ title: "", meshes: [{ name: "", mesh }], items })) {
    largest = Math.max(largest, piece.bytes.length);
    total += piece.bytes.length;
    pieces.push(piece);
  }
  assert.ok(largest < 200_000 && total > 1_000_000, `${largest} of ${total}`);
  const read = readModel(await joinPieces(inOrder(pieces)), "3mf");
  assert.deepEqual(cornersOf(read.mesh), cornersOf(mesh));
});

test("refuses what would not be a build", async () => {
  const item = { mesh_index: 0, map: STAYS, part_number: "" };
  const meshes = [{ name: "", mesh: TETRAHEDRON }];
  const at = (x: number): Affine => [1, 0, 0, x, 0, 1, 0, 0, 0, 0, 1, 0];
  const bad = [
    { title: "", meshes, items: [{ ...item, mesh_index: 1 }] },
    { title: "", meshes, items: [{ ...item, map: at(Number.NaN) }] },
    {
      title: "",
      meshes: [{ name: "", mesh: { ...SMALL, triangles: new Uint32Array(0) } }],
      items: [],
    },
    {
      title: "",
      meshes: [{ name: "", mesh: { ...SMALL, positions: SMALL.positions.with(0, Number.NaN) } }],
      items: [item],
    },
  ];
  for (const arrangement of bad) {
    await assert.rejects(joinPieces(writeThreeMf(arrangement)), (error: unknown) => {
      return error instanceof BuildFileError && error.code === "arrangement_invalid";
    });
  }
});

const has_prusa_slicer = spawnSync("prusa-slicer", ["--help"]).status === 0;

test("PrusaSlicer sees the same build", {
  skip: has_prusa_slicer ? false : "prusa-slicer is not installed",
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), "vatline-3mf-"));
  try {
    const file = join(folder, "build.3mf");
    const cube = boxOf(10, 20, 5);
    const map: Affine = [0, -1, 0, 60, 1, 0, 0, 30, 0, 0, 1, 2];
    const items = [
      { mesh_index: 0, map: STAYS, part_number: "a" },
      { mesh_index: 0, map, part_number: "b" },
    ];
    const meshes = [{ name: "box", mesh: cube }];
    writeFileSync(file, await joinPieces(writeThreeMf({ title: "boxes", meshes, items })));
    const info = execFileSync("prusa-slicer", ["--info", file], { encoding: "utf8" });
    const values = (key: string) =>
      Array.from(info.matchAll(new RegExp(`${key} = ([-\\d.]+)`, "g")), ([, text]) => Number(text));
    assert.deepEqual(["min_x", "min_y", "min_z"].map(values), [
      [0, 40],
      [0, 30],
      [0, 2],
    ]);
    assert.deepEqual(["max_x", "max_y", "max_z"].map(values), [
      [10, 60],
      [20, 40],
      [5, 7],
    ]);
    assert.deepEqual(values("number_of_facets"), [12, 12]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

async function* inOrder<T>(list: T[]): AsyncGenerator<T> {
  yield* list;
}

/** The coordinates of all triangles, corner by corner. */
function cornersOf({ positions, triangles }: Mesh): number[] {
  return Array.from(triangles).flatMap((vertex) => [
    ...positions.subarray(3 * vertex, 3 * vertex + 3),
  ]);
}

function boxOf(x: number, y: number, z: number): Mesh {
  const positions = Array.from({ length: 8 }, (_, i) => [
    x * (i & 1),
    (y * (i & 2)) / 2,
    (z * (i & 4)) / 4,
  ]);
  const faces = ["0231", "4576", "0154", "2673", "0462", "1375"];
  const triangles = faces.flatMap((face) => {
    const [a, b, c, d] = [...face].map(Number);
    return [a, b, c, a, c, d];
  });
  return { positions: Float32Array.from(positions.flat()), triangles: Uint32Array.from(triangles) };
}
