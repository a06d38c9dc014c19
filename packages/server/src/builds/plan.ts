/**
 * Plans builds for what waits in one group: computed on a snapshot, in worker threads, with nothing
 * written. commit.ts makes it true.
 */
import { createHash } from "node:crypto";
import type {
  Footprint,
  LeftOut,
  MeshReport,
  PackedPlate,
  PackItem,
  PackOptions,
  validatePacking,
} from "@vatline/geometry";
import { type Platform, platformOf } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import { prepareFootprints } from "../parts/prepare.ts";
import type { PreparedFootprint } from "../parts/store.ts";
import type { Deps } from "../platform/deps.ts";
import { geometry } from "../platform/geometry.ts";
import { invariant } from "../platform/invariant.ts";
import type { WaitingPart } from "../printed-parts/store-waiting.ts";

/** A waiting part with what its model file tells. */
export type PlannedPart = WaitingPart & { footprint: Footprint; volume_mm3: number };

export type PlannedBuild = {
  platform: Platform;
  plate: PackedPlate;
  seed: number;
  moves: number;
};

export type BuildPlan = {
  /** By printed part uuid. */
  parts: Map<string, PlannedPart>;
  builds: PlannedBuild[];
  /** Parts that no platform of the build SOP can take. */
  unfit: LeftOut[];
};

export type PlanOptions = {
  /** Same text, same parts: same plan. */
  seed_text: string;
  signal?: AbortSignal;
};

/** How much of the configured moves a layout profile spends on a denser answer. */
const EFFORT: Record<BuildSop["layout_profile"], number> = { denser: 1, faster: 0.25, skip: 0 };

/** Answers null when the parts are to wait for company. Rejects when `signal` is aborted. */
export async function planBuilds(
  deps: Deps,
  sop: BuildSop,
  waiting: WaitingPart[],
  { seed_text, signal }: PlanOptions,
): Promise<BuildPlan | null> {
  const footprints = await prepareFootprints(
    deps,
    waiting.map((part) => part.file_key),
  );
  const unfit: LeftOut[] = [];
  const parts = new Map<string, PlannedPart>();
  for (const part of waiting) {
    const prepared = footprints.get(part.file_key);
    invariant(prepared, `file ${part.file_key} has been prepared`);
    if (prepared.ok) parts.set(part.uuid, plannedPartOf(part, prepared));
    else unfit.push({ id: part.uuid, code: "outline_invalid", reason: prepared.detail });
  }
  const platforms = sop.platform_classes.map(platformOf).sort((a, b) => areaOf(a) - areaOf(b));
  const isDue = (id: string) => parts.get(id)?.pack_now === 1;
  if (!mayFill(sop, platforms, parts) && ![...parts.keys()].some(isDue)) {
    return unfit.length > 0 ? { parts, builds: [], unfit } : null;
  }
  const builds: PlannedBuild[] = [];
  let items = itemsOf([...parts.values()]);
  for (const [index, platform] of platforms.entries()) {
    if (items.length === 0) break;
    const seed = seedOf(`${seed_text} ${index}`);
    const packing = await packOn(deps, sop, platform, items, { seed, signal });
    const { moves } = packing;
    for (const plate of platesToMake(packing.plates, sop.minimum_fill, isDue)) {
      builds.push({ platform, plate, seed, moves });
    }
    const hopeless = packing.left_out.filter(({ code }) => code === "outline_invalid");
    unfit.push(...hopeless);
    const too_big = new Map(packing.left_out.map((left) => [left.id, left]));
    for (const { id } of hopeless) too_big.delete(id);
    if (index === platforms.length - 1) unfit.push(...too_big.values());
    items = items.filter((item) => too_big.has(item.id));
  }
  return { parts, builds, unfit };
}

const areaOf = (platform: Platform) => platform.width_mm * platform.depth_mm;

function plannedPartOf(part: WaitingPart, prepared: PreparedFootprint & { ok: true }): PlannedPart {
  const report: MeshReport = JSON.parse(part.report);
  return {
    ...part,
    footprint: prepared.footprint,
    volume_mm3: Math.abs(report.volume_mm3),
  };
}

/** Whether the shadows could cover the least fill of the smallest platform: cheap and generous. */
function mayFill(sop: BuildSop, platforms: Platform[], parts: Map<string, PlannedPart>): boolean {
  const [smallest] = platforms;
  if (!smallest) return false;
  let area_mm2 = 0;
  for (const { footprint } of parts.values()) area_mm2 += footprint.area_mm2;
  return area_mm2 >= sop.minimum_fill * areaOf(smallest);
}

/** Parts due on the same day may be mixed freely; an earlier day goes first. */
function itemsOf(parts: PlannedPart[]): PackItem[] {
  const days = [...new Set(parts.map(dayOf))].sort();
  const ranks = new Map(days.map((day, index) => [day, index]));
  return parts.map((part) => ({
    id: part.uuid,
    outline: part.footprint.outline,
    height_mm: part.footprint.height_mm,
    rank: ranks.get(dayOf(part)) ?? 0,
    ...(part.rotations !== null && { rotations: JSON.parse(part.rotations) }),
  }));
}

const dayOf = (part: PlannedPart) => part.due_date.slice(0, 10);

async function packOn(
  deps: Deps,
  sop: BuildSop,
  platform: Platform,
  items: PackItem[],
  { seed, signal }: { seed: number; signal: AbortSignal | undefined },
) {
  const options: Omit<PackOptions, "shouldStop"> = {
    seed,
    gap_mm: sop.gap_mm,
    margin_mm: sop.margin_mm,
    rotations: sop.rotations,
    moves_max: Math.round(deps.config.moves_max * EFFORT[sop.layout_profile]),
  };
  const { workers } = deps;
  const packing = await workers.run(geometry, "pack", [items, platform, options], { signal });
  const judged: Parameters<typeof validatePacking> = [items, platform, options, packing];
  const violations = await workers.run(geometry, "validatePacking", judged, { signal });
  invariant(violations.length === 0, `packing broke its rules: ${JSON.stringify(violations)}`);
  return packing;
}

/**
 * Plates worth printing now: those with a part that is due, those that are full, and all but the
 * emptiest, since the others had no room left for what is on it.
 */
function platesToMake(
  plates: PackedPlate[],
  minimum_fill: number,
  isDue: (id: string) => boolean,
): PackedPlate[] {
  const emptiest = plates.reduce<PackedPlate | null>(
    (least, plate) => (least && least.utilisation <= plate.utilisation ? least : plate),
    null,
  );
  return plates.filter(
    (plate) =>
      plate !== emptiest ||
      plate.utilisation >= minimum_fill ||
      plate.placements.some(({ id }) => isDue(id)),
  );
}

/** A packing seed of 32 bits from a text. */
const seedOf = (text: string) => createHash("sha256").update(text).digest().readUInt32LE();
