/** Islands: what begins in a layer with nothing beneath it. */
import type { LayerState } from "./layer-state.ts";
import { type Region, solidRegions } from "./region.ts";
import { type Link, spread, touchAround } from "./touch.ts";

const ONE_PIXEL = { rows: 1, columns: 1 };

/** What hangs on nothing yet. Those that meet become one. */
export type Island = {
  first_index: number;
  /** The last layer in which it hung on nothing. */
  last_index: number;
  /** The layer in which it met what is held; null where it never did. */
  joined_index: number | null;
  /** Where it began. */
  region: Region;
  /** How many regions of layers began it. */
  begin_count: number;
  /** Its largest layer while it hung on nothing. */
  most_px: number;
};

type Floating = Island & { merged_into: Floating | null; layer_px: number };

/** Follows islands from layer to layer. The first that is not empty touches the platform. */
export class IslandTracker {
  /** Of each solid part of the last layer: the island it belongs to; null where it is held. */
  #before: (Floating | null)[] = [];
  #floats = false;
  #began = false;
  readonly #onIsland: (island: Island) => void;

  constructor(onIsland: (island: Island) => void) {
    this.#onIsland = onIsland;
  }

  /** Tells of each part of the layer whether it is held. */
  next(layer: LayerState, before: LayerState): boolean[] {
    const { count } = layer.solid;
    if (!this.#began) {
      this.#began = count > 0;
      this.#before = Array.from({ length: count }, () => null);
      return this.#before.map(() => true);
    }
    const held: boolean[] = new Array(count).fill(false);
    const links: Link<Floating>[] = [];
    const meet = (part: number, part_before: number) => {
      const group = this.#before[part_before];
      if (group === null) held[part] = true;
      else if (links.at(-1)?.part !== part || links.at(-1)?.group !== group) {
        links.push({ part, group });
      }
    };
    touchStraight(layer, before, meet);
    if (this.#floats || held.includes(false)) {
      // A pixel farther, corners included: outlines are no more exact than that.
      const open = (part: number) => this.#floats || !held[part];
      touchAround([layer.runs, layer.solid], [before.runs, before.solid], ONE_PIXEL, open, meet);
    }
    this.#settle(layer, held, links);
    return held;
  }

  /** Ends islands that are left. */
  end(): void {
    for (const group of new Set(this.#before)) if (group) this.#onIsland(group);
  }

  #settle(layer: LayerState, held: boolean[], links: Link<Floating>[]): void {
    spread(
      links,
      held,
      (group) => group.joined_index !== null,
      (group) => {
        group.joined_index = layer.index;
        this.#onIsland(group);
      },
    );
    const groups: (Floating | null)[] = new Array(held.length).fill(null);
    for (const { part, group } of links) {
      if (!held[part]) groups[part] = merge(groups[part], rootOf(group));
    }
    const begins = (label: number) => !held[label] && groups[label] === null;
    if (held.includes(false)) {
      for (const region of solidRegions(layer.runs, layer.solid, begins)) {
        groups[region.label] = islandOf(region, layer.index);
      }
    }
    const parts_px = layer.solid.areas_px;
    const now = groups.map((group, part) => (held[part] || !group ? null : rootOf(group)));
    for (const [part, group] of now.entries()) {
      if (!group) continue;
      if (group.last_index !== layer.index) group.layer_px = 0;
      group.last_index = layer.index;
      group.layer_px += parts_px[part];
      group.most_px = Math.max(group.most_px, group.layer_px);
    }
    for (const group of new Set(this.#before)) {
      if (group === null || group.merged_into || group.joined_index !== null) continue;
      if (group.last_index !== layer.index) this.#onIsland(group);
    }
    this.#before = now;
    this.#floats = now.some((group) => group !== null);
  }
}

function islandOf(region: Region, index: number): Floating {
  return {
    first_index: index,
    last_index: index,
    joined_index: null,
    region,
    begin_count: 1,
    most_px: region.area_px,
    merged_into: null,
    layer_px: 0,
  };
}

function rootOf(group: Floating): Floating {
  let at = group;
  while (at.merged_into) at = at.merged_into;
  return at;
}

/** The one that began first takes over; of equals, the larger. */
function merge(a: Floating | null, b: Floating): Floating {
  if (a === null) return b;
  const root = rootOf(a);
  if (root === b) return root;
  const sooner = root.first_index - b.first_index || b.region.area_px - root.region.area_px;
  const [into, gone] = sooner <= 0 ? [root, b] : [b, root];
  gone.merged_into = into;
  into.begin_count += gone.begin_count;
  into.most_px = Math.max(into.most_px, gone.most_px);
  return into;
}

type Meet = (part: number, part_before: number) => void;

/** Parts with a pixel right above one of the layer before. */
function touchStraight(layer: LayerState, before: LayerState, meet: Meet): void {
  const { row_ends, starts, ends, height } = layer.runs;
  const under = before.runs;
  const [labels, labels_before] = [layer.solid.labels, before.solid.labels];
  let [i, j] = [0, 0];
  let [last, last_before] = [-1, -1];
  for (let row = 0; row < height; row++) {
    const [i_end, j_end] = [row_ends[row], under.row_ends[row]];
    while (i < i_end && j < j_end) {
      if (starts[i] < under.ends[j] && under.starts[j] < ends[i]) {
        if (labels[i] !== last || labels_before[j] !== last_before) {
          last = labels[i];
          last_before = labels_before[j];
          meet(last, last_before);
        }
      }
      if (under.ends[j] < ends[i]) j++;
      else i++;
    }
    [i, j] = [i_end, j_end];
  }
}
