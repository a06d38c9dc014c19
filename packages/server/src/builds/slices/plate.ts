/** A packed plate on its way to a worker thread: files of models, and where they stand. */
import { prepareSlices, readModel, type SliceTask } from "@vatline/geometry";

/** All that is needed to slice a build on another thread. */
export type PlateFiles = Omit<SliceTask, "models"> & {
  /** Files of the models, each once. */
  models: Uint8Array[];
};

/** Reads the models and makes them ready. Throws as readModel and prepareSlices do. */
export function readPlate({ models, ...plate }: PlateFiles): SliceTask {
  return { ...plate, models: models.map((bytes) => prepareSlices(readModel(bytes).mesh)) };
}
