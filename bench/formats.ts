/**
 * Measures how fast layers become build files, beside node:zlib on the same pixels.
 *
 *   node bench/formats.ts [--rounds=5] [file.sl1 ...]
 *
 * Without files, plates are made here: 3780 x 2360 pixels, rings of several sizes with 16 levels of
 * grey at their edges. Times are processor time, the best of the rounds; zlib is not charged for
 * making rows of bytes. Every SL1 is read again; exit code 1 where its layers differ.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { isDeepStrictEqual, parseArgs } from "node:util";
import { deflateSync } from "node:zlib";
import type { Layer } from "@vatline/geometry";
import {
  BUILD_FILE_FORMATS,
  type BuildFileFormat,
  type BuildFileHeader,
  encodeBuildFile,
  joinPieces,
  SL1,
} from "@vatline/printers";
import {
  aGrid,
  aHeader,
  layerOf,
  pixelsOf,
} from "../packages/printers/src/formats/testing/layers.ts";

const WIDTH_PX = 3780;
const HEIGHT_PX = 2360;
/** Layers of a plate that zlib is measured on, which takes long. */
const ZLIB_LAYERS = 8;

interface Plate {
  name: string;
  header: BuildFileHeader;
  layers: Layer[];
}

const MADE: [name: string, columns: number, rows: number, outer_px: number, wall_px: number][] = [
  ["empty", 0, 0, 0, 0],
  ["3 wide rings", 3, 1, 600, 250],
  ["54 small rings", 9, 6, 180, 60],
  ["40 thin rings", 8, 5, 220, 40],
  ["600 tiny rings", 30, 20, 55, 15],
];

const { values, positionals } = parseArgs({
  options: { rounds: { type: "string", default: "5" } },
  allowPositionals: true,
});
const plates = positionals.length > 0 ? positionals.map(readPlate) : MADE.map(makePlate);
const heads = [...BUILD_FILE_FORMATS.map(({ name }) => name), "zlib none", "zlib up"];
print(["plate", "runs", ...heads.flatMap((name) => [`${name} ms`, "kB"]), "times", "size"]);
for (const plate of plates) {
  print(measure(plate));
  await checkPixels(plate);
}

/** The last two figures: SL1 against zlib with the better filter, in time and in size. */
function measure(plate: Plate): string[] {
  const { name, layers } = plate;
  const runs = layers.reduce((sum, { starts }) => sum + starts.length, 0) / layers.length;
  const ours = BUILD_FILE_FORMATS.map((format) => timeFormat(format, plate));
  const zlib = [timeZlib(plate, false), timeZlib(plate, true)];
  const [best] = zlib.toSorted((a, b) => a.bytes - b.bytes);
  const shown = [...ours, ...zlib].flatMap(({ ms, bytes }) => [
    ms.toFixed(2),
    (bytes / 1000).toFixed(1),
  ]);
  const [times, size] = [best.ms / ours[0].ms, ours[0].bytes / best.bytes];
  return [name, runs.toFixed(0), ...shown, times.toFixed(1), size.toFixed(2)];
}

/** Of one layer. */
type Figures = { ms: number; bytes: number };

function timeFormat(format: BuildFileFormat, { header, layers }: Plate): Figures {
  const packLayer = format.openPacker({ ...header, mirror_y: false });
  return timeEach(layers, (layer, i) => packLayer(layer, i).length);
}

function timeZlib({ header, layers }: Plate, up: boolean): Figures {
  const { width_px } = header.grid;
  const every = Math.ceil(layers.length / ZLIB_LAYERS);
  const rows = layers
    .filter((_, i) => i % every === 0)
    .map((layer) => filteredRows(pixelsOf(layer, width_px), width_px, up));
  return timeEach(rows, (bytes) => deflateSync(bytes, { level: 1 }).length);
}

function timeEach<T>(list: T[], pack: (item: T, i: number) => number): Figures {
  let [ms, bytes] = [Number.POSITIVE_INFINITY, 0];
  for (let round = 0; round < Number(values.rounds); round++) {
    const before = process.cpuUsage();
    // Short lists are packed several times: the clock counts in steps.
    for (let count = 0; count < 40; count += list.length) {
      bytes = list.reduce((sum, item, i) => sum + pack(item, i), 0);
    }
    const { user, system } = process.cpuUsage(before);
    const times = Math.ceil(40 / list.length) * list.length;
    ms = Math.min(ms, (user + system) / 1000 / times);
  }
  return { ms, bytes: bytes / list.length };
}

function filteredRows(pixels: Uint8Array, width_px: number, up: boolean): Uint8Array {
  const rows = new Uint8Array(pixels.length + pixels.length / width_px);
  for (let from = 0, to = 0; from < pixels.length; from += width_px, to += width_px + 1) {
    rows[to] = up ? 2 : 0;
    for (let x = 0; x < width_px; x++) {
      const above = up && from > 0 ? pixels[from - width_px + x] : 0;
      rows[to + 1 + x] = pixels[from + x] - above;
    }
  }
  return rows;
}

async function checkPixels({ name, header, layers }: Plate): Promise<void> {
  const file = SL1.decode(await joinPieces(encodeBuildFile(SL1, header, layers)));
  if (isDeepStrictEqual([...file.layers], layers)) return;
  console.error(`${name}: the SL1 file does not hold its layers.`);
  process.exitCode = 1;
}

function readPlate(path: string): Plate {
  const { header, layers } = SL1.decode(readFileSync(path));
  return { name: basename(path, ".sl1"), header, layers: [...layers] };
}

function makePlate([name, columns, rows, outer_px, wall_px]: (typeof MADE)[number]): Plate {
  const pixels = new Uint8Array(WIDTH_PX * HEIGHT_PX);
  for (let i = 0; i < columns * rows; i++) {
    const x = (((i % columns) + 0.5) / columns) * WIDTH_PX + i / 7;
    const y = ((Math.floor(i / columns) + 0.5) / rows) * HEIGHT_PX + i / 11;
    drawRing(pixels, x, y, outer_px, wall_px);
  }
  const header = aHeader({ grid: aGrid(WIDTH_PX, HEIGHT_PX) });
  return { name, header, layers: [layerOf(pixels, WIDTH_PX)] };
}

function drawRing(pixels: Uint8Array, x: number, y: number, outer_px: number, wall_px: number) {
  for (let row = Math.floor(y - outer_px); row <= y + outer_px; row++) {
    for (let column = Math.floor(x - outer_px); column <= x + outer_px; column++) {
      const radius = Math.hypot(column + 0.5 - x, row + 0.5 - y);
      const inside = Math.min(outer_px - radius, radius - (outer_px - wall_px)) + 0.5;
      const level = Math.round(15 * Math.min(1, Math.max(0, inside))) * 17;
      if (level > 0) pixels[row * WIDTH_PX + column] = level;
    }
  }
}

function print([name, ...figures]: string[]): void {
  console.log([name.padEnd(16), ...figures.map((figure) => figure.padStart(7))].join(" "));
}
