/** Record layouts of strips, as the SVG pictures that sparrow publishes: sparrow-records/. */
import type { JudgedPacking, PackItem, Placement, Plate } from "@vatline/geometry";
import { listNesting, readNesting } from "./data.ts";
import { outlineFrom } from "./instance.ts";

/** A published layout as one packed plate, enlarged or reduced to a strip as wide as asked for. */
export type RecordLayout = {
  name: string;
  items: PackItem[];
  plate: Plate;
  packing: JudgedPacking;
};

const BIN = /<g id="(?:bin|container)_0">\s*<path d="M([^z"]*)z"/;
const ITEM = /<g id="item_(\d+)">\s*<path d="M([^z"]*)z"/g;
const USE = /<use\b[^>]*href="#item_(\d+)"[^>]*>/g;

/** Names of the records, such as "albano"; none where the data is missing. */
export function listRecords(): string[] {
  return listNesting("sparrow-records", ".svg").map((file) => file.slice("final_best_".length, -4));
}

/** Reads a record and scales it so that its strip is `depth_mm` across. */
export function readRecord(name: string, depth_mm: number): RecordLayout {
  const svg = readNesting(`sparrow-records/final_best_${name}.svg`);
  const bin = pointsOf(BIN.exec(svg)?.[1] ?? "");
  const scale = depth_mm / Math.max(...bin.map(([, y]) => y));
  const shapes = new Map(
    Array.from(svg.matchAll(ITEM), ([, id, path]) => [
      id,
      outlineFrom(pointsOf(path).map(([x, y]) => [scale * x, scale * y])),
    ]),
  );
  const placements: Placement[] = [];
  const items: PackItem[] = [];
  for (const [use, shape] of svg.matchAll(USE)) {
    const [x, y] = numbersOf(/translate\(([^)]*)\)/.exec(use)?.[1] ?? "");
    const [rotation_deg] = numbersOf(/rotate\(([^)]*)\)/.exec(use)?.[1] ?? "");
    const id = `${shape}#${items.length}`;
    items.push({ id, outline: shapes.get(shape) ?? [], height_mm: 1 });
    placements.push({ id, x_mm: scale * x, y_mm: scale * y, rotation_deg });
  }
  return {
    name,
    items,
    plate: { width_mm: scale * Math.max(...bin.map(([x]) => x)), depth_mm, height_mm: 1 },
    packing: { plates: [{ placements }], left_out: [] },
  };
}

function pointsOf(path: string): [x: number, y: number][] {
  return path
    .trim()
    .split(/\s*L\s*/)
    .map((point) => {
      const [x, y] = numbersOf(point);
      return [x, y];
    });
}

function numbersOf(text: string): number[] {
  return text
    .trim()
    .split(/[\s,]+/)
    .map(Number);
}
