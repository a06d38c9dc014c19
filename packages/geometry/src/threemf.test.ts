import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { inspectMesh, type MeshReport } from "./check.ts";
import { boundsOf } from "./mesh.ts";
import { readModel } from "./model.ts";
import { readStl, writeStl } from "./stl.ts";
import { listStls, loadStl } from "./testing/data.ts";
import { makeCube, makeTorus } from "./testing/shapes.ts";
import {
  meshXml,
  modelXml,
  oneMeshXml,
  relationsItem,
  writeThreeMf,
} from "./testing/write-models.ts";
import { writeZip } from "./testing/write-zip.ts";
import { readThreeMf } from "./threemf.ts";

const CUBE = meshXml(makeCube(1));
const object = (id: number, inner: string, attributes = "") =>
  `<object id="${id}" ${attributes}>${inner}</object>`;
const components = (...list: string[]) => `<components>${list.join("")}</components>`;
const component = (id: number, attributes = "") => `<component objectid="${id}" ${attributes}/>`;
const item = (id: number, attributes = "") => `<item objectid="${id}" ${attributes}/>`;
const moved = (x: number, y = 0, z = 0) => `transform="1 0 0 0 1 0 0 0 1 ${x} ${y} ${z}"`;

function inspect(model: string, others: Parameters<typeof writeThreeMf>[1] = []): MeshReport {
  const { mesh, ...source } = readThreeMf(writeThreeMf(model, others));
  return inspectMesh(mesh, source);
}

suite("3MF files", () => {
  test("every unit becomes mm exactly", () => {
    const units = {
      micron: 1e-3,
      millimeter: 1,
      centimeter: 10,
      inch: 25.4,
      foot: 304.8,
      meter: 1e3,
    };
    for (const [unit, unit_mm] of Object.entries(units)) {
      const report = inspect(modelXml(object(1, CUBE), item(1, moved(2)), `unit="${unit}"`));
      assert.equal(report.unit, unit);
      assert.deepEqual(report.bounds.max, [3 * unit_mm, unit_mm, unit_mm].map(Math.fround));
      assert.equal(report.bounds.min[0], Math.fround(2 * unit_mm));
    }
    assert.equal(inspect(modelXml(object(1, CUBE), item(1))).unit, "millimeter");
  });

  test("items and components are placed, one within the other, as often as they are named", () => {
    const pair = components(component(1), component(1, moved(2)));
    const row = components(component(2), component(2, moved(0, 10)));
    const report = inspect(
      modelXml(
        object(1, CUBE) + object(2, pair) + object(3, row),
        item(3) + item(3, moved(0, 0, 5)),
      ),
    );
    assert.deepEqual([report.shell_count, report.solid_count], [8, 8]);
    assert.deepEqual(report.bounds, { min: [0, 0, 0], max: [3, 11, 6] });
    assert.equal(report.volume_mm3, 8);
  });

  test("a transform turns before it moves, and the outer comes after the inner", () => {
    // A quarter about z: x becomes y, y becomes -x.
    const quarter = `transform="0 1 0 -1 0 0 0 0 1 10 0 0"`;
    const inner = object(1, CUBE) + object(2, components(component(1, moved(3))));
    const { mesh } = readThreeMf(writeThreeMf(modelXml(inner, item(2, quarter))));
    assert.deepEqual(boundsOf(mesh), { min: [9, 3, 0], max: [10, 4, 1] });
  });

  test("a mirrored mesh still faces outwards, and so does one mirrored twice", () => {
    const mirror = `transform="-1 0 0 0 1 0 0 0 1 0 0 0"`;
    const once = inspect(modelXml(object(1, CUBE), item(1, mirror)));
    assert.deepEqual([once.volume_mm3, once.watertight, once.inside_out], [1, true, false]);
    const twice = object(1, CUBE) + object(2, components(component(1, mirror)));
    assert.equal(inspect(modelXml(twice, item(2, mirror))).volume_mm3, 1);
  });

  test("support, other objects and items not to be printed are left out with a warning", () => {
    const types = ["model", "solidsupport", "support", "surface", "other"];
    const objects = types.map((type, i) => object(i + 1, CUBE, `type="${type}"`)).join("");
    const items = types.map((_, i) => item(i + 1, moved(3 * i))).join("");
    const report = inspect(modelXml(objects, items + item(1, `printable="0" ${moved(50)}`)));
    assert.equal(report.shell_count, 2);
    const codes = report.warnings.map(({ code }) => code);
    assert.deepEqual(codes, ["objects_left_out", "items_left_out"]);
    assert.match(report.warnings[0].detail, /^3 objects/);
  });

  test("objects in other parts are found by their path, each in its own unit", () => {
    const part = modelXml(object(7, CUBE), "", `unit="centimeter"`);
    const path = `p:path="/3D/Objects/Body.model"`;
    const model = modelXml(
      object(1, components(component(7, `${path} ${moved(1)}`))),
      item(1) + item(7, `${path} ${moved(0, 30)}`),
      `unit="millimeter" requiredextensions="p"`,
    );
    const report = inspect(model, [{ name: "3D/Objects/body.model", content: part }]);
    assert.deepEqual(report.bounds, { min: [0, 0, 0], max: [11, 40, 10] });
  });

  test("elements and attributes of others are passed over, required ones are named", () => {
    const others =
      `<x:extra><vertex x="9" y="9" z="9"/><object id="1"/></x:extra><metadatagroup/>` +
      `<object xmlns="urn:other" id="1"/>`;
    const material = "http://schemas.microsoft.com/3dmanufacturing/material/2015/02";
    const core = `xmlns:x="urn:x" xmlns:m="${material}"`;
    const model = modelXml(others + object(1, CUBE), item(1), `${core} requiredextensions="m"`);
    assert.equal(inspect(model).volume_mm3, 1);
    assert.throws(() => inspect(model.replace(`extensions="m"`, `extensions="m x"`)), {
      code: "extension_unknown",
      message: `"3D/3dmodel.model" requires the extension urn:x, which is not read.`,
    });
  });

  test("a prefix for the core, UTF-16, ZIP64, a comment and stored entries make no difference", () => {
    const xml = oneMeshXml(makeTorus(20, 5, 8));
    const plain = readThreeMf(writeThreeMf(xml));
    const prefixed = xml.replaceAll(/<(\/?)(?=[a-z])/g, "<$1c:").replace("xmlns=", "xmlns:c=");
    const text = xml.replace("UTF-8", "UTF-16");
    const utf16 = Buffer.from(`\ufeff${text}`, "utf16le");
    const start = { name: "3D/3dmodel.model", content: xml };
    for (const bytes of [
      writeThreeMf(prefixed),
      writeThreeMf(utf16),
      writeThreeMf(Buffer.from(utf16).swap16()),
      writeZip([{ ...start, stored: true }, relationsItem()]),
      writeZip([{ ...start, zip64: true }, relationsItem()], { zip64: true }),
      writeZip([
        { name: "3D/", content: "", stored: true },
        start,
        relationsItem("3d/3DModel.model"),
      ]),
      writeZip([relationsItem(), start], { comment: "made by hand" }),
    ]) {
      assert.deepEqual(readThreeMf(bytes), plain);
    }
  });

  test("a large regular mesh, which packs very well, is no bomb", () => {
    const steps = 300;
    const positions = new Float32Array(3 * steps * steps);
    const triangles: number[] = [];
    for (let i = 0; i < steps * steps; i++)
      positions.set([i % steps, Math.floor(i / steps), 0], 3 * i);
    for (let i = 0; i < steps * (steps - 1); i++) {
      if (i % steps < steps - 1)
        triangles.push(i, i + 1, i + steps, i + 1, i + steps + 1, i + steps);
    }
    const grid = { positions, triangles: Uint32Array.from(triangles) };
    const { mesh } = readModel(writeThreeMf(oneMeshXml(grid)), "3mf");
    assert.equal(mesh.triangles.length, triangles.length);
  });
});

const has_prusa_slicer = spawnSync("prusa-slicer", ["--help"]).status === 0;

suite("files of another program", {
  skip: has_prusa_slicer ? false : "prusa-slicer is not installed",
}, () => {
  test("what PrusaSlicer makes of an STL measures as the STL does, as 3MF and as OBJ", () => {
    const folder = mkdtempSync(join(tmpdir(), "vatline-3mf-"));
    try {
      const names = listStls("real").filter((name) => /^(tm_20mm|js_herring|mx_Base)/.test(name));
      const sources = [
        writeStl(makeTorus(20, 5, 40)),
        ...names.map((name) => loadStl(`real/${name}`)),
      ];
      for (const bytes of sources) checkExports(folder, bytes);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function checkExports(folder: string, bytes: Uint8Array): void {
  const source = join(folder, "source.stl");
  writeFileSync(source, bytes);
  const { mesh: original } = readStl(bytes);
  const expected = inspectMesh(original);
  for (const format of ["3mf", "obj"] as const) {
    const target = join(folder, `target.${format}`);
    execFileSync("prusa-slicer", [`--export-${format}`, source, "-o", target], { stdio: "ignore" });
    const { mesh, ...file } = readModel(readFileSync(target), format);
    const report = inspectMesh(mesh, file);
    assert.equal(report.triangle_count, expected.triangle_count);
    assert.equal(report.watertight, expected.watertight);
    assert.ok(Math.abs(report.volume_mm3 / expected.volume_mm3 - 1) < 1e-4);
    report.size_mm.forEach((size, i) => {
      assert.ok(Math.abs(size - expected.size_mm[i]) < 1e-4);
    });
    assert.equal(report.unit, format === "3mf" ? "millimeter" : null);
  }
}
