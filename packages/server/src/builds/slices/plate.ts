/** A packed plate on its way to worker threads: files of models, and where they stand. */
import { prepareSlices, readModel, type Sliceable, type SliceTask } from "@vatline/geometry";

/** All that is needed to slice a build on another thread. */
export type PlateFiles = Omit<SliceTask, "models"> & {
  /** Files of the models, each once. */
  models: Uint8Array[];
};

/**
 * Reads the models and makes them ready, in memory that threads share: sending a plate to another
 * thread copies nothing. Throws as readModel and prepareSlices do.
 */
export function readPlate({ models, ...plate }: PlateFiles): SliceTask {
  const ready = models.map((bytes) => shared(prepareSlices(readModel(bytes).mesh)));
  return { ...plate, models: ready };
}

function shared({ positions, bounds, closed, torn }: Sliceable): Sliceable {
  return {
    positions: sharedFloats(positions),
    bounds,
    closed: {
      corners: sharedWords(closed.corners),
      lowest: sharedFloats(closed.lowest),
      highest: sharedFloats(closed.highest),
    },
    torn: {
      corners: sharedWords(torn.corners),
      lowest: sharedFloats(torn.lowest),
      highest: sharedFloats(torn.highest),
      sides: sharedWords(torn.sides),
      side_count: torn.side_count,
    },
  };
}

function sharedFloats(values: Float32Array): Float32Array {
  const shared = new Float32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}

function sharedWords(values: Uint32Array): Uint32Array {
  const shared = new Uint32Array(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
