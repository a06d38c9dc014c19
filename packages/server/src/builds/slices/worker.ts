/** Slicing of builds, to be run on a worker thread. */
import {
  layerAreas,
  prepareSlices,
  readModel,
  type SliceTask,
  sliceLayers,
} from "@vatline/geometry";
import { buildFileFormat } from "@vatline/printers";
import type { LayersAsked } from "./pack-layers.ts";
import { readPlate } from "./plate.ts";
import { topView } from "./top-view.ts";
import { writeArrangement, writeVideo } from "./write-files.ts";

export const verbs = {
  areasOfModel,
  readPlate,
  topView,
  packRange,
  writeVideo,
  writeArrangement,
};

/** Reads a model file and cuts it; see layerAreas. Throws also as readModel and prepareSlices. */
function areasOfModel(bytes: Uint8Array, layer_mm: number): Float64Array {
  return layerAreas(prepareSlices(readModel(bytes).mesh), layer_mm);
}

/** Packs some layers for a build file, one after another. */
function packRange(
  task: SliceTask,
  { format, header, antialiasing }: LayersAsked,
  { from, end }: { from: number; end: number },
): Uint8Array[] {
  const packLayer = buildFileFormat(format).openPacker(header);
  const indices = Array.from({ length: end - from }, (_, i) => from + i);
  const layers = sliceLayers(task, header.grid, indices, { antialiasing });
  return Array.from(layers, (layer, i) => packLayer(layer, from + i));
}
