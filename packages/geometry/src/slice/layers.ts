/** Layers of a whole plate, from the models and where they stand. */
import type { Layer, SliceGrid } from "./layer.ts";
import { LayerRaster, type Stand } from "./raster.ts";
import type { Sliceable } from "./sliceable.ts";
import { Sweep } from "./sweep.ts";

/** What stands on a plate. */
export type SliceTask = {
  /** Each model once, however many copies of it stand there; see prepareSlices. */
  models: Sliceable[];
  places: (Stand & { model_index: number })[];
  /** Of the plate; see LayerRaster. */
  depth_mm: number;
};

/**
 * Slices the layers named, in ascending order, for a panel. The same task gives the same layers.
 *
 * memory  one layer, and the triangles that are cut at a time
 */
export function* sliceLayers(
  { models, places, depth_mm }: SliceTask,
  grid: SliceGrid,
  layer_indices: Iterable<number>,
): Generator<Layer> {
  const sweeps = models.map((model) => new Sweep(model, grid.layer_mm));
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
