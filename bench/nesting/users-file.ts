/** Jobs of PackingSolver's users in its JSON: packingsolver/users and packingsolver/opencutlist. */
import { outlineAreaOf, type RotationRule } from "@vatline/geometry";
import { listNesting, readNesting } from "./data.ts";
import { type Demand, outlineFrom } from "./instance.ts";

/** A job on equal rectangles. */
export type UserJob = {
  name: string;
  width: number;
  depth: number;
  gap: number;
  margin: number;
  /** Bins that the user has. */
  bins: number;
  demands: Demand[];
};

type Point = { x: number; y: number };
type Curve = { type: string; start: Point; end: Point };
/** Curves run from element to element; the names differ between versions of the format. */
type ShapeFile = {
  type?: string;
  vertices?: Point[];
  elements?: Curve[];
  width?: number;
  height?: number;
  holes?: ShapeFile[];
};
type ItemFile = ShapeFile & {
  copies?: number;
  shapes?: ShapeFile[];
  allowed_rotations?: { start: number; end: number }[];
};
type BinFile = ShapeFile & {
  copies?: number;
  defects?: unknown[];
  item_bin_minimum_spacing?: number;
};
type JobFile = {
  objective: string;
  bin_types: BinFile[];
  item_types: ItemFile[];
  parameters?: { item_item_minimum_spacing?: number; spacing?: number };
};

/** Paths of all users' jobs, for readUserJob. */
export function listUserJobs(): string[] {
  return ["packingsolver/users", "packingsolver/opencutlist"].flatMap((folder) =>
    listNesting(folder, ".json").map((file) => `${folder}/${file}`),
  );
}

/** Reads a job, or says in a few words why our rules cannot express it. */
export function readUserJob(path: string): UserJob | string {
  const file: JobFile = JSON.parse(readNesting(path));
  const [bin] = file.bin_types;
  if (!/^bin-?packing/i.test(file.objective)) return `objective ${file.objective}`;
  if (file.bin_types.length !== 1) return "several kinds of bins";
  if (bin.defects?.length) return "bins with defects";
  const box = rectangleOf(bin);
  if (!box) return "bins that are no rectangles";
  const demands: Demand[] = [];
  for (const item of file.item_types) {
    const rotations = rotationsOf(item.allowed_rotations);
    if (!rotations) return "turns within a range";
    const outline = (item.shapes ?? [item]).map(ringsOf);
    if (outline.includes(undefined)) return "arcs";
    const rings = outline.flatMap((shape) => shape ?? []);
    demands.push({ outline: rings, count: item.copies ?? 1, rotations });
  }
  const { parameters } = file;
  return {
    name: path.slice("packingsolver/".length, -".json".length),
    ...box,
    gap: parameters?.item_item_minimum_spacing ?? parameters?.spacing ?? 0,
    margin: bin.item_bin_minimum_spacing ?? 0,
    bins: bin.copies && bin.copies > 0 ? bin.copies : Number.POSITIVE_INFINITY,
    demands,
  };
}

/** Absent means no turning; the full range any; else each range must be one angle. */
function rotationsOf(ranges: ItemFile["allowed_rotations"]): RotationRule | undefined {
  if (!ranges || ranges.length === 0) return "none";
  if (ranges.some(({ start, end }) => end - start >= 360)) return "any";
  return ranges.every(({ start, end }) => start === end)
    ? ranges.map(({ start }) => start)
    : undefined;
}

/** The shape's outer ring and its holes, or nothing where a side is no straight line. */
function ringsOf(shape: ShapeFile): Float64Array[] | undefined {
  const points = pointsOf(shape);
  const holes = (shape.holes ?? []).map(pointsOf);
  if (!points) return undefined;
  const outline = outlineFrom(points);
  for (const hole of holes) {
    if (!hole) return undefined;
    const [ring] = outlineFrom(hole);
    const pairs = Array.from({ length: ring.length / 2 }, (_, at) => [
      ring[2 * at],
      ring[2 * at + 1],
    ]);
    outline.push(Float64Array.from(pairs.reverse().flat()));
  }
  return outline;
}

function pointsOf(shape: ShapeFile): [x: number, y: number][] | undefined {
  const { vertices, elements, width, height } = shape;
  if (vertices) return vertices.map(({ x, y }) => [x, y]);
  if (elements?.every(({ type }) => type === "LineSegment")) {
    return elements.map(({ start }) => [start.x, start.y]);
  }
  if (shape.type !== "rectangle" || !width || !height) return undefined;
  return [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ];
}

/** The size of a shape that is an axis-parallel rectangle with its corner at 0, 0. */
function rectangleOf(shape: ShapeFile): { width: number; depth: number } | undefined {
  const points = pointsOf(shape);
  if (!points) return undefined;
  const width = Math.max(...points.map(([x]) => x));
  const depth = Math.max(...points.map(([, y]) => y));
  const area = Math.abs(outlineAreaOf(outlineFrom(points)));
  return Math.abs(area - width * depth) <= 1e-6 * area ? { width, depth } : undefined;
}
