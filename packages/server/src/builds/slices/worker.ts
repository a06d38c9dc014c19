/** Slicing of builds, to be run on a worker thread. */
import { layerAreas, prepareSlices, readModel } from "@vatline/geometry";
import { writeArrangement, writeBuildFile, writeVideo } from "./write-files.ts";

export const verbs = { areasOfModel, writeVideo, writeBuildFile, writeArrangement };

/** Reads a model file and cuts it; see layerAreas. Throws also as readModel and prepareSlices. */
function areasOfModel(bytes: Uint8Array, layer_mm: number): Float64Array {
  return layerAreas(prepareSlices(readModel(bytes).mesh), layer_mm);
}
