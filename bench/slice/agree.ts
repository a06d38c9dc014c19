/** Command "agree": areas and boxes of all layers, by both slicers. */
import { inspectMesh, type Mesh, readModel, repairMesh, scaleMesh } from "@vatline/geometry";
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
 * layers that are off by more than a pixel. A torn mesh has two more lines: the mesh as given to
 * us beside the mended one given to the peer, and the mended one given to both. They decide of it:
 * what a torn mesh means is not the peer's to say. Returns how many meshes are off.
 */
export async function benchAgreement(names: string[]): Promise<number> {
  const print = openTable([
    ["mesh", 34],
    ["ours / theirs", 16],
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
    const given = scaleMesh(readModel(loadStl(path)).mesh, unit_mm);
    const compare = async (what: string, ours: Mesh, theirs: Mesh) => {
      const layers = await layersOf(ours, theirs);
      print(path, what, ...cellsOf(layers));
      return layers.some(isOff);
    };
    let is_off = await compare("given / given", given, given);
    if (!inspectMesh(given).watertight) {
      const { mesh: mended } = await repairMesh(given);
      const beside = await compare("given / mended", given, mended);
      is_off = (await compare("mended / mended", mended, mended)) || beside;
    }
    if (is_off) off_count++;
  }
  return off_count;
}

async function layersOf(ours: Mesh, theirs: Mesh): Promise<LayerDifference[]> {
  const grid = gridAround(ours, LAYER_MM);
  const peers = (await peerLayers(theirs, grid)).map(measureLayer);
  return compareLayers(Array.from(ourLayers(ours, grid), measureLayer), peers);
}

function cellsOf(layers: LayerDifference[]): string[] {
  const sumOf = (side: "ours" | "theirs") =>
    layers.reduce((sum, layer) => sum + layer[side].area_px, 0);
  const shifts = layers.map(({ shift_px }) => Math.abs(shift_px));
  return [
    `${layers.length}`,
    Math.max(...shifts).toFixed(3),
    (shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length).toFixed(4),
    `${Math.max(...layers.map(({ box_px }) => box_px))}`,
    (100 * (sumOf("ours") / sumOf("theirs") - 1)).toFixed(3),
    layers
      .filter(isOff)
      .map(({ layer_index }) => layer_index)
      .join(" "),
  ];
}

function isOff({ shift_px, box_px }: LayerDifference): boolean {
  return Math.abs(shift_px) > SHIFT_PX_MAX || box_px > BOX_PX_MAX;
}
