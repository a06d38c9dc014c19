/** Layers of a whole build, from its models and where they stand. */
import { type Layer, readModel, type SliceGrid } from "@vatline/geometry";
import { LayerRaster, type Stand } from "./raster.ts";
import { Sweep } from "./sweep.ts";

/** All that is needed to slice a build on another thread. */
export type SliceTask = {
  /** Files of the models, each once. */
  models: Uint8Array[];
  places: (Stand & { model_index: number })[];
  /** Of the plate; see LayerRaster. */
  depth_mm: number;
};

/**
 * Slices the layers named, in ascending order, for a panel. The same task gives the same layers.
 *
 * throws  what readModel throws
 * memory  all meshes, and one layer
 */
export function* sliceLayers(
  { models, places, depth_mm }: SliceTask,
  grid: SliceGrid,
  layer_indices: Iterable<number>,
): Generator<Layer> {
  const sweeps = models.map((bytes) => new Sweep(readModel(bytes).mesh, grid.layer_mm));
  const stands = Map.groupBy(places, ({ model_index }) => model_index);
  const raster = new LayerRaster(grid, depth_mm);
  for (const layer_index of layer_indices) {
    for (const [model_index, sweep] of sweeps.entries()) {
      const cuts = sweep.cutsAt(layer_index);
      for (const stand of stands.get(model_index) ?? []) raster.add(cuts, stand);
    }
    yield raster.take();
  }
}
