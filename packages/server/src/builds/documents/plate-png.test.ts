import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inflateSync } from "node:zlib";
import { Canvas } from "./canvas.ts";
import { platePng } from "./plate-png.ts";
import { sheetOf } from "./testing/sheets.ts";

describe("platePng", () => {
  test("gives the same bytes for the same sheet, and others for another", () => {
    const picture = platePng(sheetOf(3));
    assert.deepEqual(platePng(sheetOf(3)), picture);
    assert.notDeepEqual(platePng(sheetOf(4)), picture);
  });

  test("is as large as the plate with its rim, 1,600 pixels along the long side", () => {
    const { width_px, height_px } = pixelsOf(platePng(sheetOf(1)));
    assert.equal(width_px, 1600);
    assert.equal(height_px, Math.round(((118 + 0.04 * 189) * 1600) / (189 * 1.04)));
  });

  test("shows each part where it stands, and paper where none does", () => {
    const picture = pixelsOf(platePng(sheetOf(1)));
    const scale = 1600 / (189 * 1.04);
    // In the corner of the bracket that stands at (10, 10) mm, and beside it.
    const at = (x_mm: number, y_mm: number) => {
      const x = Math.round((x_mm + 0.02 * 189) * scale);
      const y = Math.round((118 - y_mm + 0.02 * 189) * scale);
      return picture.colourAt(x, y);
    };
    assert.deepEqual(at(14, 7), [169, 201, 232]);
    assert.deepEqual(at(14, 14), [255, 255, 255]);
  });
});

describe("Canvas", () => {
  test("covers a pixel by the share of it that lies inside, and leaves holes free", () => {
    const canvas = new Canvas(6, 6, [255, 255, 255]);
    const outer = [0.5, 0, 6, 0, 6, 6, 0.5, 6];
    const hole = [2, 2, 2, 4, 4, 4, 4, 2];
    canvas.fill([outer, hole], [0, 0, 0]);
    const red = (x: number, y: number) => canvas.rgb[3 * (y * 6 + x)];
    assert.deepEqual([red(0, 1), red(1, 1), red(2, 2), red(4, 2)], [128, 0, 255, 0]);
  });

  test("bears what lies outside it", () => {
    const canvas = new Canvas(4, 4, [255, 255, 255]);
    canvas.fill([[-10, -10, 20, -10, 20, 20, -10, 20]], [1, 2, 3]);
    canvas.fill([[30, 30, 40, 30, 40, 40]], [9, 9, 9]);
    canvas.fill([[-30, 1, -20, 1, -20, 3]], [9, 9, 9]);
    assert.deepEqual([...canvas.rgb], Array.from({ length: 16 }, () => [1, 2, 3]).flat());
  });
});

/** Of a PNG with one IDAT chunk and rows without a filter, as platePng writes them. */
function pixelsOf(png: Uint8Array) {
  const view = new DataView(png.buffer, png.byteOffset);
  const [width_px, height_px] = [view.getUint32(16), view.getUint32(20)];
  const rows = inflateSync(png.subarray(41, 41 + view.getUint32(33)));
  const colourAt = (x: number, y: number) => {
    const at = y * (1 + 3 * width_px) + 1 + 3 * x;
    return [...rows.subarray(at, at + 3)];
  };
  return { width_px, height_px, colourAt };
}
