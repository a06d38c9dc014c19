/** How much of each layer of a model is solid: exact cuts, no pixels. */
import { GeometryError } from "../error.ts";
import { cutTriangle } from "./cut.ts";
import type { Sliceable } from "./sliceable.ts";

/** As many as build files hold. */
const LAYERS_MAX = 100_000;
/** Heights are rounded up to whole layers, but not for what rounding of numbers adds. */
const ROUNDING = 1e-6;

/**
 * Solid area of each layer, lowest first, in thousandths of mm2, whole numbers: sums of them are
 * exact. A layer is cut in its middle. Where shells lie in each other they count as often as they
 * enclose; holes in the surface make it an estimate, at most the box of the mesh.
 *
 * throws  GeometryError "not_sliceable"
 * cost    linear in triangles, times the layers that each one crosses
 */
export function layerAreas({ mesh, bounds }: Sliceable, layer_mm: number): Float64Array {
  const { positions, triangles } = mesh;
  const { min, max } = bounds;
  const count = layerCount(max[2] - min[2], layer_mm);
  const areas = new Float64Array(count);
  for (let i = 0; i < triangles.length; i += 3) {
    addCuts(areas, positions, [triangles[i], triangles[i + 1], triangles[i + 2]], min, layer_mm);
  }
  const sign = areas.reduce((sum, area) => sum + area, 0) < 0 ? -1 : 1;
  const most = (max[0] - min[0]) * (max[1] - min[1]);
  return areas.map((area) => Math.round(1000 * Math.min(most, Math.max(0, sign * area))));
}

/** Layers of a height. Throws GeometryError "not_sliceable". */
export function layerCount(height_mm: number, layer_mm: number): number {
  const count = Math.max(1, Math.ceil(height_mm / layer_mm - ROUNDING));
  if (layer_mm > 0 && count <= LAYERS_MAX) return count;
  const what = `${height_mm} mm in layers of ${layer_mm} mm`;
  throw new GeometryError("not_sliceable", `It cannot be sliced: ${what}, at most ${LAYERS_MAX}.`);
}

type Corner = readonly [number, number, number];

/** Adds, for each layer that the triangle crosses, its share of the area by the shoelace rule. */
function addCuts(
  areas: Float64Array,
  positions: Float32Array,
  corners: Corner,
  [x0, y0, z0]: Corner,
  layer_mm: number,
): void {
  const [a, b, c] = corners.map((corner) => 3 * corner);
  const [za, zb, zc] = [a, b, c].map((at) => positions[at + 2] - z0);
  const first = Math.ceil(Math.min(za, zb, zc) / layer_mm - 0.5);
  const end = Math.min(areas.length, Math.ceil(Math.max(za, zb, zc) / layer_mm - 0.5));
  const cut = new Float64Array(4);
  for (let layer = Math.max(0, first); layer < end; layer++) {
    if (!cutTriangle(positions, [a, b, c], z0 + (layer + 0.5) * layer_mm, cut)) continue;
    const [from_x, from_y, to_x, to_y] = cut;
    areas[layer] += ((from_x - x0) * (to_y - y0) - (to_x - x0) * (from_y - y0)) / 2;
  }
}
