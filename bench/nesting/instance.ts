/** What all readers of published sets give: outlines and how many of each are wanted. */
import { type Outline, outlineAreaOf, type PackItem, type RotationRule } from "@vatline/geometry";

/** One shape of an instance, in the instance's own unit. */
export type Demand = { outline: Outline; count: number; rotations: RotationRule };

/** As many items as the demands ask for, times `copies`; copies of a demand share its outline. */
export function itemsOf(demands: Demand[], copies = 1): PackItem[] {
  return demands.flatMap(({ outline, count, rotations }, shape) =>
    Array.from({ length: count * copies }, (_, at) => ({
      id: `${shape}#${at}`,
      outline,
      rotations,
      height_mm: 1,
    })),
  );
}

/** Area of all that is demanded. */
export function areaOf(demands: Demand[]): number {
  return demands.reduce((sum, { outline, count }) => sum + count * outlineAreaOf(outline), 0);
}

/** A ring of points as an outline: counter-clockwise, without a repeated last point. */
export function outlineFrom(points: [x: number, y: number][]): Outline {
  const [first] = points;
  const last = points.at(-1);
  const isClosed = points.length > 3 && last && first[0] === last[0] && first[1] === last[1];
  const ring = Float64Array.from((isClosed ? points.slice(0, -1) : points).flat());
  return outlineAreaOf([ring]) < 0 ? outlineFrom([...points].reverse()) : [ring];
}
