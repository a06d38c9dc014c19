import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Layer } from "@vatline/geometry";
import fc from "fast-check";
import { encodeBuildFile, joinPieces } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { decipher } from "./ctb/runs.ts";
import { CTB } from "./ctb.ts";
import { format_data_missing, loadBuildFile } from "./testing/data.ts";
import { aHeader, anyBuild, layerOf, pixelsOf } from "./testing/layers.ts";

const DARK = layerOf(new Uint8Array(40 * 30), 40);

function encode(header = aHeader(), layers = [DARK]): Promise<Uint8Array> {
  return joinPieces(encodeBuildFile(CTB, header, layers));
}

/** Grey in 7 bits: the lowest bit is lost, and what is lit stays odd. */
function inSevenBits(layer: Layer, width_px: number): Layer {
  const pixels = pixelsOf(layer, width_px);
  return layerOf(
    pixels.map((level) => (level < 2 ? 0 : level | 1)),
    width_px,
  );
}

describe("a CTB file", () => {
  test("gives back its layers in 7 bits, and of the header all but the names", async () => {
    await fc.assert(
      fc.asyncProperty(anyBuild({ mirror_y: false }), async ({ header, layers }) => {
        const file = CTB.decode(await encode(header, layers));
        const kept = layers.map((layer) => inSevenBits(layer, header.grid.width_px));
        assert.deepEqual([...file.layers], kept);
        const { thumbnails, ...said } = file.header;
        const { thumbnails: _, ...wanted } = header;
        assert.deepEqual(said, { ...wanted, name: "", resin_name: "", print_profile: "" });
        assert.deepEqual(
          thumbnails.map((picture) => picture.width_px),
          [400, 200],
        );
      }),
      { numRuns: 60 },
    );
  });

  test("is the same bytes for the same build", async () => {
    assert.deepEqual(await encode(), await encode());
  });

  test("keeps thumbnails to 5 bits a colour", async () => {
    const rgb = Uint8Array.from({ length: 3 * 400 * 300 }, (_, i) => ((i >> 6) % 8) * 36);
    const picture = { width_px: 400, height_px: 300, rgb };
    const { header } = CTB.decode(await encode(aHeader({ thumbnails: [picture] })));
    for (const [i, value] of header.thumbnails[0].rgb.entries()) {
      assert.ok(Math.abs(value - rgb[i]) <= 8);
    }
  });

  test("writes runs in the fewest bytes", async () => {
    const grid = { ...aHeader().grid, width_px: 5000, height_px: 500 };
    const pixels = new Uint8Array(5000 * 500);
    pixels
      .fill(255, 127, 255)
      .fill(200, 255, 256)
      .fill(201, 256, 256 + 16_384);
    const file = await encode(aHeader({ grid, mirror_x: false }), [layerOf(pixels, 5000)]);
    // 127 black, 128 white, 16,385 grey of two levels that become one, 2,483,360 black.
    const packed = [0x80, 0x7f, 0xff, 0x80, 0x80, 0xe4, 0xc0, 0x40, 0x01];
    packed.push(0x80, 0xe0, 0x25, 0xe4, 0xa0);
    assert.deepEqual([...file.subarray(-packed.length)], packed);
  });

  test("refuses what it cannot say", () => {
    const header = aHeader({ mirror_y: true });
    assert.throws(() => CTB.openPacker(header), hasCode("header_invalid"));
  });
});

describe("a CTB file that somebody else wrote", () => {
  test("has all its pixels under its key", { skip: format_data_missing }, () => {
    const { header, layers } = CTB.decode(loadBuildFile("stairs.ctb"));
    assert.deepEqual([header.grid.width_px, header.grid.height_px], [1440, 2560]);
    assert.deepEqual([header.layer_count, header.grid.layer_mm], [400, 0.05]);
    assert.equal(header.printer_model, "ELEGOO MARS Pro");
    assert.deepEqual([header.exposure_s, header.bottom_exposure_s], [8, 60]);
    assert.equal(header.thumbnails.length, 2);
    let count = 0;
    let lit_px = 0;
    // The layers come only where each has its 3,686,400 pixels.
    for (const { starts, ends } of layers) {
      count++;
      for (const [run, end] of ends.entries()) lit_px += end - starts[run];
    }
    assert.equal(count, 400);
    const pixel_mm2 = header.grid.pixel_width_mm * header.grid.pixel_height_mm;
    const volume_ml = (lit_px * pixel_mm2 * header.grid.layer_mm) / 1000;
    assert.ok(Math.abs(volume_ml / header.resin_volume_ml - 1) < 0.02, `${volume_ml} ml`);
  });

  test("is refused with the reason", async () => {
    const good = await encode();
    const table_at = new DataView(good.buffer).getUint32(64, true);
    const cases: [string, Uint8Array][] = [
      ["not_ctb", new Uint8Array(0)],
      ["not_ctb", good.with(0, 0)],
      ["version_unknown", good.with(4, 4)],
      ["file_cut_off", good.subarray(0, 100)],
      ["file_cut_off", good.subarray(0, -1)],
      ["file_cut_off", good.with(67, 9)],
      ["header_invalid", good.with(71, 9)],
      ["header_invalid", good.with(92, 4)],
      ["header_invalid", good.with(54, 9)],
      ["preview_damaged", good.with(115, 9)],
      ["preview_damaged", good.with(112, 0)],
      ["layer_damaged", good.with(table_at + 20, 1)],
      ["layer_damaged", good.with(table_at + 18, 255)],
      ["layer_damaged", good.with(good.length - 1, 0)],
    ];
    for (const [code, file] of cases) {
      assert.throws(() => [...CTB.decode(file).layers], hasCode(code), code);
    }
  });

  test("is the same twice under a key", () => {
    const bytes = Uint8Array.from({ length: 11 }, (_, i) => i * 20);
    assert.notDeepEqual(decipher(bytes, 7, 3), bytes);
    assert.deepEqual(decipher(decipher(bytes, 7, 3), 7, 3), bytes);
    assert.equal(decipher(bytes, 0, 3), bytes);
  });
});

function hasCode(code: string) {
  return (error: unknown) => error instanceof BuildFileError && error.code === code;
}
