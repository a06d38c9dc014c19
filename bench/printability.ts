/**
 * Looks through the largest plate: 189 x 118 x 100 mm, pixels and layers of 0.05 mm, full of arches
 * that are all different, so that nothing is shared. Processor time of slicing and of looking are
 * told apart; peak memory is that of the process. Exit code 1 above 20 s or 500 MB.
 *
 *   node bench/printability.ts [--height 100] [--pixel 0.05] [--layer 0.05]
 */
import { parseArgs } from "node:util";
import {
  checkModel,
  type Mesh,
  prepareSlices,
  readModel,
  sliceLayers,
  transformMesh,
} from "@vatline/geometry";
import { loadStl } from "../packages/geometry/src/testing/data.ts";

const SECONDS_MAX = 20;
const MEGABYTES_MAX = 500;
/** Arches of one plate, each stretched to a cell of it. */
const [COLUMNS, ROWS] = [3, 2];
const [WIDTH_MM, DEPTH_MM] = [189, 118];
const GAP_MM = 2;

const { values } = parseArgs({
  options: {
    height: { type: "string", default: "100" },
    pixel: { type: "string", default: "0.05" },
    layer: { type: "string", default: "0.05" },
  },
});
const pitch_mm = Number(values.pixel);
const layer_mm = Number(values.layer);
const model = prepareSlices(plateOf(Number(values.height)));

const whole = timed(() => checkModel(model, { layer_mm, pitch_mm }));
const { layer_count, counts } = whole.answer;
const slicing = timed(() => countRuns(layer_count));
const looking_s = whole.seconds - slicing.seconds;
const peak_mb = process.resourceUsage().maxRSS / 1024;
const figures = {
  layers: layer_count,
  "runs a layer": Math.round(slicing.answer / layer_count),
  "seconds of all": whole.seconds.toFixed(1),
  "of slicing": slicing.seconds.toFixed(1),
  "ms a layer, looking": ((1000 * looking_s) / layer_count).toFixed(2),
  "ns a run, looking": Math.round((1e9 * looking_s) / slicing.answer),
  "peak MB": Math.round(peak_mb),
};
for (const [name, figure] of Object.entries(figures)) console.log(name.padEnd(22), figure);
console.log(JSON.stringify(counts));
if (whole.seconds > SECONDS_MAX || peak_mb > MEGABYTES_MAX) process.exitCode = 1;

function plateOf(height_mm: number): Mesh {
  const positions: number[] = [];
  const triangles: number[] = [];
  for (let i = 0; i < COLUMNS * ROWS; i++) {
    const { mesh } = readModel(loadStl(`synthetic/arch-0${i}.stl`));
    const { min, max } = prepareSlices(mesh).bounds;
    const cell = [WIDTH_MM / COLUMNS - GAP_MM, DEPTH_MM / ROWS - GAP_MM, height_mm];
    const [sx, sy, sz] = cell.map((mm, axis) => mm / (max[axis] - min[axis]));
    const x = ((i % COLUMNS) * WIDTH_MM) / COLUMNS - sx * min[0];
    const y = (Math.floor(i / COLUMNS) * DEPTH_MM) / ROWS - sy * min[1];
    const placed = transformMesh(mesh, [sx, 0, 0, x, 0, sy, 0, y, 0, 0, sz, -sz * min[2]]);
    const first = positions.length / 3;
    for (const value of placed.positions) positions.push(value);
    for (const corner of placed.triangles) triangles.push(first + corner);
  }
  return { positions: Float32Array.from(positions), triangles: Uint32Array.from(triangles) };
}

/** On the grid that checkModel has. */
function countRuns(layers: number): number {
  const grid = {
    width_px: Math.ceil(WIDTH_MM / pitch_mm),
    height_px: Math.ceil(DEPTH_MM / pitch_mm),
    ...{ pixel_width_mm: pitch_mm, pixel_height_mm: pitch_mm, layer_mm },
  };
  const places = [{ x_mm: 0, y_mm: 0, rotation_deg: 0, model_index: 0 }];
  const task = { models: [model], places, depth_mm: DEPTH_MM };
  let runs = 0;
  for (const { starts } of sliceLayers(task, grid, Array.from({ length: layers }).keys())) {
    runs += starts.length;
  }
  return runs;
}

function timed<T>(work: () => T): { answer: T; seconds: number } {
  const before = process.cpuUsage();
  const answer = work();
  const { user, system } = process.cpuUsage(before);
  return { answer, seconds: (user + system) / 1e6 };
}
