import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { crc32, deflateSync } from "node:zlib";
import fc from "fast-check";
import { BuildFileError } from "../build-file-error.ts";
import { aGrid, aHeader, anyPixels, layerOf } from "../testing/layers.ts";
import { mirrorPixels, readPlainPng } from "../testing/pictures.ts";
import { decodeLayerPng } from "./decode.ts";
import { openLayerPng, pictureToPng } from "./encode.ts";

describe("the PNG of a layer", () => {
  test("inflates by zlib to exactly the pixels, mirrored as the panel wants", () => {
    const width = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 200, max: 900 }));
    const picture = fc
      .tuple(width, fc.integer({ min: 1, max: 30 }))
      .chain(([width_px, height_px]) =>
        fc.tuple(fc.constant(width_px), anyPixels(width_px, height_px)),
      );
    fc.assert(
      fc.property(picture, fc.boolean(), fc.boolean(), ([width_px, pixels], mirror_x, mirror_y) => {
        const grid = aGrid(width_px, pixels.length / width_px);
        const encode = openLayerPng({ grid, mirror_x, mirror_y });
        const wanted = mirrorPixels(pixels, width_px, { mirror_x, mirror_y });
        for (let again = 0; again < 2; again++) {
          const read = readPlainPng(encode(layerOf(pixels, width_px)));
          assert.deepEqual([read.width_px, read.height_px], [grid.width_px, grid.height_px]);
          assert.deepEqual(read.pixels, wanted);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("has codes of at most 15 bits, however uneven the pixels", () => {
    // Counts that grow like Fibonacci's numbers would give codes of up to 25 bits.
    const [pixels, width_px] = [new Uint8Array(2 ** 20), 2 ** 10];
    let at = 0;
    for (let level = 1, [a, b] = [1, 1]; level < 26; level++, [a, b] = [b, a + b]) {
      for (let i = 0; i < a; i++, at += 2) pixels[at] = level;
    }
    const encode = openLayerPng({
      grid: aGrid(width_px, 2 ** 10),
      mirror_x: false,
      mirror_y: false,
    });
    assert.deepEqual(readPlainPng(encode(layerOf(pixels, width_px))).pixels, pixels);
  });

  test("of the largest panel has the checksum of its pixels", () => {
    const [width_px, height_px] = [16_384, 8_192];
    const pixels = new Uint8Array(width_px * height_px).fill(255);
    for (let x = 0; x < width_px; x++) pixels[(x % height_px) * width_px + x] = 128;
    const encode = openLayerPng({
      grid: aGrid(width_px, height_px),
      mirror_x: false,
      mirror_y: false,
    });
    const panel = { width_px, height_px, mirror_x: false, mirror_y: false };
    const layer = layerOf(pixels, width_px);
    assert.deepEqual(decodeLayerPng(encode(layer), panel, 0), layer);
  });

  test("is refused where the runs are none", () => {
    const { grid } = aHeader();
    const encode = openLayerPng({ grid, mirror_x: false, mirror_y: false });
    const pixels = new Uint8Array(grid.width_px * grid.height_px).fill(9, 50, 70);
    const good = layerOf(pixels, grid.width_px);
    const bad = [
      { ...good, row_ends: good.row_ends.slice(1) },
      { ...good, row_ends: good.row_ends.fill(0, 3, 4) },
      { ...good, starts: new Uint16Array(0) },
      { ...good, ends: good.starts },
      { ...good, ends: Uint16Array.of(grid.width_px + 1) },
      { ...good, levels: new Uint8Array(1) },
    ];
    for (const layer of bad) assert.throws(() => encode(layer), hasCode("layer_invalid"));
  });
});

describe("a PNG that somebody else wrote", () => {
  const panel = { width_px: 4, height_px: 5, mirror_x: false, mirror_y: false };
  const pixels = Uint8Array.of(0, 0, 9, 9, 7, 9, 9, 0, 3, 3, 3, 3, 255, 1, 255, 1, 0, 0, 0, 200);

  test("is read with every filter", () => {
    for (let filter = 0; filter <= 4; filter++) {
      const rows = filtered(pixels, panel.width_px, filter);
      const file = pngOf(panel.width_px, panel.height_px, deflateSync(rows));
      assert.deepEqual(decodeLayerPng(file, panel, 0), layerOf(pixels, panel.width_px));
    }
  });

  test("is refused with the reason", () => {
    const rows = filtered(pixels, panel.width_px, 0);
    const good = pngOf(4, 5, deflateSync(rows));
    const cases: [string, Uint8Array][] = [
      ["png_damaged", new Uint8Array(0)],
      ["png_damaged", good.subarray(0, 60)],
      ["png_damaged", good.with(50, good[50] ^ 1)],
      ["png_damaged", pngOf(4, 5, deflateSync(rows.subarray(1)))],
      ["png_damaged", pngOf(4, 5, deflateSync(Buffer.concat([rows, rows])))],
      ["png_damaged", pngOf(4, 5, deflateSync(rows.with(5, 5)))],
      ["png_damaged", pngOf(4, 5, rows)],
      ["layer_size_wrong", pngOf(5, 4, deflateSync(rows))],
      ["png_kind_unknown", pngOf(4, 5, deflateSync(rows), 2)],
    ];
    for (const [code, file] of cases) {
      assert.throws(() => decodeLayerPng(file, panel, 3), hasCode(code), code);
    }
  });
});

test("a damaged stream of pixels under a right checksum is read or refused", () => {
  const panel = { width_px: 300, height_px: 9, mirror_x: false, mirror_y: false };
  const [pixels] = fc.sample(anyPixels(300, 9), { numRuns: 1, seed: 3 });
  const encode = openLayerPng({ ...panel, grid: aGrid(300, 9) });
  const good = encode(layerOf(pixels, 300)).slice(41, -16);
  const flips = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1 });
  fc.assert(
    fc.property(flips, (list) => {
      const stream = list.reduce((bytes, [at, value]) => bytes.with(at, value), good);
      try {
        assert.equal(decodeLayerPng(pngOf(300, 9, stream), panel, 0).row_ends.length, 9);
      } catch (error) {
        if (!(error instanceof BuildFileError)) throw error;
      }
    }),
    { numRuns: 3000 },
  );
});

test("a picture in colour is written as its pixels", () => {
  const rgb = Uint8Array.from({ length: 3 * 7 * 3 }, (_, i) => i * 4);
  const file = pictureToPng({ width_px: 7, height_px: 3, rgb });
  assert.deepEqual([...file.subarray(24, 29)], [8, 2, 0, 0, 0]);
  const grey = readPlainPng(pngOf(21, 3, file.subarray(41, file.length - 16)));
  assert.deepEqual(grey.pixels, rgb);
});

function hasCode(code: string) {
  return (error: unknown) => error instanceof BuildFileError && error.code === code;
}

/** A PNG around a zlib stream, of the kind of layers unless `kind` says otherwise. */
function pngOf(width_px: number, height_px: number, stream: Uint8Array, kind = 0): Uint8Array {
  const size = Buffer.alloc(13);
  size.writeUInt32BE(width_px);
  size.writeUInt32BE(height_px, 4);
  size[8] = 8;
  size[9] = kind;
  const chunk = (type: string, content: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const ends = Buffer.alloc(8);
    ends.writeUInt32BE(content.length);
    ends.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
  };
  const head = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");
  const end = new Uint8Array(0);
  return new Uint8Array(
    Buffer.concat([head, chunk("IHDR", size), chunk("IDAT", stream), chunk("IEND", end)]),
  );
}

/** The rows of a picture as the filter leaves them, the filter before each. */
function filtered(pixels: Uint8Array, width_px: number, filter: number): Uint8Array {
  const at = (x: number, y: number) => (x < 0 || y < 0 ? 0 : pixels[y * width_px + x]);
  const rows: number[] = [];
  for (let y = 0; y < pixels.length / width_px; y++) {
    rows.push(filter);
    for (let x = 0; x < width_px; x++) {
      const [a, b, c] = [at(x - 1, y), at(x, y - 1), at(x - 1, y - 1)];
      const nearest = [a, b, c].toSorted(
        (p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q),
      )[0];
      const guess = [0, a, b, (a + b) >> 1, nearest][filter];
      rows.push(at(x, y) - guess);
    }
  }
  return Uint8Array.from(rows);
}
