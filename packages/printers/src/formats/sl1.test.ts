import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { encodeBuildFile, joinPieces } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { SL1 } from "./sl1.ts";
import { format_data_missing, loadBuildFile } from "./testing/data.ts";
import { aHeader, anyBuild, layerOf } from "./testing/layers.ts";
import { openZip } from "./zip-reader.ts";
import { ZipWriter } from "./zip-writer.ts";

const DARK = layerOf(new Uint8Array(40 * 30), 40);

function encode(header = aHeader(), layers = [DARK]): Promise<Uint8Array> {
  return joinPieces(encodeBuildFile(SL1, header, layers));
}

describe("an SL1 file", () => {
  test("gives back its layers exactly, and of the header what it has keys for", async () => {
    await fc.assert(
      fc.asyncProperty(anyBuild(), async ({ header, layers }) => {
        const file = SL1.decode(await encode(header, layers));
        assert.deepEqual([...file.layers], layers);
        const unknown = { bottom_layer_count: 0, wait_s: 0, lift_mm: 0, bottom_lift_mm: 0 };
        const speeds = {
          lift_speed_mm_min: 0,
          bottom_lift_speed_mm_min: 0,
          retract_speed_mm_min: 0,
        };
        assert.deepEqual(file.header, { ...header, ...unknown, ...speeds });
      }),
      { numRuns: 100 },
    );
  });

  test("is the same bytes for the same build", async () => {
    assert.deepEqual(await encode(), await encode());
  });

  test("has the names and settings that printers look for", async () => {
    const picture = { width_px: 8, height_px: 8, rgb: new Uint8Array(192).fill(7) };
    const header = aHeader({ name: "a/b ü=\n7", layer_count: 3, thumbnails: [picture] });
    const zip = openZip(await encode(header, [DARK, DARK, DARK]), 100);
    assert.deepEqual(zip.names, [
      "config.ini",
      "prusaslicer.ini",
      "thumbnail/thumbnail400x400.png",
      "thumbnail/thumbnail800x480.png",
      "a_b_u_700000.png",
      "a_b_u_700001.png",
      "a_b_u_700002.png",
    ]);
    const config = new TextDecoder().decode(zip.read("config.ini")).split("\n");
    for (const line of [
      "action = print",
      "jobDir = a_b_u_7",
      "expTime = 2.5",
      "expTimeFirst = 25",
      "fileCreationTimestamp = 2026-01-05 at 08:00:00 UTC",
      "layerHeight = 0.05",
      "numFade = 6",
      "printTime = 5432",
      "printerModel = SL1S",
      "usedMaterial = 12.25",
    ]) {
      assert.ok(config.includes(line), line);
    }
  });

  test("keeps the names of its layers apart from those of its other files", async () => {
    for (const name of ["", "thumb", "Config", "mask", ".."]) {
      const zip = openZip(await encode(aHeader({ name, thumbnails: [] })), 100);
      const layers = zip.names.slice(2);
      assert.match(layers[0], /^build_.*00000\.png$/, name);
    }
  });

  test("says when there are more or fewer layers than announced", async () => {
    for (const layer_count of [1, 3]) {
      const attempt = encode(aHeader({ layer_count }), [DARK, DARK]);
      await assert.rejects(attempt, hasCode("layer_count_wrong"));
    }
  });

  test("refuses a header that no file can hold, and names the field", async () => {
    const grid = aHeader().grid;
    const cases: [RegExp, object][] = [
      [/width_px/, { grid: { ...grid, width_px: 70_000 } }],
      [/pixels/, { grid: { ...grid, width_px: 60_000, height_px: 60_000 } }],
      [/layer_mm/, { grid: { ...grid, layer_mm: 0 } }],
      [/exposure_s/, { exposure_s: Number.NaN }],
      [/layer_count/, { layer_count: 0 }],
      [/thumbnail/, { thumbnails: [{ width_px: 1, height_px: 1, rgb: new Uint8Array(2) }] }],
    ];
    for (const [message, given] of cases) {
      assert.throws(() => SL1.openPacker(aHeader(given)), { code: "header_invalid", message });
    }
  });
});

describe("an SL1 file that somebody else wrote", () => {
  test("by PrusaSlicer 2.5: a cube of 10 mm on supports", { skip: format_data_missing }, () => {
    const { header, layers } = SL1.decode(loadBuildFile("prusaslicer250_cube10mm.sl1"));
    assert.deepEqual(header.grid, {
      width_px: 1440,
      height_px: 2560,
      pixel_width_mm: 0.0472222222222,
      pixel_height_mm: 0.046875,
      layer_mm: 0.3,
    });
    assert.deepEqual([header.layer_count, header.exposure_s, header.mirror_x], [56, 10, true]);
    assert.equal(header.made_at, "2026-11-23T16:57:06Z");
    const areas = Array.from(layers, (layer) => {
      const lit_px = layer.levels.reduce(
        (sum, level, run) => sum + (level / 255) * (layer.ends[run] - layer.starts[run]),
        0,
      );
      return lit_px * header.grid.pixel_width_mm * header.grid.pixel_height_mm;
    });
    assert.equal(areas.length, 56);
    for (const area_mm2 of areas.slice(30)) assert.ok(Math.abs(area_mm2 - 100) < 0.1);
  });

  test("is refused with the reason", async () => {
    const good = await encode();
    const cases: [string, Uint8Array][] = [
      ["not_zip", new Uint8Array(0)],
      ["not_zip", new Uint8Array(100)],
      ["zip_damaged", good.subarray(0, 200)],
      ["entry_missing", zipOf({ "a00000.png": "" })],
      ["config_invalid", zipOf({ "config.ini": "" })],
      ["config_invalid", zipOf({ "config.ini": "jobDir = a\nexpTime = NaN" })],
      ["no_layers", zipOf({ "config.ini": "jobDir = a\nexpTime = 1\nexpTimeFirst = 1" })],
    ];
    for (const [code, file] of cases) {
      assert.throws(() => SL1.decode(file), hasCode(code), code);
    }
  });
});

function zipOf(files: Record<string, string>): Uint8Array {
  const zip = new ZipWriter();
  const pieces = Object.entries(files).flatMap(([name, text]) =>
    zip.store(name, new TextEncoder().encode(text)),
  );
  return Buffer.concat([...pieces, zip.end()].map(({ bytes }) => bytes));
}

function hasCode(code: string) {
  return (error: unknown) => error instanceof BuildFileError && error.code === code;
}
