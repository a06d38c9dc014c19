import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { inspectMesh } from "./check.ts";
import { GeometryError } from "./error.ts";
import { measureMesh } from "./mesh.ts";
import { triangulatePolygon } from "./obj/polygon.ts";
import { readObj } from "./obj.ts";
import { makeRandom } from "./random.ts";

const read = (text: string) => readObj(new TextEncoder().encode(text));
const SQUARE = "v 0 0 0\nv 2 0 0\nv 2 3 0\nv 0 3 0\n";
const areaOf = (text: string) => measureMesh(read(text).mesh).area_mm2;

suite("OBJ files", () => {
  test("a face may name its corners in every way", () => {
    const faces = [
      ..."f 1 2 3 4|f 1/1 2/2 3/3 4/4|f 1//1 2//2 3//3 4//4|f 1/1/1 2/2/2 3/3/3 4/4/4".split("|"),
      ..."f -4 -3 -2 -1|f -4/-1/-1 -3/-1/-1 3 4|f 1/9/9 2 3 4|f  1\t2   3 4  ".split("|"),
      ..."f 1 2 \\\n 3 4|f 1 2\\\n 3 \\\n\\\n4 # a square|f 1 2 3\nf 1 3 4".split("|"),
    ];
    for (const face of faces) {
      for (const end of ["\n", "\r\n", "\r", ""]) {
        const text = `${SQUARE}${face}${end}`;
        assert.equal(areaOf(text.replaceAll("\n", end || "\n")), 6, JSON.stringify(text));
      }
    }
  });

  test("w, colours, texture, materials and curves do not matter", () => {
    const text =
      "\ufeff# made by hand\nmtllib a.mtl\nv 0 0 0 1\nv 1 0 0 0.5 0.5 0.5\nv 0 1 0 1 1 1 1\n" +
      "vt 0 0\nvn 0 0 1\nusemtl red\ns off\nl 1 2\np 1\nf 1 2 3\n";
    const file = read(text);
    assert.equal(measureMesh(file.mesh).area_mm2, 0.5);
    assert.deepEqual(file.warnings, []);
    const odd = read(`${text}cstype bezier\ncurv 0 1 \\\n 1 2\n`);
    assert.deepEqual(odd.warnings, [
      {
        code: "statements_ignored",
        detail: '2 statements were passed over, first "cstype" on line 13.',
      },
    ]);
  });

  test("objects and groups with faces are counted, bodies are shells", () => {
    const tetrahedron = (x: number) =>
      `v ${x} 0 0\nv ${x + 1} 0 0\nv ${x} 1 0\nv ${x} 0 1\n` +
      "f -4 -2 -3\nf -4 -3 -1\nf -3 -2 -1\nf -2 -4 -1\n";
    const file = read(`o a\n${tetrahedron(0)}g empty\no b\ng c\n${tetrahedron(5)}`);
    assert.equal(file.solid_count, 2);
    const report = inspectMesh(file.mesh, file);
    assert.deepEqual([report.shell_count, report.watertight], [2, true]);
    assert.ok(Math.abs(report.volume_mm3 - 1 / 3) < 1e-6);
  });

  test("equal vertices are one, and those of no face are none", () => {
    const file = read(`v 99 99 99\n${SQUARE}${SQUARE}f 2 3 4\nf 6 8 9\n`);
    assert.equal(file.mesh.positions.length / 3, 4);
    assert.equal(read(`${SQUARE}f 1 1 2\nf 1 2 3\n`).degenerate_count, 1);
  });

  test("a concave face covers what its outline does", () => {
    const comb = [0, 0, 9, 0, 9, 5, 7, 5, 7, 1, 5, 1, 5, 5, 3, 5, 3, 1, 2, 1, 2, 5, 0, 5];
    const faces: [points: number[][], area: number][] = [
      [pairsOf([0, 0, 4, 0, 4, 4, 2, 1]), 6],
      [pairsOf([0, 0, 2, 1, 4, 0, 2, 5]), 8],
      [pairsOf(comb), 33],
      // Corners on a straight side must stay corners.
      [pairsOf([0, 0, 1, 0, 2, 0, 4, 0, 4, 2, 4, 4, 0, 4]), 16],
    ];
    for (const [outline, area] of faces) {
      for (const turned of [outline, outline.toReversed()]) {
        for (const axis of [0, 1, 2]) {
          const points = turned.map(([x, y]) => [...[x, y].toSpliced(axis, 0, x + 2 * y + 1)]);
          const { triangles, simple } = triangulate(points);
          assert.ok(simple);
          assert.equal(triangles.length, outline.length - 2);
          // Seen along the axis, every triangle turns the way the outline does.
          const areas = triangles.map((t) => doubleArea(t.map((i) => turned[i])));
          const signs = new Set(areas.map(Math.sign));
          assert.equal(signs.size, 1, JSON.stringify([axis, areas]));
          assert.equal(Math.abs(areas.reduce((sum, value) => sum + value)) / 2, area);
        }
      }
    }
  });

  test("random stars are covered without overlap", () => {
    const random = makeRandom(7);
    for (let round = 0; round < 300; round++) {
      const count = 4 + random.below(60);
      const points = Array.from({ length: count }, (_, i) => {
        const radius = 1 + 20 * random.next();
        const angle = (2 * Math.PI * i) / count;
        return [radius * Math.cos(angle), radius * Math.sin(angle), 0];
      });
      const { triangles, simple } = triangulate(points);
      const areas = triangles.map((t) => doubleArea(t.map((i) => points[i])));
      assert.ok(simple && areas.every((area) => area >= -1e-9), `round ${round}`);
      const sum = areas.reduce((total, area) => total + area);
      assert.ok(Math.abs(sum - doubleArea(points)) < 1e-6, `round ${round}`);
    }
  });

  test("a face that crosses itself is kept with a warning", () => {
    const file = read("v 2 0 0\nv 1 3 0\nv 3 1 0\nv 5 5 0\nv 5 1 0\nv 5 4 0\nf 1 2 3 4 5 6\n");
    assert.equal(file.mesh.triangles.length / 3, 4);
    assert.equal(file.warnings[0]?.code, "faces_crossed");
  });
});

/** Faults of one line after the vertices, each with its code. */
const FAULTS: [line: string, code: string][] = [
  ...["0", "5", "-5", "99999999999999999999", "-99999999999999999999", "0/1", "0//1"].map(
    (index): [string, string] => [`f 1 2 ${index}`, "vertex_unknown"],
  ),
  ...["a", "1.5", "1e1", "/1", "//", "-", "1-x", "+1", "1/a", "0x1", "1,", "\u00e9", "nan"].map(
    (index): [string, string] => [`f 1 2 ${index}`, "face_invalid"],
  ),
  ...["f", "f 1", "f 1 2", "f # 1 2 3", "f 1 2\\"].map((line): [string, string] => [
    line,
    "face_invalid",
  ]),
  ...[
    "v",
    "v 1",
    "v 1 2",
    "v a b c",
    "v 1 2 z",
    "v 1,2,3",
    "v 1 2 --3",
    "v 0x1 0 0",
    "v 1e 0 0",
  ].map((line): [string, string] => [line, "number_invalid"]),
  ...["v nan 0 0", "v 0 inf 0", "v 0 0 -Infinity", "v 1e39 0 0", "v 1e999 0 0", "v 1.#IND 0 0"].map(
    (line): [string, string] => [line, "not_finite"],
  ),
];

suite("broken OBJ files", () => {
  test("every fault is refused with its line, wherever it stands and however lines end", () => {
    let count = 0;
    for (const [line, code] of FAULTS) {
      for (const before of ["", "# a comment\n\n", "g a \\\n b\nvt 0 0\n"]) {
        for (const end of ["\n", "\r\n"]) {
          // What is missing at the end of a line must not be taken from the next.
          const text = `${SQUARE}${before}${line}\n`.replaceAll("\n", end);
          const line_number = text.slice(0, text.lastIndexOf(line)).split(end).length;
          assert.throws(
            () => read(text),
            (error) => {
              assert.ok(error instanceof GeometryError);
              assert.equal(error.code, code, JSON.stringify(text));
              assert.match(error.message, new RegExp(`^Line ${line_number}: `), text);
              return error.at?.line === line_number;
            },
          );
          count++;
        }
      }
    }
    assert.ok(count >= 200, `${count} cases`);
  });

  test("a giant face and an endless line are refused by their line", () => {
    const giant = `${SQUARE}f ${"1 2 3 ".repeat(4000)}\n`;
    assert.throws(() => read(giant), { code: "face_too_large", at: { line: 5 } });
    const endless = ["# ", "v 0 0 0 ", "vn ", "g ", "unknown "];
    for (const start of endless) {
      const text = `${SQUARE}${start}${"1 ".repeat(600_000)}\nf 1 2 3\n`;
      assert.throws(() => read(text), { code: "line_too_long", at: { line: 5 } }, start);
    }
    const continued = `${SQUARE}f 1 2 3\nvn ${"1 \\\n".repeat(300_000)}`;
    assert.equal(measureMesh(read(continued).mesh).area_mm2, 3);
  });

  test("a file without a face has no triangles", () => {
    for (const text of [SQUARE, "o a\n", "# only this\nv 0 0 0\n"]) {
      assert.throws(() => read(text), { code: "no_triangles" }, text);
    }
    for (const text of ["", "hello\n", "1 2 3\n", "# only this", "f\0 1"]) {
      assert.throws(() => read(text), { code: "not_obj" }, text);
    }
  });
});

function triangulate(points: number[][]) {
  const triangles: number[][] = [];
  const simple = triangulatePolygon(
    Float64Array.from(points.flat()),
    points.map((_, i) => i),
    (...triangle) => triangles.push(triangle),
  );
  return { triangles, simple };
}

function pairsOf(list: number[]): number[][] {
  return Array.from({ length: list.length / 2 }, (_, i) => list.slice(2 * i, 2 * i + 2));
}

function doubleArea(points: number[][]): number {
  return points.reduce((sum, [x, y], i) => {
    const [next_x, next_y] = points[(i + 1) % points.length];
    return sum + x * next_y - y * next_x;
  }, 0);
}
