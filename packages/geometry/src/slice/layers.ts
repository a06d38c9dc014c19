/** Layers of a whole plate, from the models and where they stand. */
import type { Raster, Stand } from "./edges.ts";
import type { Layer, SliceGrid } from "./layer.ts";
import { PartRaster } from "./raster.ts";
import { RunList } from "./runs.ts";
import type { Sliceable } from "./sliceable.ts";
import { Sweep } from "./sweep.ts";

/** What stands on a plate. */
export type SliceTask = {
  /** Each model once, however many copies of it stand there; see prepareSlices. */
  models: Sliceable[];
  places: (Stand & { model_index: number })[];
  /** Of the plate, whose far edge is the upper rim of the first row. */
  depth_mm: number;
};

const LIT = 255;

/**
 * Slices the layers named, in ascending order, for a panel. A layer is the same whichever others
 * are asked for.
 *
 * antialiasing  steps of grey between dark and lit, 1 to 255: a pixel is as bright as the share of
 *               it that is solid; with 1, the default, it is lit when its middle is solid
 * cost    linear in cuts and in the pixels that outlines pass through
 * memory  one layer, and the triangles that are cut at a time
 */
export function* sliceLayers(
  { models, places, depth_mm }: SliceTask,
  grid: SliceGrid,
  layer_indices: Iterable<number>,
  { antialiasing = 1 }: { antialiasing?: number } = {},
): Generator<Layer> {
  const sweeps = models.map((model) => new Sweep(model, grid.layer_mm));
  const to: Raster = { ...grid, depth_mm };
  const raster = new PartRaster(to, antialiasing > 1);
  const runs = new RunList();
  const levels = Uint8Array.from({ length: antialiasing + 1 }, (_, step) =>
    Math.round((LIT * step) / antialiasing),
  );
  const stands = fromLeft(models, places);
  for (const layer_index of layer_indices) {
    const cuts = sweeps.map((sweep) => sweep.cutsAt(layer_index));
    runs.clear();
    for (const place of stands) {
      if (cuts[place.model_index].count === 0) continue;
      raster.draw(cuts[place.model_index], place);
      raster.addRuns(runs, levels);
    }
    yield runs.join(grid.height_px);
  }
}

/** Parts as they follow each other in most rows, so that their runs need no sorting. */
function fromLeft(models: Sliceable[], places: SliceTask["places"]): SliceTask["places"] {
  const middles = places.map(({ model_index, x_mm, rotation_deg }) => {
    const { min, max } = models[model_index].bounds;
    const angle = (rotation_deg * Math.PI) / 180;
    const [x, y] = [(min[0] + max[0]) / 2, (min[1] + max[1]) / 2];
    return x_mm + Math.cos(angle) * x - Math.sin(angle) * y;
  });
  const order = places.map((_, i) => i).sort((a, b) => middles[a] - middles[b] || a - b);
  return order.map((i) => places[i]);
}
