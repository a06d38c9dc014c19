import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { encodeBuildFile, joinPieces } from "./build-file.ts";
import { BuildFileError } from "./build-file-error.ts";
import { GOO } from "./goo.ts";
import { format_data_missing, loadBuildFile } from "./testing/data.ts";
import { aHeader, anyBuild, layerOf } from "./testing/layers.ts";

const LAYERS_AT = 195_477;
const DARK = layerOf(new Uint8Array(40 * 30), 40);

function encode(header = aHeader(), layers = [DARK]): Promise<Uint8Array> {
  return joinPieces(encodeBuildFile(GOO, header, layers));
}

describe("a GOO file", () => {
  test("gives back its layers exactly, and of the header all but the name", async () => {
    await fc.assert(
      fc.asyncProperty(anyBuild(), async ({ header, layers }) => {
        const file = GOO.decode(await encode(header, layers));
        assert.deepEqual([...file.layers], layers);
        const { thumbnails, ...said } = file.header;
        const { thumbnails: _, ...wanted } = { ...header, name: "" };
        assert.deepEqual(said, wanted);
        assert.deepEqual(
          thumbnails.map((picture) => picture.width_px),
          [116, 290],
        );
      }),
      { numRuns: 60 },
    );
  });

  test("is the same bytes for the same build", async () => {
    assert.deepEqual(await encode(), await encode());
  });

  test("keeps thumbnails to 5, 6 and 5 bits", async () => {
    const rgb = Uint8Array.from({ length: 3 * 116 * 116 }, (_, i) => (i % 8) * 36);
    const picture = { width_px: 116, height_px: 116, rgb };
    const { header } = GOO.decode(await encode(aHeader({ thumbnails: [picture] })));
    for (const [i, value] of header.thumbnails[0].rgb.entries()) {
      assert.ok(Math.abs(value - rgb[i]) <= 8);
    }
  });

  test("tells each layer its height and its exposure", async () => {
    const header = aHeader({ layer_count: 13 });
    const file = await encode(
      header,
      Array.from({ length: 13 }, () => DARK),
    );
    const view = new DataView(file.buffer);
    const exposures: number[] = [];
    let at = LAYERS_AT;
    for (let i = 0; i < 13; i++) {
      assert.equal(view.getFloat32(at + 6), Math.fround((i + 1) * 0.05));
      exposures.push(Math.round(100 * view.getFloat32(at + 10)) / 100);
      at += 66 + 4 + view.getUint32(at + 66) + 2;
    }
    // 4 layers at the bottom, 6 in between.
    const falling = [21.79, 18.57, 15.36, 12.14, 8.93, 5.71];
    assert.deepEqual(exposures, [25, 25, 25, 25, ...falling, 2.5, 2.5, 2.5]);
    assert.equal(file.length, at + 11);
  });

  test("writes runs in the fewest bytes", async () => {
    const grid = { ...aHeader().grid, width_px: 5000, height_px: 300 };
    const pixels = new Uint8Array(5000 * 300);
    pixels.fill(255, 15, 31).fill(7, 31, 31 + 4096);
    const header = aHeader({ grid, mirror_x: false });
    const file = await encode(header, [layerOf(pixels, 5000)]);
    // 15 black, 16 white, 4096 grey, and the rest, 1,495,873, black.
    const packed = [0x0f, 0xd0, 1, 0x60, 7, 0x01, 0x00, 0x31, 0x01, 0x6d, 0x34];
    assert.deepEqual([...file.subarray(LAYERS_AT + 71, LAYERS_AT + 71 + 11)], packed);
  });
});

describe("a GOO file that somebody else wrote", () => {
  for (const kind of ["", "_diff"]) {
    test(`has the pixels that other readers see${kind}`, { skip: format_data_missing }, () => {
      const bytes = loadBuildFile(`crosschecked_400x300_4layers${kind}.goo`);
      const pixels = loadBuildFile("expected_pixels_400x300x4.raw");
      const { header, layers } = GOO.decode(bytes);
      assert.deepEqual([header.layer_count, header.grid.layer_mm], [4, 0.05]);
      assert.equal(header.made_at, "2026-11-23T17:00:00Z");
      const wanted = [0, 1, 2, 3].map((i) =>
        layerOf(pixels.subarray(i * 120_000, (i + 1) * 120_000), 400),
      );
      assert.deepEqual([...layers], wanted);
    });
  }

  test("is refused with the reason", async () => {
    const good = await encode();
    const cases: [string, Uint8Array][] = [
      ["not_goo", new Uint8Array(0)],
      ["not_goo", good.with(5, 1)],
      ["file_cut_off", good.subarray(0, 1000)],
      ["file_cut_off", good.subarray(0, -1)],
      ["file_cut_off", good.with(LAYERS_AT + 66, 255)],
      ["header_invalid", good.with(195_310, 255)],
      ["header_invalid", good.with(195_472, 0)],
      ["layer_damaged", good.with(LAYERS_AT + 70, 0)],
      ["layer_damaged", good.with(LAYERS_AT + 72, 7)],
      ["layer_damaged", good.with(good.length - 1, 9)],
    ];
    for (const [code, file] of cases) {
      assert.throws(() => [...GOO.decode(file).layers], hasCode(code), code);
    }
  });
});

function hasCode(code: string) {
  return (error: unknown) => error instanceof BuildFileError && error.code === code;
}
