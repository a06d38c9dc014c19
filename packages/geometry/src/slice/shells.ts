/** Which shells of a mesh face inwards by mistake. */
import type { Mesh } from "../types.ts";

/** Where more pairs of shells would have to be looked at, all stay as they are. */
const PAIRS_MAX = 10_000_000;

type Box = { shell: number; volume: number; min: Float64Array; max: Float64Array };

/**
 * Tells which shells to turn, 1 at their numbers: those without gaps that enclose less than
 * nothing, and lie in the box of no larger shell that encloses more. Within one they are cavities.
 */
export function turnedShells(
  mesh: Mesh,
  /** Of each triangle: the number of its shell, that of one of its triangles. */
  shells: Uint32Array,
  is_torn: Uint8Array,
): Uint8Array {
  const turned = new Uint8Array(shells.length);
  const volumes = volumesOf(mesh, shells);
  const wrong: Box[] = [];
  const right: Box[] = [];
  for (let shell = 0; shell < shells.length; shell++) {
    if (shells[shell] !== shell || is_torn[shell] === 1) continue;
    const volume = volumes[shell];
    const list = volume < 0 ? wrong : right;
    const [min, max] = [new Float64Array(3).fill(Infinity), new Float64Array(3).fill(-Infinity)];
    list.push({ shell, volume, min, max });
  }
  if (wrong.length === 0 || wrong.length * right.length > PAIRS_MAX) return turned;
  measureBoxes(mesh, shells, [...wrong, ...right]);
  for (const cavity of wrong) {
    const isAround = ({ volume, min, max }: Box) =>
      volume > -cavity.volume &&
      min.every((value, axis) => value <= cavity.min[axis] && max[axis] >= cavity.max[axis]);
    if (!right.some(isAround)) turned[cavity.shell] = 1;
  }
  return turned;
}

/** Six times the volume of each shell, at its number. */
function volumesOf({ positions, triangles }: Mesh, shells: Uint32Array): Float64Array {
  const volumes = new Float64Array(shells.length);
  const origin = 3 * triangles[0];
  for (let i = 0; i < triangles.length; i += 3) {
    const [a, b, c] = [3 * triangles[i], 3 * triangles[i + 1], 3 * triangles[i + 2]];
    const ax = positions[a] - positions[origin];
    const ay = positions[a + 1] - positions[origin + 1];
    const az = positions[a + 2] - positions[origin + 2];
    const bx = positions[b] - positions[origin];
    const by = positions[b + 1] - positions[origin + 1];
    const bz = positions[b + 2] - positions[origin + 2];
    const cx = positions[c] - positions[origin];
    const cy = positions[c + 1] - positions[origin + 1];
    const cz = positions[c + 2] - positions[origin + 2];
    volumes[shells[i / 3]] +=
      ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  }
  return volumes;
}

function measureBoxes({ positions, triangles }: Mesh, shells: Uint32Array, boxes: Box[]): void {
  const boxes_at = new Map(boxes.map((box) => [box.shell, box]));
  for (let i = 0; i < triangles.length; i++) {
    const box = boxes_at.get(shells[Math.floor(i / 3)]);
    if (box === undefined) continue;
    for (let axis = 0; axis < 3; axis++) {
      const value = positions[3 * triangles[i] + axis];
      box.min[axis] = Math.min(box.min[axis], value);
      box.max[axis] = Math.max(box.max[axis], value);
    }
  }
}
