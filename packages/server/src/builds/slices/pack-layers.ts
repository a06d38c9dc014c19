/** Build files, whose layers are packed by as many threads as there are. */
import type { SliceTask } from "@vatline/geometry";
import { type BuildFileHeader, buildFileFormat } from "@vatline/printers";
import type { Workers } from "../../platform/workers.ts";
import { slicing } from "./module.ts";
import type { PlateFiles } from "./plate.ts";
import { writePieces } from "./write-files.ts";

/** Layers that a thread is given at a time: a few hundred kB each in the worst case. */
const LAYERS_A_TIME = 16;

/** How a file of layers is to be. */
export type LayersAsked = {
  /** By its name. */
  format: string;
  header: BuildFileHeader;
  /** Steps of grey; see sliceLayers. */
  antialiasing: number;
};

type Threads = { threads: number; signal?: AbortSignal };

/** Writes what a printer prints from to `path`, with a picture of the plate. Not for a worker. */
export async function writeBuildFile(
  workers: Workers,
  path: string,
  plate: PlateFiles,
  asked: LayersAsked,
  { threads, signal }: Threads,
): Promise<void> {
  const { format, header } = asked;
  const { grid, layer_count } = header;
  const task = await workers.run(slicing, "readPlate", [plate], { signal });
  const picture = workers.run(slicing, "topView", [task, grid, layer_count], { signal });
  const packed = packLayers(workers, task, asked, { threads, signal });
  const shown = { ...header, thumbnails: [await picture] };
  await writePieces(path, buildFileFormat(format).assemble(shown, packed));
}

/**
 * Gives packed layers in order. The threads begin at once, and work a little ahead of what is
 * taken, so that memory does not grow with the layers; how many there are changes nothing in what
 * they give.
 */
function packLayers(
  workers: Workers,
  task: SliceTask,
  asked: LayersAsked,
  { threads, signal }: Threads,
): AsyncGenerator<Uint8Array> {
  const { layer_count } = asked.header;
  // Threads make no use of pictures, which are large.
  const sent: LayersAsked = { ...asked, header: { ...asked.header, thumbnails: [] } };
  const under_way: Promise<Uint8Array[]>[] = [];
  let next = 0;
  const keepBusy = () => {
    // One more than threads, so that none waits for the file.
    while (under_way.length <= threads && next < layer_count) {
      const range = { from: next, end: Math.min(layer_count, next + LAYERS_A_TIME) };
      const packed = workers.run(slicing, "packRange", [task, sent, range], { signal });
      // Whoever stops taking layers hears of no further failure.
      packed.catch(() => {});
      under_way.push(packed);
      next = range.end;
    }
  };
  keepBusy();
  return (async function* () {
    for (;;) {
      keepBusy();
      const first = under_way.shift();
      if (first === undefined) return;
      yield* await first;
    }
  })();
}
