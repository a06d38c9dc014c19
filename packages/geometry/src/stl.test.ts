import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspectMesh } from "./check.ts";
import { GeometryError } from "./error.ts";
import type { ModelFile } from "./model/file.ts";
import { readStl, writeStl } from "./stl.ts";
import { makeCube, makeTorus } from "./testing/shapes.ts";

const FACET =
  "facet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\n";

suite("ASCII STL", () => {
  test("reads any case, any line ends, comments, a byte order mark and wild names", () => {
    const plain = `solid part\n${FACET}endsolid part\n`;
    const variants: Record<string, string> = {
      plain,
      upper: plain.toUpperCase(),
      crlf: plain.replaceAll("\n", "\r\n"),
      cr: plain.replaceAll("\n", "\r"),
      mixed: plain.replace("\n", "\r").replace("\n", "\r\n"),
      tabs: plain.replaceAll(" ", "\t\t"),
      mark: `\ufeff${plain}`,
      comments: `# made by hand\n${plain.replaceAll("\n", " # facet vertex 1\n")}`,
      no_normal: plain.replace(" normal 0 0 1", ""),
      short_normal: plain.replace("normal 0 0 1", "normal 0"),
      nan_normal: plain.replace("normal 0 0 1", "normal -nan(ind) nan inf"),
      named_like_a_facet: plain.replace("solid part", "solid facet normal vertex endsolid"),
      chinese: plain.replaceAll("part", "月亮"),
      facets_on_one_line: plain.replace(FACET, FACET.replaceAll("\n", " ")),
      padded: `${plain}\0\0\0\u001a`,
      headless: FACET,
    };
    const expected = readAscii(plain);
    for (const [name, text] of Object.entries(variants)) {
      const file = readAscii(text);
      assert.deepEqual(file.mesh, expected.mesh, name);
      assert.deepEqual(file.warnings, [], name);
      assert.equal(file.format, "stl_ascii", name);
    }
    assert.deepEqual(Array.from(expected.mesh.positions), [0, 0, 0, 1, 0, 0, 0, 1, 0]);
  });

  test("reads names that are not UTF-8", () => {
    const bytes = new TextEncoder().encode(`solid ????\n${FACET}endsolid\n`);
    bytes.set([0xff, 0xfe, 0x80, 0xc3], 6);
    assert.equal(readStl(bytes).mesh.triangles.length, 3);
  });

  test("counts the solids and joins them into one mesh", () => {
    const file = readAscii(
      `solid a\n${FACET}endsolid a\nsolid b\nendsolid b\nsolid\n${FACET}endsolid`,
    );
    assert.equal(file.solid_count, 3);
    assert.equal(file.mesh.triangles.length, 6);
    assert.equal(file.mesh.positions.length, 9);
  });

  test("reads numbers as the nearest float32", () => {
    const texts = [
      ...["0", "-0", "+1", "1.", ".5", "-.25e1", "1e0", "1E+2", "1e-2", "0.1", "16777217"],
      ...["3.4028234e38", "-3.274081e-033", "1.17549435e-38", "1e-45", "1e-60", "0e999"],
      ...["123456789012345678901234567890", "0.000000000000000000000000000001234567"],
      ...["1.000000178813934", "8.589973e9", "-4.33680868994e-16", "000001.50"],
    ];
    for (const text of texts) {
      const file = readAscii(
        `solid\n${FACET.replace("vertex 0 0 0", `vertex 7 7 ${text}`)}endsolid`,
      );
      assert.equal(file.mesh.positions[2], Math.fround(Number(text)) + 0, text);
    }
  });

  test("refuses what is not a number, and says on which line", () => {
    for (const text of [
      "abc",
      "1,5",
      "1.2.3",
      "--1",
      "1e",
      "1e+",
      "0x10",
      "1e1.5",
      ".",
      "e5",
      "+",
    ]) {
      assertRefused(solidWith(text), "number_invalid", { line: 4, triangle: 0 });
    }
  });

  test("refuses what is not finite, and says in which triangle", () => {
    for (const text of [
      "nan",
      "NaN",
      "-inf",
      "Infinity",
      "1.#QNAN",
      "-nan(ind)",
      "1e39",
      "-1e400",
    ]) {
      assertRefused(solidWith(text), "not_finite", { line: 4, triangle: 0 });
    }
    const second = `solid\n${FACET}${FACET.replace("1 0 0", "1 nan 0")}endsolid`;
    assertRefused(second, "not_finite", { triangle: 1, line: 12 });
  });

  test("counts lines alike for all line ends", () => {
    for (const line_end of ["\n", "\r\n", "\r"]) {
      assertRefused(solidWith("x").replaceAll("\n", line_end), "number_invalid", { line: 4 });
    }
  });

  test("refuses a file that ends inside a facet", () => {
    const whole = `solid cut\n${FACET}${FACET}`;
    const second_facet = 10 + FACET.length;
    for (let length = second_facet + 6; length < whole.length - 9; length++) {
      const error = refusalOf(whole.slice(0, length));
      assert.ok(
        ["truncated", "unexpected_word", "number_invalid"].includes(error.code),
        error.code,
      );
    }
    assertRefused(whole.slice(0, -10), "truncated", { triangle: 1, line: 9 });
  });

  test("refuses a facet that is no triangle", () => {
    const square = FACET.replace("endloop", "vertex 1 1 0\nendloop");
    assertRefused(`solid\n${FACET}${square}endsolid`, "facet_invalid", { line: 9, triangle: 1 });
    assertRefused("solid\nfacet\nendfacet\nendsolid", "facet_invalid", { line: 2 });
  });

  test("refuses a foreign word, and says on which line", () => {
    assertRefused(`solid\n${FACET}surprise\nendsolid`, "unexpected_word", { line: 9 });
    assertRefused(`solid\n${FACET.replace("outer", "inner")}endsolid`, "unexpected_word", {
      line: 3,
    });
  });

  test("warns of a missing endsolid and of text behind the last solid", () => {
    assert.deepEqual(codesOf(readAscii(`solid\n${FACET}`)), ["endsolid_missing"]);
    const file = readAscii(`solid\n${FACET}endsolid\nhello there\nagain\n`);
    assert.deepEqual(codesOf(file), ["trailing_bytes"]);
    assert.equal(file.warnings[0].at?.line, 10);
  });

  test("refuses a file without triangles", () => {
    for (const text of ["solid", "solid x\nendsolid x", "solid\n\n\n", "solid a b c"]) {
      assertRefused(text, "no_triangles");
    }
    const flat = FACET.replace("1 0 0", "0 1 0");
    assertRefused(`solid\n${flat}endsolid`, "no_triangles");
  });
});

suite("binary STL", () => {
  test("gives back what writeStl was given", () => {
    for (const mesh of [makeCube(3), makeTorus(20, 5, 24)]) {
      const file = readStl(writeStl(mesh));
      assert.equal(file.format, "stl_binary");
      assert.deepEqual(cornersOf(file.mesh), cornersOf(mesh));
      assert.deepEqual(readStl(writeStl(file.mesh)), file);
    }
  });

  test("is told from ASCII also where the header begins with solid", () => {
    for (const header of [
      "solid",
      "solid part\nfacet normal 0 0 1\n",
      "SOLID\nendsolid\n",
      "facet",
    ]) {
      const bytes = writeStl(makeCube(1));
      bytes.fill(32, 0, 80);
      new TextEncoder().encodeInto(header, bytes);
      assert.equal(readStl(bytes).format, "stl_binary", header);
      assert.equal(readStl(bytes).mesh.triangles.length, 36, header);
    }
    const cut = writeStl(makeCube(1)).subarray(0, 600);
    cut.fill(0, 0, 80);
    new TextEncoder().encodeInto("solid zero-padded", cut);
    assert.equal(refusalOf(cut).code, "truncated");
  });

  test("reads bytes that begin inside a larger buffer", () => {
    const bytes = writeStl(makeCube(1));
    const shifted = new Uint8Array(bytes.length + 10).fill(255);
    shifted.set(bytes, 3);
    assert.deepEqual(readStl(shifted.subarray(3, 3 + bytes.length)), readStl(bytes));
  });

  test("refuses a count larger than the file justifies, without allocating for it", () => {
    for (const count of [13, 1e6, 2 ** 32 - 1]) {
      const error = refusalOf(cubeWithCount(count));
      assert.equal(error.code, "truncated");
      assert.deepEqual(error.at, { byte: 80 });
      assert.match(error.message, new RegExp(`${count} triangles.* 684 bytes, room for 12`));
    }
  });

  test("refuses a count that leaves whole triangles out", () => {
    for (const count of [0, 1, 11]) {
      const error = refusalOf(cubeWithCount(count));
      assert.equal(error.code, "count_mismatch");
      assert.match(error.message, new RegExp(`says ${count} triangles.*room for 12`));
    }
  });

  test("refuses a file that is cut anywhere", () => {
    const bytes = writeStl(makeCube(1));
    for (let length = 0; length < bytes.length; length++) {
      const code = length === 0 ? "empty_file" : length < 84 ? "not_stl" : "truncated";
      assert.equal(refusalOf(bytes.subarray(0, length)).code, code, String(length));
    }
  });

  test("ignores trailing bytes with a warning", () => {
    for (const tail of [Uint8Array.of(1), new Uint8Array(49).fill(7), new Uint8Array(100)]) {
      const cube = writeStl(makeCube(1));
      const bytes = new Uint8Array([...cube, ...tail]);
      const file = readStl(bytes);
      assert.deepEqual(codesOf(file), ["trailing_bytes"]);
      assert.deepEqual(file.warnings[0].at, { byte: 684 });
      assert.deepEqual(file.mesh, readStl(cube).mesh);
    }
  });

  test("refuses coordinates that are not finite, and names the triangle", () => {
    for (const value of [Number.NaN, Infinity, -Infinity]) {
      const bytes = writeStl(makeCube(1));
      new DataView(bytes.buffer).setFloat32(84 + 50 * 7 + 12 + 4 * 5, value, true);
      const error = refusalOf(bytes);
      assert.equal(error.code, "not_finite");
      assert.equal(error.at?.triangle, 7);
    }
  });

  test("ignores normals, whatever they are", () => {
    const bytes = writeStl(makeCube(1));
    new DataView(bytes.buffer).setFloat32(84, Number.NaN, true);
    assert.deepEqual(readStl(bytes), readStl(writeStl(makeCube(1))));
  });

  test("welds 0 and -0 along every axis, and nothing else", () => {
    for (const axis of [0, 1, 2]) {
      const twins = Float64Array.of(0, 5, 5, 5, 0, 5, 5, 5, 0, 0, 5, 5, 5, 0, 5, 5, 5, 0);
      twins[9 + 4 * axis] = -0;
      assert.equal(vertexCountOf(twins), 3);
      twins[9 + 4 * axis] = 1e-45;
      assert.equal(vertexCountOf(twins), 4);
    }
  });

  test("counts degenerate triangles and keeps them out of the mesh", () => {
    const { positions, triangles } = makeCube(1);
    const mesh = { positions, triangles: Uint32Array.of(...triangles, 0, 0, 1, 5, 2, 5) };
    const file = readStl(writeStl(mesh));
    assert.equal(file.degenerate_count, 2);
    assert.equal(file.mesh.triangles.length, 36);
    const report = inspectMesh(file.mesh, file);
    assert.equal(report.triangle_count, 14);
    assert.equal(report.degenerate_count, 2);
    assert.ok(report.watertight);
  });
});

test("refuses files that are no STL at all", () => {
  assert.equal(refusalOf(new Uint8Array(0)).code, "empty_file");
  assert.equal(refusalOf(new TextEncoder().encode("hello")).code, "not_stl");
  const zip = new Uint8Array(5000).fill(0x50);
  assert.equal(refusalOf(zip).code, "truncated");
  assert.match(refusalOf(zip).message, /not an STL/);
});

function readAscii(text: string): ModelFile {
  return readStl(new TextEncoder().encode(text));
}

function solidWith(number: string): string {
  return `solid\n${FACET.replace("vertex 0 0 0", `vertex 1 ${number} 0`)}endsolid`;
}

function refusalOf(file: string | Uint8Array): GeometryError {
  try {
    readStl(typeof file === "string" ? new TextEncoder().encode(file) : file);
  } catch (error) {
    assert.ok(error instanceof GeometryError, String(error));
    return error;
  }
  assert.fail(`not refused: ${typeof file === "string" ? file : file.length}`);
}

function assertRefused(text: string, code: string, at: GeometryError["at"] = {}): void {
  const error = refusalOf(text);
  assert.equal(error.code, code, error.message);
  assert.deepEqual({ ...error.at, ...at }, error.at ?? {}, error.message);
}

function codesOf(file: ModelFile): string[] {
  return file.warnings.map(({ code }) => code);
}

function cubeWithCount(count: number): Uint8Array {
  const bytes = writeStl(makeCube(1));
  new DataView(bytes.buffer).setUint32(80, count, true);
  return bytes;
}

/** Of two triangles, after they were written and read. */
function vertexCountOf(corners: Float64Array): number {
  const positions = Float32Array.from(corners);
  const bytes = writeStl({ positions, triangles: Uint32Array.of(0, 1, 2, 3, 4, 5) });
  return readStl(bytes).mesh.positions.length / 3;
}

/** The corners of every triangle, whatever the vertices are numbered. */
function cornersOf({ positions, triangles }: ModelFile["mesh"]): number[][] {
  return Array.from(triangles, (v) =>
    Array.from(positions.subarray(3 * v, 3 * v + 3), (x) => x + 0),
  );
}
