/** Command "speed": SL1 files of whole plates on disk, by both slicers in one run. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { readModel } from "@vatline/geometry";
import { peerSettings } from "../../packages/printers/src/formats/testing/peer-slicer.ts";
import { writeBuildFile } from "../../packages/server/src/builds/slices/pack-layers.ts";
import { writeArrangement } from "../../packages/server/src/builds/slices/write-files.ts";
import { createWorkers } from "../../packages/server/src/platform/workers.ts";
import { openTable } from "../pack/table.ts";
import { type PlateCase, plateOf } from "./plates.ts";

const TIMES_FASTER_MIN = 5;
/** Steps of grey, the default of the server; PrusaSlicer takes 255. */
const ANTIALIASING = 16;

type Took = { wall_s: number; cpu_s: number; bytes: number };

/**
 * Prints a line for each plate: the best of the rounds by wall clock, of both, from the model files
 * to the whole file on disk. The server's threads run already, as they do when a build comes; the
 * first file of a fresh server is a line of its own. Returns how many plates are too slow.
 */
export async function benchSpeed(rounds: number): Promise<number> {
  const threads = availableParallelism();
  const print = openTable([
    ["plate", 26],
    "layers",
    "peer s",
    " cpu s",
    "ours s",
    " cpu s",
    "ms/layer",
    "times faster",
    "by cpu",
    "peer MB",
    "ours MB",
  ]);
  const folder = mkdtempSync(join(tmpdir(), "vatline-bench-"));
  const workers = createWorkers({ threads });
  let slow = 0;
  try {
    const plates = [
      { ...plateOf("synthetic/arch-00.stl", 3, 0.1), name: "(first file of a server)" },
      plateOf("synthetic/arch-00.stl", 3, 0.1),
      plateOf("synthetic/arch-00.stl", 3, 0.05),
      plateOf("synthetic/earpiece-00.stl", 54, 0.05),
    ];
    for (const plate of plates) {
      const is_first = plate === plates[0];
      const [ours, theirs]: Took[][] = [[], []];
      for (let round = 0; round < (is_first ? 1 : rounds); round++) {
        ours.push(await timeOurs(plate, join(folder, "ours.sl1"), { workers, threads }));
        theirs.push(await timeTheirs(plate, folder));
      }
      const [our, their] = [best(ours), best(theirs)];
      const { layer_count } = plate.header;
      const times = their.wall_s / our.wall_s;
      print(
        plate.name,
        layer_count,
        ...[their, our].flatMap(({ wall_s, cpu_s }) => [wall_s.toFixed(2), cpu_s.toFixed(2)]),
        ((1000 * our.wall_s) / layer_count).toFixed(2),
        times.toFixed(1),
        (their.cpu_s / our.cpu_s).toFixed(1),
        ...[their, our].map(({ bytes }) => (bytes / 1e6).toFixed(1)),
      );
      if (!is_first && times < TIMES_FASTER_MIN) slow++;
    }
  } finally {
    await workers.close();
    rmSync(folder, { recursive: true });
  }
  return slow;
}

function best(rounds: Took[]): Took {
  return rounds.reduce((a, b) => (b.wall_s < a.wall_s ? b : a));
}

async function timeOurs(
  { files, header }: PlateCase,
  path: string,
  { workers, threads }: { workers: ReturnType<typeof createWorkers>; threads: number },
): Promise<Took> {
  rmSync(path, { force: true });
  const before = process.cpuUsage();
  const start = performance.now();
  const asked = { format: "sl1", header, antialiasing: ANTIALIASING };
  await writeBuildFile(workers, path, files, asked, { threads });
  const wall_s = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(before);
  return { wall_s, cpu_s: (user + system) / 1e6, bytes: statSync(path).size };
}

async function timeTheirs({ files, header }: PlateCase, folder: string): Promise<Took> {
  const [settings, source, target] = ["a.ini", "a.3mf", "a.sl1"].map((name) => join(folder, name));
  rmSync(source, { force: true });
  writeFileSync(settings, peerSettings(header.grid));
  const texts = {
    part_numbers: files.places.map(() => "A"),
    z_mm: files.places.map(() => -lowest(files.models[0])),
    names: ["A"],
  };
  await writeArrangement(source, files, "A", texts);
  // Standing where ours stand.
  const flags = ["--loglevel", "0", "--load", settings, "--dont-arrange", "--export-sla"];
  const command = 'TIMEFORMAT="%R %U %S"; time prusa-slicer "$@" >/dev/null 2>&1';
  const shell = ["-c", `{ ${command}; } 2>&1`, "bash"];
  const printed = execFileSync("bash", [...shell, ...flags, "-o", target, source]).toString();
  const [wall_s, user, system] = printed.trim().split(" ").map(Number);
  return { wall_s, cpu_s: user + system, bytes: statSync(target).size };
}

function lowest(bytes: Uint8Array): number {
  const { positions } = readModel(bytes).mesh;
  return positions.reduce((least, value, i) => (i % 3 === 2 ? Math.min(least, value) : least), 0);
}
