/** Commands "memory" and "shells": peaks of memory, each in a process of its own. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layerAreas, prepareSlices, sliceLayers } from "@vatline/geometry";
import { writeBuildFile } from "../../packages/server/src/builds/slices/pack-layers.ts";
import { writeVideo } from "../../packages/server/src/builds/slices/write-files.ts";
import { createWorkers } from "../../packages/server/src/platform/workers.ts";
import { plateOf } from "./plates.ts";

const PEAK_MB_MAX = 500;
const FILM_S_MAX = 5;
const THREADS = 2;
const HEIGHT_MM = 100;
const SHELLS = 1_000_000;

type Took = { peak_mb: number; wall_s: number; cpu_s: number; mb: number };

/** The largest plate of 2,000 layers, as a build file and as a film. Returns the limits missed. */
export async function benchMemory(): Promise<number> {
  let missed = 0;
  for (const format of ["sl1", "goo", "ctb", "film"]) {
    const took = await inChild(format);
    console.log(`${format.padEnd(5)}${show(took)}`);
    if (took.peak_mb > PEAK_MB_MAX) missed++;
    if (format === "film" && took.wall_s > FILM_S_MAX) missed++;
  }
  return missed;
}

/** A model of a million shells: its areas, and a hundred layers of it. */
export async function benchShells(): Promise<number> {
  console.log(`${SHELLS} shells${show(await inChild("shells"))}`);
  return 0;
}

function show({ peak_mb, wall_s, cpu_s, mb }: Took): string {
  const file = mb > 0 ? `, file ${mb.toFixed(1)} MB` : "";
  const times = `${wall_s.toFixed(1)} s, ${cpu_s.toFixed(1)} s of processor`;
  return `  peak ${peak_mb.toFixed(0)} MB, ${times}${file}`;
}

async function inChild(task: string): Promise<Took> {
  const child = fork(import.meta.filename, [task]);
  const [took] = await once(child, "message");
  await once(child, "exit");
  return took;
}

async function runTask(task: string): Promise<Took> {
  const folder = mkdtempSync(join(tmpdir(), "vatline-bench-"));
  const path = join(folder, "file");
  const [start, before] = [performance.now(), process.cpuUsage()];
  if (task === "shells") sliceShells();
  else await writeFile(task, path);
  const wall_s = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  const mb = task === "shells" ? 0 : statSync(path).size / 1e6;
  rmSync(folder, { recursive: true });
  const peak_mb = process.resourceUsage().maxRSS / 1024;
  return { peak_mb, wall_s, cpu_s: (user + system) / 1e6, mb };
}

async function writeFile(format: string, path: string): Promise<void> {
  const { files, header } = plateOf("synthetic/earpiece-00.stl", 54, 0.05, HEIGHT_MM);
  if (format === "film") {
    // A panel as the server films it: 1920 pixels along the longer side.
    const grid = { ...header.grid, width_px: 1920, height_px: 1199 };
    grid.pixel_width_mm = grid.pixel_height_mm = 189 / 1920;
    return writeVideo(path, files, { grid, layer_count: header.layer_count });
  }
  const workers = createWorkers({ threads: THREADS });
  const asked = { format, header, antialiasing: 16 };
  await writeBuildFile(workers, path, files, asked, { threads: THREADS });
  await workers.close();
}

function sliceShells(): void {
  const corners = [0, 0, 0, 0.1, 0, 0, 0, 0.1, 0, 0, 0, 0.1];
  const faces = [0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3];
  const positions = new Float32Array(12 * SHELLS);
  const triangles = new Uint32Array(12 * SHELLS);
  for (let shell = 0; shell < SHELLS; shell++) {
    const at = [shell % 100, Math.floor(shell / 100) % 100, Math.floor(shell / 10_000)];
    for (let i = 0; i < 12; i++) {
      positions[12 * shell + i] = corners[i] + 0.4 * at[i % 3];
      triangles[12 * shell + i] = faces[i] + 4 * shell;
    }
  }
  const model = prepareSlices({ positions, triangles });
  layerAreas(model, 0.1);
  const { grid } = plateOf("synthetic/earpiece-00.stl", 1, 0.1).header;
  const places = [{ model_index: 0, x_mm: 10, y_mm: 10, rotation_deg: 30 }];
  const task = { models: [model], places, depth_mm: 118 };
  const layers = sliceLayers(task, grid, Array.from({ length: 100 }).keys(), { antialiasing: 16 });
  while (!layers.next().done);
}

if (process.send) {
  process.send(await runTask(process.argv[2]));
  process.disconnect();
}
