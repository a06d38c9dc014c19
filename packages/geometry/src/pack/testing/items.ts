/** Outlines and jobs made by code, for tests of the packer. */
import type { Random } from "../../random.ts";
import type { Outline, PackItem, PackOptions, Plate, Ring, RotationRule } from "../../types.ts";

export const PLATE: Plate = { width_mm: 189, depth_mm: 118, height_mm: 326 };

export const OPTIONS: PackOptions = { seed: 1, gap_mm: 2, margin_mm: 0, rotations: "any" };

export function ringOf(...points: [x: number, y: number][]): Ring {
  return Float64Array.from(points.flat());
}

export function rectangle(width: number, depth: number): Outline {
  return [ringOf([0, 0], [width, 0], [width, depth], [0, depth])];
}

/** A regular polygon, or a smooth blob where the radii differ. */
export function roundRing(radii: number[], x = 0, y = 0): Ring {
  return ringOf(
    ...radii.map((radius, at): [number, number] => {
      const angle_rad = (2 * Math.PI * at) / radii.length;
      return [x + radius * Math.cos(angle_rad), y + radius * Math.sin(angle_rad)];
    }),
  );
}

export function disc(radius: number, corners = 48): Outline {
  return [roundRing(Array.from({ length: corners }, () => radius))];
}

/** A square frame: `side` outside, `wall` thick. */
export function squareFrame(side: number, wall: number): Outline {
  const inner = side - wall;
  const hole = ringOf([wall, wall], [wall, inner], [inner, inner], [inner, wall]);
  return [...rectangle(side, side), hole];
}

/** Three sides of a rectangle: what nests with its own kind. */
export function bracket(width: number, depth: number, wall: number): Outline {
  return [
    ringOf(
      [0, 0],
      [width, 0],
      [width, depth],
      [width - wall, depth],
      [width - wall, wall],
      [wall, wall],
      [wall, depth],
      [0, depth],
    ),
  ];
}

export function itemOf(id: string, outline: Outline, more: Partial<PackItem> = {}): PackItem {
  return { id, outline, height_mm: 10, ...more };
}

/** `count` items that share one outline. */
export function copiesOf(outline: Outline, count: number): PackItem[] {
  return Array.from({ length: count }, (_, at) => itemOf(`copy-${at}`, outline));
}

/** A job drawn at random: convex, concave, thin, holed and repeated outlines of all sizes. */
export function randomJob(
  random: Random,
  most = { items: 18, moves: 60 },
): {
  items: PackItem[];
  plate: Plate;
  options: PackOptions;
} {
  const plate = {
    width_mm: 60 + random.below(150),
    depth_mm: 50 + random.below(120),
    height_mm: 100,
  };
  const options: PackOptions = {
    seed: random.below(2 ** 32),
    gap_mm: [0, 0.1, 1, 2, 5.5][random.below(5)],
    margin_mm: [0, 0, 1, 7.3][random.below(4)],
    rotations: randomRule(random),
    moves_max: [0, most.moves][random.below(2)],
  };
  if (random.next() < 0.3) options.plates_max = 1 + random.below(2);
  const outlines = Array.from({ length: 1 + random.below(6) }, () => randomOutline(random));
  const items = Array.from({ length: 1 + random.below(most.items) }, (_, at) => {
    const outline = outlines[random.below(outlines.length)];
    const item = itemOf(`part-${at}`, outline, { height_mm: 5 + random.below(100) });
    if (random.next() < 0.3) item.rank = random.below(3);
    if (random.next() < 0.15) item.rotations = randomRule(random);
    return item;
  });
  return { items, plate, options };
}

function randomRule(random: Random): RotationRule {
  const rules: RotationRule[] = ["any", "any", "90", "180", "none", [0, 33, 214.5]];
  return rules[random.below(rules.length)];
}

function randomOutline(random: Random): Outline {
  const size = 4 + 45 * random.next() ** 2;
  const x = 200 * (random.next() - 0.5);
  const kind = random.below(6);
  if (kind === 0) return rectangle(size, size * (0.3 + random.next()));
  if (kind === 1) return rectangle(2 * size, 0.4 + random.next());
  if (kind === 2) return squareFrame(size, size * (0.1 + 0.2 * random.next()));
  if (kind === 3) return bracket(size, size * (0.5 + random.next()), size * 0.2);
  const corners = 3 + random.below(40);
  const ragged = kind === 4 ? 0.7 : 0.1;
  const radii = Array.from({ length: corners }, () => (size / 2) * (1 - ragged * random.next()));
  return [roundRing(radii, x, -x)];
}
