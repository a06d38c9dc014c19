/** Command "agree": areas and boxes of all layers, by both slicers. */
import {
  boundsOf,
  inspectMesh,
  type Mesh,
  readModel,
  repairMesh,
  scaleMesh,
} from "@vatline/geometry";
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

/** By how much a mesh is made higher whose faces lie in the planes of layers. */
const LIFT = 2 ** -18;

/**
 * Prints a line for each mesh: its largest differences of area, in pixels by which the outline
 * would have to be moved everywhere, and of box; the difference of volume; and the numbers of the
 * layers that are off by more than a pixel. Further lines decide where the peer has no sound answer
 * for the mesh as given. Of a torn one, it gets the mended mesh, and then both do. Of one with a
 * face in the plane of a layer, where its rounding decides, it gets the mesh a trace higher.
 * Returns how many meshes are off.
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
    } else if (hasFaceInPlane(given)) {
      is_off = await compare("given / lifted", given, liftedMesh(given));
    }
    if (is_off) off_count++;
  }
  return off_count;
}

function hasFaceInPlane({ positions, triangles }: Mesh): boolean {
  const { min } = boundsOf({ positions, triangles });
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [0, 1, 2].map((corner) => positions[3 * triangles[i + corner] + 2]);
    if (a !== b || b !== c) continue;
    const layers = (a - min[2]) / LAYER_MM - 0.5;
    if (Math.abs(layers - Math.round(layers)) < 1e-4) return true;
  }
  return false;
}

function liftedMesh(mesh: Mesh): Mesh {
  const { min } = boundsOf(mesh);
  const positions = mesh.positions.map((value, i) =>
    i % 3 === 2 ? value + LIFT * (value - min[2]) : value,
  );
  return { ...mesh, positions };
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
