/** Outlines and jobs made by code, for tests of the packer. */
import type { Random } from "../../random.ts";
import type {
  Band,
  Outline,
  PackItem,
  PackOptions,
  Plate,
  Ring,
  RotationRule,
} from "../../types.ts";
import type { Shape } from "../engine/shape.ts";

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

/** A shape as the engine takes it, its areas not filled in. */
export function shapeOf(outline: Outline, bands: Outline[] = [outline]): Shape {
  const ones = bands.map(() => 1);
  const sizes = { areas: ones, claims: ones, claim: 1, length: 1, isHigh: false };
  return { index: 0, outline, bands, ...sizes, variants: new Map() };
}

/** `count` items that share one outline. */
export function copiesOf(outline: Outline, count: number): PackItem[] {
  return Array.from({ length: count }, (_, at) => itemOf(`copy-${at}`, outline));
}

/**
 * A job drawn at random: convex, concave, thin, holed and repeated outlines of all sizes; some with
 * ranks, zones, open plates, bands of height, or a price on time.
 */
export function randomJob(random: Random, most = { items: 18, moves: 60 }): RandomJob {
  const plate: Plate = {
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
  return withRules({ items, plate, options }, outlines, random);
}

type RandomJob = { items: PackItem[]; plate: Plate; options: PackOptions };

function withRules(job: RandomJob, outlines: Outline[], random: Random): RandomJob {
  const { items, plate, options } = job;
  const { width_mm, depth_mm } = plate;
  if (random.next() < 0.25) {
    plate.exclusions = Array.from({ length: 1 + random.below(3) }, () =>
      movedBy(randomOutline(random), width_mm * random.next(), depth_mm * random.next()),
    );
  }
  if (random.next() < 0.25) {
    options.height_aware = true;
    const banded = outlines.map((outline) => bandsOf(outline, random));
    for (const item of items) {
      const bands = banded[outlines.indexOf(item.outline)];
      if (random.next() < 0.8) item.bands = bands.filter((band) => band.z_from_mm < item.height_mm);
    }
  }
  if (random.next() < 0.25) {
    options.open_plates = Array.from({ length: 1 + random.below(2) }, (_, at) => {
      const id = `open ${at}`;
      const x_mm = width_mm * random.next();
      const fixed = items.slice(0, 1 + random.below(2)).map((item, part) => ({
        ...item,
        ...{ id: `${id} ${part}`, x_mm, y_mm: depth_mm * (random.next() + part) },
        rotation_deg: random.below(4) * 30,
      }));
      return { id, fixed };
    });
  }
  if (random.next() < 0.2) options.time = { plate_s: 600, height_s_per_mm: 60 };
  return job;
}

/** What the outline is at four heights: the same, or smaller about its middle. */
function bandsOf(outline: Outline, random: Random): Band[] {
  const limits = [0, 5, 12, 40, 120];
  const [first] = outline;
  const xs = first.filter((_, at) => at % 2 === 0);
  const ys = first.filter((_, at) => at % 2 === 1);
  const middle = [xs, ys].map((all) => (Math.min(...all) + Math.max(...all)) / 2);
  return limits.slice(1).map((z_to_mm, at) => {
    const share = random.next() < 0.4 ? 1 : 0.3 + 0.7 * random.next();
    const scaled = outline.map((ring) =>
      ring.map((value, i) => middle[i % 2] + share * (value - middle[i % 2])),
    );
    return { z_from_mm: limits[at], z_to_mm, outline: share === 1 ? outline : scaled };
  });
}

const movedBy = (outline: Outline, dx: number, dy: number): Outline =>
  outline.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? dx : dy)));

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
  const ring = roundRing(radii, x, -x);
  return [corners % 8 === 5 ? starOf(ring) : ring];
}

/** Joins every second corner of a ring with an odd number of them: it crosses itself. */
export function starOf(ring: Ring): Ring {
  const corners = ring.length / 2;
  return ring.map((_, at) => ring[2 * (((at >> 1) * 2) % corners) + (at % 2)]);
}
