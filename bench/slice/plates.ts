/** Plates that are sliced for figures, and how their files are to be. */
import { boundsOf, layerCount, readModel, scaleMesh, writeStl } from "@vatline/geometry";
import type { BuildFileHeader } from "@vatline/printers";
import { loadStl } from "../../packages/printers/src/formats/testing/data.ts";
import { aHeader } from "../../packages/printers/src/formats/testing/layers.ts";
import type { PlateFiles } from "../../packages/server/src/builds/slices/plate.ts";

export const PLATE_MM = { width: 189, depth: 118 };
const PIXEL_MM = 0.05;
const GAP_MM = 1;

export type PlateCase = {
  name: string;
  files: PlateFiles;
  header: BuildFileHeader;
};

/** Copies of one model in rows, as many as asked for; `height_mm` stretches it. */
export function plateOf(
  path: string,
  copies: number,
  layer_mm: number,
  height_mm?: number,
): PlateCase {
  let bytes = loadStl(path);
  let { mesh } = readModel(bytes);
  if (height_mm !== undefined) {
    const { min, max } = boundsOf(mesh);
    mesh = scaleMesh(mesh, [1, 1, height_mm / (max[2] - min[2])]);
    bytes = writeStl(mesh);
  }
  const { min, max } = boundsOf(mesh);
  const [width_mm, depth_mm] = [max[0] - min[0] + GAP_MM, max[1] - min[1] + GAP_MM];
  const columns = Math.floor(PLATE_MM.width / width_mm);
  const places = Array.from({ length: copies }, (_, i) => ({
    model_index: 0,
    x_mm: GAP_MM / 2 - min[0] + (i % columns) * width_mm,
    y_mm: GAP_MM / 2 - min[1] + Math.floor(i / columns) * depth_mm,
    rotation_deg: 0,
  }));
  const grid = {
    width_px: PLATE_MM.width / PIXEL_MM,
    height_px: PLATE_MM.depth / PIXEL_MM,
    pixel_width_mm: PIXEL_MM,
    pixel_height_mm: PIXEL_MM,
    layer_mm,
  };
  const layer_count = layerCount(max[2] - min[2], layer_mm);
  return {
    name: `${copies} ${path.replace(/^.*\/|\.stl$/g, "")}, ${layer_mm} mm`,
    files: { models: [bytes], places, depth_mm: PLATE_MM.depth },
    header: aHeader({ grid, layer_count, made_at: "2030-01-01T00:00:00Z" }),
  };
}
