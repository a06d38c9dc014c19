/** Layers and headers for tests, and pictures of layers by the plainest of means. */
import type { Layer, SliceGrid } from "@vatline/geometry";
import fc from "fast-check";
import type { BuildFileHeader } from "../build-file.ts";

/** A header with a value in every field. */
export function aHeader(given: Partial<BuildFileHeader> = {}): BuildFileHeader {
  return {
    name: "arches-7",
    printer_model: "SL1S",
    resin_name: "UMA 90",
    print_profile: "default",
    made_at: "2026-01-05T08:00:00Z",
    grid: aGrid(40, 30),
    mirror_x: true,
    mirror_y: false,
    layer_count: 1,
    exposure_s: 2.5,
    bottom_exposure_s: 25,
    bottom_layer_count: 4,
    transition_layer_count: 6,
    wait_s: 1.5,
    lift_mm: 5,
    lift_speed_mm_min: 60,
    bottom_lift_mm: 6,
    bottom_lift_speed_mm_min: 45,
    retract_speed_mm_min: 150,
    resin_volume_ml: 12.25,
    print_time_s: 5432,
    thumbnails: [],
    ...given,
  };
}

export function aGrid(width_px: number, height_px: number): SliceGrid {
  return { width_px, height_px, pixel_width_mm: 0.05, pixel_height_mm: 0.047, layer_mm: 0.05 };
}

/** The pixels of a layer, row by row. */
export function pixelsOf(layer: Layer, width_px: number): Uint8Array {
  const pixels = new Uint8Array(width_px * layer.row_ends.length);
  let run = 0;
  for (const [y, end] of layer.row_ends.entries()) {
    for (; run < end; run++) {
      const row = y * width_px;
      pixels.fill(layer.levels[run], row + layer.starts[run], row + layer.ends[run]);
    }
  }
  return pixels;
}

/** The layer of a picture. */
export function layerOf(pixels: Uint8Array, width_px: number): Layer {
  const [starts, ends, levels, row_ends]: number[][] = [[], [], [], []];
  for (let row = 0; row < pixels.length; row += width_px) {
    for (let x = 0; x < width_px; ) {
      const start = x;
      const level = pixels[row + x];
      while (x < width_px && pixels[row + x] === level) x++;
      if (level === 0) continue;
      starts.push(start);
      ends.push(x);
      levels.push(level);
    }
    row_ends.push(starts.length);
  }
  return {
    row_ends: Uint32Array.from(row_ends),
    starts: Uint16Array.from(starts),
    ends: Uint16Array.from(ends),
    levels: Uint8Array.from(levels),
  };
}

/**
 * Pictures as plates have them: dark, bright and grey runs of all lengths, and rows that are equal
 * to the one above.
 */
export function anyPixels(width_px: number, height_px: number): fc.Arbitrary<Uint8Array> {
  const level = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(0, 255) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 255 }) },
  );
  const length = fc.oneof(
    fc.integer({ min: 1, max: 6 }),
    fc.constantFrom(15, 16, 126, 127, 128, 257, 258, 259, 260, 261, 516, 517),
    fc.integer({ min: 1, max: 3 * width_px }),
  );
  const run = fc.record({ level, length, repeat_row: fc.boolean() });
  return fc.array(run, { maxLength: 60 }).map((runs) => {
    const pixels = new Uint8Array(width_px * height_px);
    let at = 0;
    for (const { level, length, repeat_row } of runs) {
      pixels.fill(level, at, at + length);
      at += length;
      const row = at - (at % width_px);
      if (!repeat_row || row < width_px || row + width_px > pixels.length) continue;
      pixels.copyWithin(row, row - width_px, row);
      at = row + width_px;
    }
    return pixels;
  });
}

/** A few layers of one panel, with the header that goes with them. */
export function anyBuild(given: Partial<BuildFileHeader> = {}) {
  const side = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 250, max: 600 }));
  return fc
    .tuple(side, fc.integer({ min: 1, max: 20 }), fc.boolean(), fc.boolean())
    .chain(([width_px, height_px, mirror_x, mirror_y]) =>
      fc.array(anyPixels(width_px, height_px), { minLength: 1, maxLength: 3 }).map((pictures) => ({
        header: aHeader({
          grid: aGrid(width_px, height_px),
          layer_count: pictures.length,
          mirror_x,
          mirror_y,
          ...given,
        }),
        layers: pictures.map((pixels) => layerOf(pixels, width_px)),
      })),
    );
}
