/**
 * Pockets: void that is walled in. What is printed hangs in the resin from the platform, so that a
 * pocket ends at the platform or at solid on one side, and on the other at the window for as long
 * as it is open there.
 */
import type { LayerState } from "./layer-state.ts";
import { eachTouchingVoid } from "./parts-of-layer.ts";
import { type Region, voidRegions } from "./region.ts";
import { type Link, spread } from "./touch.ts";

export type Pocket = {
  first_index: number;
  last_index: number;
  /** It began at the platform, which closes it. */
  on_platform: boolean;
  /** Solid closes it after its last layer; otherwise it opens there. */
  closed: boolean;
  /** Sum of its layers. */
  volume_px: number;
  /** Its largest layer. */
  most_px: number;
  /** A layer about as large, and the largest region of it. */
  most_index: number;
  region: Region;
};

type Open = Omit<Pocket, "region"> & {
  region: Region | null;
  merged_into: Open | null;
  vented: boolean;
  layer_px: number;
  /** Of the layer that `region` is of. */
  region_px: number;
};

/** A place is looked for anew when a pocket has become larger by this. */
const GROWTH = 1.05;

/** Follows pockets from layer to layer; all outside is one, vented from the start. */
export class PocketTracker {
  readonly #outside: Open = openAt(-1, false);
  /** Of each void part of the last layer: the pocket it belongs to. */
  #before: Open[] = [];
  #began = false;
  readonly #onPocket: (pocket: Pocket) => void;

  constructor(onPocket: (pocket: Pocket) => void) {
    this.#onPocket = onPocket;
    this.#outside.vented = true;
  }

  next(layer: LayerState, before: LayerState): void {
    const { count } = layer.void;
    const on_platform = !this.#began;
    if (on_platform) this.#before = [this.#outside];
    this.#began ||= layer.runs.count > 0;
    if (count === 1 && this.#before.length === 1) return;
    const vented: boolean[] = new Array(count).fill(false);
    vented[0] = true;
    const links: Link<Open>[] = [];
    if (!on_platform) {
      touchVoids(layer, before, (part, part_before) => {
        const group = this.#before[part_before];
        if (group.vented) vented[part] = true;
        else if (links.at(-1)?.part !== part || links.at(-1)?.group !== group) {
          links.push({ part, group });
        }
      });
    }
    const now = this.#settle(layer.index, vented, links, on_platform);
    this.#measure(layer, now);
    for (const group of new Set(this.#before)) {
      if (group.vented || group.merged_into || group.last_index === layer.index) continue;
      group.closed = true;
      this.#finish(group);
    }
    this.#before = now;
  }

  /** Beyond the last layer all is open. */
  end(): void {
    for (const group of new Set(this.#before)) if (!group.vented) this.#finish(group);
    this.#before = [this.#outside];
  }

  #settle(index: number, vented: boolean[], links: Link<Open>[], on_platform: boolean): Open[] {
    spread(
      links,
      vented,
      (group) => group.vented,
      (group) => {
        group.vented = true;
        this.#finish(group);
      },
    );
    const groups: (Open | null)[] = vented.map((one) => (one ? this.#outside : null));
    for (const { part, group } of links) {
      if (!vented[part]) groups[part] = merge(groups[part], rootOf(group));
    }
    return groups.map((group) => (group === null ? openAt(index, on_platform) : rootOf(group)));
  }

  #measure(layer: LayerState, now: Open[]): void {
    for (let part = 1; part < now.length; part++) {
      const group = now[part];
      if (group.vented) continue;
      if (group.last_index !== layer.index || group.volume_px === 0) group.layer_px = 0;
      group.last_index = layer.index;
      group.layer_px += layer.void.areas_px[part];
      group.volume_px += layer.void.areas_px[part];
    }
    const grown = new Set(now.filter((group) => !group.vented && hasGrown(group)));
    for (const group of now) {
      if (!group.vented) group.most_px = Math.max(group.most_px, group.layer_px);
    }
    if (grown.size === 0) return;
    const largest = new Map<Open, Region>();
    for (const region of voidRegions(layer.runs, layer.void, (part) => grown.has(now[part]))) {
      const known = largest.get(now[region.label]);
      if (!known || known.area_px < region.area_px) largest.set(now[region.label], region);
    }
    for (const [group, region] of largest) {
      group.region = region;
      group.region_px = group.layer_px;
      group.most_index = layer.index;
    }
  }

  #finish({ region, merged_into, vented, layer_px, region_px, ...pocket }: Open): void {
    if (region) this.#onPocket({ ...pocket, region });
  }
}

function openAt(index: number, on_platform: boolean): Open {
  return {
    first_index: index,
    last_index: index,
    on_platform,
    closed: false,
    volume_px: 0,
    most_px: 0,
    most_index: index,
    region: null,
    merged_into: null,
    vented: false,
    layer_px: 0,
    region_px: 0,
  };
}

function merge(known: Open | null, b: Open): Open {
  const a = known === null ? b : rootOf(known);
  if (a === b) return b;
  const [into, gone] = a.first_index <= b.first_index ? [a, b] : [b, a];
  gone.merged_into = into;
  into.on_platform ||= gone.on_platform;
  into.volume_px += gone.volume_px;
  into.last_index = Math.max(into.last_index, gone.last_index);
  into.most_px = Math.max(into.most_px, gone.most_px);
  if (gone.region_px > into.region_px) {
    into.region = gone.region;
    into.region_px = gone.region_px;
    into.most_index = gone.most_index;
  }
  return into;
}

const hasGrown = ({ layer_px, region_px }: Open) => layer_px > GROWTH * region_px;

function rootOf(group: Open): Open {
  let at = group;
  while (at.merged_into) at = at.merged_into;
  return at;
}

/** Tells which voids of a layer lie above which of the layer before. */
function touchVoids(
  { runs, void: parts }: LayerState,
  { runs: under, void: parts_before }: LayerState,
  meet: (part: number, part_before: number) => void,
): void {
  for (let row = 0; row < runs.height; row++) {
    eachTouchingVoid(runs, under, row, row, (i, j) => {
      const [part, part_before] = [parts.labels[i], parts_before.labels[j]];
      if (part > 0 || part_before > 0) meet(part, part_before);
    });
  }
}
