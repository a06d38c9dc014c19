/** Command "agree": areas and boxes of all layers, by both slicers. */
import { readModel, scaleMesh } from "@vatline/geometry";
import { listStls, loadStl } from "../../packages/printers/src/formats/testing/data.ts";
import {
  compareLayers,
  gridAround,
  type LayerDifference,
  measureLayer,
  ourLayers,
  peerLayers,
} from "../../packages/printers/src/formats/testing/peer-slicer.ts";
import { openTable } from "../pack/table.ts";

const LAYER_MM = 0.1;
const SHIFT_PX_MAX = 1;
const BOX_PX_MAX = 1;
/** mm in a unit of the file, as stl/README.md tells of each. */
const UNITS: [name: RegExp, mm: number][] = [
  [/EARCUP|angle_block|featuretype|idler_riser/, 25.4],
  [/ADIS16480|octagonal_pocket/, 1000],
];

/**
 * Prints a line for each mesh: its largest differences of area, in pixels by which the outline
 * would have to be moved everywhere, and of box; the difference of volume; and the numbers of the
 * layers that are off by more than a pixel. Returns how many meshes have such layers.
 */
export async function benchAgreement(names: string[]): Promise<number> {
  const print = openTable([
    ["mesh", 34],
    "layers",
    "shift px",
    " mean px",
    "box px",
    "volume %",
    "layers off",
  ]);
  const files = ["real", "synthetic"].flatMap((folder) =>
    listStls(folder).map((name) => `${folder}/${name}`),
  );
  let off_count = 0;
  for (const path of files) {
    if (names.length > 0 && !names.some((name) => path.includes(name))) continue;
    const unit_mm = UNITS.find(([name]) => name.test(path))?.[1] ?? 1;
    const mesh = scaleMesh(readModel(loadStl(path)).mesh, unit_mm);
    const grid = gridAround(mesh, LAYER_MM);
    const theirs = (await peerLayers(mesh, grid)).map(measureLayer);
    const layers = compareLayers(Array.from(ourLayers(mesh, grid), measureLayer), theirs);
    const off = layers.filter(isOff);
    const sumOf = (side: "ours" | "theirs") =>
      layers.reduce((sum, layer) => sum + layer[side].area_px, 0);
    const shifts = layers.map(({ shift_px }) => Math.abs(shift_px));
    print(
      path,
      `${layers.length}`,
      Math.max(...shifts).toFixed(3),
      (shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length).toFixed(4),
      `${Math.max(...layers.map(({ box_px }) => box_px))}`,
      (100 * (sumOf("ours") / sumOf("theirs") - 1)).toFixed(3),
      off.map(({ layer_index }) => layer_index).join(" "),
    );
    if (off.length > 0) off_count++;
  }
  return off_count;
}

function isOff({ shift_px, box_px }: LayerDifference): boolean {
  return Math.abs(shift_px) > SHIFT_PX_MAX || box_px > BOX_PX_MAX;
}
