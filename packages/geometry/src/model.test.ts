import assert from "node:assert/strict";
import { test } from "node:test";
import { readModel } from "./model.ts";
import { writeStl } from "./stl.ts";
import { makeCube, makeTorus } from "./testing/shapes.ts";
import { oneMeshXml, writeObj, writeThreeMf } from "./testing/write-models.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const ASCII = "solid a\nfacet\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendfacet\nendsolid\n";

const torus = makeTorus(20, 5, 24);
const FILES = {
  stl: writeStl(torus),
  obj: encode(writeObj(torus)),
  "3mf": writeThreeMf(oneMeshXml(torus)),
};

test("one mesh is read equal from every format", () => {
  const stl = readModel(FILES.stl, "stl");
  for (const [format, bytes] of Object.entries(FILES)) {
    const file = readModel(bytes);
    assert.equal(file.format, format === "stl" ? "stl_binary" : format);
    assert.equal(file.mesh.triangles.length, torus.triangles.length);
    assert.deepEqual(cornersOf(file.mesh), cornersOf(stl.mesh), format);
    assert.deepEqual([file.degenerate_count, file.warnings], [0, []]);
  }
});

test("a file under the name of another format is refused, and what it looks like is said", () => {
  const formats = ["stl", "obj", "3mf"] as const;
  for (const named of formats) {
    for (const actual of formats.filter((format) => format !== named)) {
      assert.throws(() => readModel(FILES[actual], named), {
        name: "GeometryError",
        code: "format_mismatch",
        message: new RegExp(`as ${named}, but begins as ${actual} does`, "i"),
      });
    }
  }
  assert.throws(() => readModel(encode(ASCII), "obj"), { code: "format_mismatch" });
});

test("a file that looks like nothing gets the error of what it is named", () => {
  const text = encode("what is this");
  assert.throws(() => readModel(text), { code: "not_stl" });
  assert.throws(() => readModel(text, "stl"), { code: "not_stl" });
  assert.throws(() => readModel(text, "obj"), { code: "not_obj" });
  assert.throws(() => readModel(text, "3mf"), { code: "not_3mf" });
  for (const named of ["stl", "obj", "3mf"] as const) {
    assert.throws(() => readModel(new Uint8Array(0), named), { code: "empty_file" });
  }
});

/** Corners of all triangles in order, whatever the vertices are numbered. */
function cornersOf({ positions, triangles }: typeof torus): number[][] {
  return Array.from(triangles, (vertex) => [...positions.subarray(3 * vertex, 3 * vertex + 3)]);
}

test("the same bytes are read the same way with and without a name", () => {
  for (const [format, bytes] of Object.entries(FILES)) {
    assert.deepEqual(readModel(bytes), readModel(bytes, format as keyof typeof FILES));
  }
  assert.equal(readModel(writeStl(makeCube(1))).unit, null);
});
