/** How much of each layer of a model is solid. */
import type { Raster } from "./edges.ts";
import { PartRaster } from "./raster.ts";
import { layerCount, type Sliceable } from "./sliceable.ts";
import { Sweep } from "./sweep.ts";

/** The raster matters only in rows where shells overlap. */
const PIXEL_MM = 0.1;
const SIDE_MAX_PX = 8192;
const STAND = { x_mm: 0, y_mm: 0, rotation_deg: 0 };

/**
 * Solid area of each layer, lowest first, in thousandths of mm2, whole numbers: sums of them are
 * exact. A layer is cut in its middle, and what is solid is what sliceLayers lights: shells in each
 * other count once. Areas are exact but for rows in which shells overlap; see addUnion.
 *
 * throws  GeometryError "not_sliceable"
 * cost    as of slicing a model alone
 */
export function layerAreas(model: Sliceable, layer_mm: number): Float64Array {
  const { min, max } = model.bounds;
  const [width_mm, height_mm] = [max[0] - min[0], max[1] - min[1]];
  const pixel_mm = Math.max(PIXEL_MM, width_mm / SIDE_MAX_PX, height_mm / SIDE_MAX_PX);
  const to: Raster = {
    width_px: Math.ceil(width_mm / pixel_mm) + 1,
    height_px: Math.ceil(height_mm / pixel_mm) + 1,
    pixel_width_mm: pixel_mm,
    pixel_height_mm: pixel_mm,
    depth_mm: height_mm,
  };
  const stand = { ...STAND, x_mm: -min[0], y_mm: -min[1] };
  const raster = new PartRaster(to, true);
  const sweep = new Sweep(model, layer_mm);
  return Float64Array.from({ length: layerCount(max[2] - min[2], layer_mm) }, (_, layer_index) => {
    raster.draw(sweep.cutsAt(layer_index), stand);
    return Math.round(1000 * raster.covered() * pixel_mm * pixel_mm);
  });
}
