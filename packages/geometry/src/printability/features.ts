/** Regions of successive samples of layers that lie near each other are one feature. */
import { LayerParts } from "./parts-of-layer.ts";
import type { Region } from "./region.ts";
import { Runs } from "./runs.ts";
import { type Reach, touchAround } from "./touch.ts";

export type Feature = {
  /** Layers that it was first and last seen in. */
  first_index: number;
  last_index: number;
  /** Of all its regions. */
  area_px: number;
  /** Its largest region, and the layer that it is of. */
  region: Region;
  region_index: number;
  /** Sum of what its regions were weighed by. */
  weight: number;
};

/** What was found in a sample: the regions of `runs` that count. */
export type Sample = {
  runs: Runs;
  parts: LayerParts;
  regions: (Region & { layer_index: number; weight: number })[];
};

type Growing = Feature & { merged_into: Growing | null; seen: number };

export class FeatureTracker {
  #runs: Runs;
  #parts = new LayerParts();
  #before = new Map<number, Growing>();
  #samples = 0;
  readonly #reach: Reach;
  readonly #onFeature: (feature: Feature) => void;

  constructor(height: number, reach: Reach, onFeature: (feature: Feature) => void) {
    this.#runs = new Runs(height);
    this.#reach = reach;
    this.#onFeature = onFeature;
  }

  /** Keeps runs and parts of the sample until the next one. */
  next({ runs, parts, regions }: Sample): void {
    const seen = ++this.#samples;
    const now = new Map<number, Growing>();
    for (const { layer_index, weight, ...region } of regions) {
      const seen_in = { first_index: layer_index, last_index: layer_index, seen };
      const { area_px } = region;
      const measured = { area_px, region, region_index: layer_index, weight };
      now.set(region.label, { ...seen_in, ...measured, merged_into: null });
    }
    if (this.#before.size > 0 && now.size > 0) {
      const asked = (part: number) => now.has(part);
      const under: [Runs, LayerParts] = [this.#runs, this.#parts];
      touchAround([runs, parts], under, this.#reach, asked, (part, part_before) => {
        const [feature, known] = [now.get(part), this.#before.get(part_before)];
        if (feature && known) unite(rootOf(known), rootOf(feature));
      });
    }
    for (const feature of new Set(this.#before.values())) {
      if (!feature.merged_into && feature.seen !== seen) this.#onFeature(feature);
    }
    this.#runs = runs;
    this.#parts = parts;
    this.#before = new Map([...now].map(([label, feature]) => [label, rootOf(feature)]));
  }

  end(): void {
    for (const feature of new Set(this.#before.values())) this.#onFeature(feature);
    this.#before.clear();
  }
}

/** The older one takes over. */
function unite(a: Growing, b: Growing): void {
  if (a === b) return;
  const [into, gone] = a.first_index <= b.first_index ? [a, b] : [b, a];
  gone.merged_into = into;
  into.seen = Math.max(into.seen, gone.seen);
  into.last_index = Math.max(into.last_index, gone.last_index);
  into.area_px += gone.area_px;
  into.weight += gone.weight;
  if (gone.region.area_px <= into.region.area_px) return;
  into.region = gone.region;
  into.region_index = gone.region_index;
}

function rootOf(feature: Growing): Growing {
  let at = feature;
  while (at.merged_into) at = at.merged_into;
  return at;
}
