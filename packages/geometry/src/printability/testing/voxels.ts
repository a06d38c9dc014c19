/** Shapes of voxels, and what is true of them by flood filling: nothing is shared with the code. */
import type { Random } from "../../random.ts";
import type { Layer } from "../../slice/layer.ts";

/** 1 where solid; the outermost columns and rows are free. */
export type Voxels = { width: number; depth: number; height: number; solid: Uint8Array };

/** Cuboids, some of them cut out again, and some noise. */
export function randomVoxels(random: Random): Voxels {
  const [width, depth, height] = [4 + random.below(14), 4 + random.below(12), 1 + random.below(9)];
  const solid = new Uint8Array(width * depth * height);
  const cuboids = random.below(9);
  for (let cuboid = 0; cuboid <= cuboids; cuboid++) {
    const [x0, y0, z0] = [random.below(width), random.below(depth), random.below(height)];
    const [x1, y1, z1] = [x0, y0, z0].map((from) => from + 1 + random.below(8));
    const value = random.below(3) > 0 ? 1 : 0;
    eachVoxel({ width, depth, height, solid }, (x, y, z, at) => {
      if (x >= x0 && x < x1 && y >= y0 && y < y1 && z >= z0 && z < z1) solid[at] = value;
    });
  }
  const noise = random.below(4) * 0.03;
  eachVoxel({ width, depth, height, solid }, (x, y, _z, at) => {
    if (random.next() < noise) solid[at] = 1 - solid[at];
    if (x === 0 || y === 0 || x === width - 1 || y === depth - 1) solid[at] = 0;
  });
  return { width, depth, height, solid };
}

export function layersOf({ width, depth, height, solid }: Voxels): Layer[] {
  return Array.from({ length: height }, (_, z) => {
    const [row_ends, starts, ends] = [new Uint32Array(depth), [] as number[], [] as number[]];
    for (let y = 0; y < depth; y++) {
      for (let x = 0, at = (z * depth + y) * width; x < width; x++, at++) {
        if (solid[at] && !(x > 0 && solid[at - 1])) starts.push(x);
        if (solid[at] && !(x + 1 < width && solid[at + 1])) ends.push(x + 1);
      }
      row_ends[y] = starts.length;
    }
    const levels = new Uint8Array(starts.length).fill(255);
    return { row_ends, starts: Uint16Array.from(starts), ends: Uint16Array.from(ends), levels };
  });
}

/** Lowest layer, layer that holds it, how many regions of layers begin it. */
export type TrueIsland = [first: number, joined: number | null, begins: number];

/** Bodies that hang on nothing when a layer is printed, told when the next layer ends that. */
export function trueIslands(voxels: Voxels): TrueIsland[] {
  const { width, depth, height, solid } = voxels;
  const ground = solid.indexOf(1);
  if (ground < 0) return [];
  const platform = Math.floor(ground / (width * depth));
  const islands: TrueIsland[] = [];
  let floating: number[][] = [];
  for (let top = platform; top <= height; top++) {
    const bodies = top < height ? fill(voxels, 1, top, touchesBody) : [];
    const held = new Set(bodies.filter((body) => zOf(voxels, body[0]) === platform).flat());
    const here = new Map(bodies.flatMap((body) => body.map((at) => [at, body])));
    for (const island of floating) {
      const body = here.get(island[0]);
      const grew = body?.some((at) => zOf(voxels, at) === top);
      if (body && held.has(island[0])) islands.push([...lifeOf(voxels, island, top)]);
      else if (!grew) islands.push([...lifeOf(voxels, island, null)]);
    }
    floating = bodies.filter((body) => {
      return !held.has(body[0]) && body.some((at) => zOf(voxels, at) === top);
    });
  }
  return islands;
}

function lifeOf(voxels: Voxels, body: number[], joined: number | null): TrueIsland {
  const { width, depth } = voxels;
  const members = new Set(body);
  const begins = fill({ ...voxels, solid: marked(voxels, members) }, 1, Infinity, touchesLayer);
  const alone = begins.filter((region) =>
    region.every((at) => !nearby(voxels, at).some((other) => members.has(other - width * depth))),
  );
  return [zOf(voxels, Math.min(...body)), joined, alone.length];
}

/** First layer, last layer, voxels, whether it begins at the platform, whether solid closes it. */
export type TruePocket = [
  first: number,
  last: number,
  volume: number,
  platform: boolean,
  closed: boolean,
];

/** Voids between platform and window without a way out, told when the next layer ends that. */
export function truePockets(voxels: Voxels): TruePocket[] {
  const { width, depth, height, solid } = voxels;
  const ground = solid.indexOf(1);
  if (ground < 0) return [];
  const platform = Math.floor(ground / (width * depth));
  const from = platform * width * depth;
  const above = { ...voxels, height: height - platform, solid: solid.slice(from) };
  const pockets: TruePocket[] = [];
  let sealed: number[][] = [];
  for (let top = 0; top <= above.height; top++) {
    const voids = top < above.height ? fill(above, 0, top, touchesSide) : [];
    const here = new Map(voids.flatMap((one) => one.map((at) => [at, one])));
    for (const pocket of sealed) {
      const now = here.get(pocket[0]) ?? [];
      const grew = now.some((at) => zOf(above, at) === top);
      const vented = top === above.height || now.some((at) => isRim(above, at));
      if (grew && !vented) continue;
      const first = zOf(above, Math.min(...pocket));
      pockets.push([platform + first, platform + top - 1, pocket.length, first === 0, !vented]);
    }
    sealed = voids.filter((one) => {
      return one.some((at) => zOf(above, at) === top) && !one.some((at) => isRim(above, at));
    });
  }
  return pockets;
}

/** Bodies of voxels of one value, up to and with a layer. */
function fill(
  { width, depth, height, solid }: Voxels,
  value: 0 | 1,
  top: number,
  touches: (dx: number, dy: number, dz: number) => boolean,
): number[][] {
  const seen = new Uint8Array(solid.length);
  const last = Math.min(height - 1, top);
  const bodies: number[][] = [];
  eachVoxel({ width, depth, height, solid }, (_x, _y, z, start) => {
    if (z > last || seen[start] || solid[start] !== value) return;
    const body = [start];
    seen[start] = 1;
    for (const at of body) {
      const [x, y, zz] = [
        at % width,
        Math.floor(at / width) % depth,
        Math.floor(at / (width * depth)),
      ];
      for (let i = 0; i < 27; i++) {
        const [dx, dy, dz] = [(i % 3) - 1, (Math.floor(i / 3) % 3) - 1, Math.floor(i / 9) - 1];
        if (!touches(dx, dy, dz)) continue;
        const [nx, ny, nz] = [x + dx, y + dy, zz + dz];
        if (nx < 0 || ny < 0 || nz < 0 || nx >= width || ny >= depth || nz > last) continue;
        const near = (nz * depth + ny) * width + nx;
        if (seen[near] || solid[near] !== value) continue;
        seen[near] = 1;
        body.push(near);
      }
    }
    bodies.push(body);
  });
  return bodies;
}

const touchesBody = () => true;
const touchesLayer = (_dx: number, _dy: number, dz: number) => dz === 0;
const touchesSide = (dx: number, dy: number, dz: number) => {
  return Math.abs(dx) + Math.abs(dy) + Math.abs(dz) === 1;
};

function nearby({ width }: Voxels, at: number): number[] {
  return [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => at + dy * width + dx));
}

function marked({ solid }: Voxels, members: Set<number>): Uint8Array {
  return solid.map((_, at) => (members.has(at) ? 1 : 0));
}

const zOf = ({ width, depth }: Voxels, at: number) => Math.floor(at / (width * depth));

function isRim({ width, depth }: Voxels, at: number): boolean {
  const [x, y] = [at % width, Math.floor(at / width) % depth];
  return x === 0 || y === 0 || x === width - 1 || y === depth - 1;
}

export function eachVoxel(
  { width, depth, height }: Voxels,
  visit: (x: number, y: number, z: number, at: number) => void,
): void {
  for (let z = 0, at = 0; z < height; z++) {
    for (let y = 0; y < depth; y++) for (let x = 0; x < width; x++) visit(x, y, z, at++);
  }
}
