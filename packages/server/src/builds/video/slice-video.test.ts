import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Layer, SliceGrid } from "@vatline/geometry";
import fc from "fast-check";
import { frameFor, frameRate, shownLayers } from "./frames.ts";
import { boxOf } from "./mp4.ts";
import { drawLayer } from "./plate-pixels.ts";
import { sliceVideo } from "./slice-video.ts";

const GRID = { width_px: 141, height_px: 79, pixel_width_mm: 1, pixel_height_mm: 1, layer_mm: 0.1 };

/** A square that wanders with the layers. */
function squareAt(layer_index: number, { width_px, height_px }: SliceGrid): Layer {
  const row_ends = new Uint32Array(height_px);
  const starts: number[] = [];
  const left = layer_index % (width_px - 20);
  for (let y = 0; y < height_px; y++) {
    if (y >= 20 && y < 40) starts.push(left);
    row_ends[y] = starts.length;
  }
  return {
    row_ends,
    starts: Uint16Array.from(starts),
    ends: Uint16Array.from(starts, (start) => start + 20),
    levels: new Uint8Array(starts.length).fill(255),
  };
}

const videoOf = (layer_count: number, grid: SliceGrid = GRID) =>
  sliceVideo(
    shownLayers(layer_count).map((index) => squareAt(index, grid)),
    { grid, layer_count },
  );

const PATH_TO_SAMPLES = ["moov", "trak", "mdia", "minf", "stbl"];

/** What a player reads of an MP4. */
function factsOf(file: Uint8Array) {
  const view = (box: Uint8Array) => new DataView(box.buffer, box.byteOffset, box.length);
  const header = view(boxOf(boxOf(file, "moov"), "mvhd"));
  const track = view(boxOf(boxOf(boxOf(file, "moov"), "trak"), "tkhd"));
  const samples = PATH_TO_SAMPLES.reduce(boxOf, file);
  const sizes = view(boxOf(samples, "stsz"));
  const keys = view(boxOf(samples, "stss"));
  const lengths = Array.from({ length: sizes.getUint32(8) }, (_, i) => sizes.getUint32(12 + 4 * i));
  return {
    dates: [header.getUint32(4), header.getUint32(8), track.getUint32(4), track.getUint32(8)],
    duration_s: header.getUint32(16) / header.getUint32(12),
    width_px: track.getUint32(76) / 0x10000,
    height_px: track.getUint32(80) / 0x10000,
    lengths,
    keys: Array.from({ length: keys.getUint32(4) }, (_, i) => keys.getUint32(8 + 4 * i)),
    data_at: view(boxOf(samples, "stco")).getUint32(8),
    ticks: view(boxOf(samples, "stts")).getUint32(8),
  };
}

describe("sliceVideo", () => {
  test("makes a film of 30 s at most, with one frame for each layer shown", async () => {
    for (const [layer_count, frames, duration_s] of [
      [1, 1, 1],
      [8, 8, 4],
      [60, 60, 4],
      [3000, 450, 30],
    ]) {
      const facts = factsOf(await videoOf(layer_count));
      assert.equal(facts.lengths.length, frames);
      assert.equal(facts.ticks, frames);
      assert.equal(facts.duration_s, duration_s);
    }
  });

  test("says in its header where the pictures lie, and which of them need no other", async () => {
    const file = await videoOf(100);
    const { lengths, keys, data_at } = factsOf(file);
    const data = boxOf(file, "mdat");
    assert.equal(data_at, data.byteOffset - file.byteOffset);
    assert.equal(
      lengths.reduce((sum, length) => sum + length),
      data.length,
    );
    assert.deepEqual(keys, [1, 16, 31, 46, 61, 76, 91]);
    let at = data_at;
    for (const length of lengths) {
      for (const end = at + length; at < end; ) {
        const unit = new DataView(file.buffer, file.byteOffset + at).getUint32(0);
        assert.equal(file[at + 4] >> 7, 0, "the bit that no unit sets");
        at += 4 + unit;
        assert.ok(at <= end);
      }
    }
  });

  test("gives the same bytes for the same layers, and names no moment", async () => {
    const first = await videoOf(40);
    const clock = Date.now;
    Date.now = () => clock() + 86_400_000;
    const second = await videoOf(40).finally(() => {
      Date.now = clock;
    });
    assert.deepEqual(first, second);
    assert.deepEqual(factsOf(first).dates, [0, 0, 0, 0]);
  });

  test("is as wide as the plate asks for, in whole blocks", async () => {
    assert.deepEqual(sizeOf(factsOf(await videoOf(1))), [960, 592]);
    const upright = { ...GRID, width_px: 1440, height_px: 2560 };
    assert.deepEqual(sizeOf(factsOf(await videoOf(1, upright))), [480, 608]);
  });

  test("refuses more or fewer layers than it shows", async () => {
    const layers = [squareAt(0, GRID), squareAt(1, GRID)];
    const message = "The video shows 3 layers, but 2 came.";
    await assert.rejects(sliceVideo(layers, { grid: GRID, layer_count: 3 }), { message });
    const further = sliceVideo(layers, { grid: GRID, layer_count: 1 });
    await assert.rejects(further, { message: "The video shows 1 layers, but 2 came." });
  });

  test("passes on what its layers throw, and makes the next film as before", async () => {
    const failing = async function* () {
      yield squareAt(0, GRID);
      throw new Error("no such layer");
    };
    const before = await videoOf(5);
    const asked = { grid: GRID, layer_count: 5 };
    const failed = assert.rejects(sliceVideo(failing(), asked), { message: "no such layer" });
    const [beside] = await Promise.all([videoOf(5), failed]);
    assert.deepEqual(beside, before);
    assert.deepEqual(await videoOf(5), before);
  });
});

const sizeOf = ({ width_px, height_px }: { width_px: number; height_px: number }) => [
  width_px,
  height_px,
];

describe("shownLayers", () => {
  test("names the first, the last, and the others evenly", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (layer_count) => {
        const shown = shownLayers(layer_count);
        assert.equal(shown[0], 0);
        assert.equal(shown.at(-1), layer_count - 1);
        assert.ok(shown.length <= 450 && shown.length / frameRate(shown.length) <= 30);
        const steps = shown.slice(1).map((index, i) => index - shown[i]);
        assert.ok(steps.every((step) => step >= 1 && step <= Math.ceil(layer_count / 449)));
      }),
    );
  });
});

describe("frameFor", () => {
  test("keeps the aspect of the plate to a pixel, within the box", () => {
    const side = fc.integer({ min: 100, max: 8000 });
    const pitch = fc.double({ min: 0.02, max: 0.2, noNaN: true });
    fc.assert(
      fc.property(side, side, pitch, pitch, (width_px, height_px, x, y) => {
        const grid = { ...GRID, width_px, height_px, pixel_width_mm: x, pixel_height_mm: y };
        const { plate, ...frame } = frameFor(grid);
        assert.ok(plate.width_px <= 960 && plate.height_px <= 560);
        assert.ok(frame.width_px % 16 === 0 && frame.height_px % 16 === 0);
        const aspect = (width_px * x) / (height_px * y);
        if (plate.width_px === 960) assert.ok(Math.abs(plate.height_px - 960 / aspect) <= 1);
        else assert.ok(Math.abs(plate.width_px - 560 * aspect) <= 1);
      }),
    );
  });
});

describe("drawLayer", () => {
  const levels = fc.array(
    fc.array(fc.constantFrom(0, 0, 90, 255), { minLength: 9, maxLength: 9 }),
    {
      minLength: 7,
      maxLength: 7,
    },
  );
  const size = fc.integer({ min: 1, max: 20 });

  test("makes each pixel as bright as its share of light, smaller and larger", () => {
    fc.assert(
      fc.property(levels, size, size, (rows, width_px, height_px) => {
        const target = { width_px, height_px };
        const pixels = new Uint8Array((width_px + 3) * height_px);
        const canvas = { pixels, stride_px: width_px + 3, left_px: 2 };
        const tones = { dark: 20, lit: 235 };
        drawLayer(layerOf(rows), { width_px: 9, height_px: 7 }, target, canvas, tones);
        for (let y = 0; y < height_px; y++) {
          for (let x = 0; x < width_px; x++) {
            const expected = 20 + (215 * lightIn(rows, x, y, target)) / 255;
            const found = pixels[y * (width_px + 3) + 2 + x];
            assert.ok(Math.abs(found - expected) < 0.51, `${found} at ${x}, ${y}, not ${expected}`);
          }
        }
      }),
    );
  });

  /** The mean level in a pixel of the picture, summed cell by cell. */
  function lightIn(
    rows: number[][],
    x: number,
    y: number,
    to: { width_px: number; height_px: number },
  ) {
    const across = 9 / to.width_px;
    const down = 7 / to.height_px;
    let sum = 0;
    for (const [row, cells] of rows.entries()) {
      for (const [column, level] of cells.entries()) {
        sum += level * overlap(x * across, across, column) * overlap(y * down, down, row);
      }
    }
    return sum / (across * down);
  }

  const overlap = (from: number, length: number, cell: number) =>
    Math.max(0, Math.min(from + length, cell + 1) - Math.max(from, cell));

  function layerOf(rows: number[][]): Layer {
    const runs: [start: number, end: number, level: number][] = [];
    const row_ends = rows.map((cells) => {
      cells.forEach((level, x) => {
        const last = runs.at(-1);
        if (level > 0 && x > 0 && cells[x - 1] === level && last) last[1] = x + 1;
        else if (level > 0) runs.push([x, x + 1, level]);
      });
      return runs.length;
    });
    return {
      row_ends: Uint32Array.from(row_ends),
      starts: Uint16Array.from(runs, ([start]) => start),
      ends: Uint16Array.from(runs, ([, end]) => end),
      levels: Uint8Array.from(runs, ([, , level]) => level),
    };
  }
});
