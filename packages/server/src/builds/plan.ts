/**
 * Plans builds for what waits in one group: computed on a snapshot, in worker threads, with nothing
 * written. commit.ts makes it true.
 */
import { createHash } from "node:crypto";
import type { PackingStop } from "@vatline/api";
import type {
  Footprint,
  LeftOut,
  MeshReport,
  PackedPlate,
  PackItem,
  Packing,
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
import { packer } from "./packer/module.ts";
import type { pack } from "./packer/pack.ts";
import { isToStop } from "./packer/watch.ts";

/** A piece to find a place for. */
export type PackablePart = Omit<WaitingPart, "part_order_uuid">;

/** A piece with what its model file tells. */
type PreparedPart = PackablePart & { footprint: Footprint; volume_mm3: number };

/** Where a piece is to stand; its uuid is that of the printed part. */
export type PlannedPlace = {
  uuid: string;
  part_uuid: string;
  x_mm: number;
  y_mm: number;
  z_mm: number;
  rotation_deg: number;
  /** What kept it from a smaller platform, where something did. */
  why?: string;
};

/** A filled platform, all there is to know of it to make it a build. */
export type PlannedBuild = {
  platform: Platform;
  utilisation: number;
  /** Of the highest part. */
  height_mm: number;
  /** Of all parts. */
  volume_ml: number;
  seed: number;
  moves: number;
  places: PlannedPlace[];
};

/** A part without a place; where its file cannot be read as a part, no change is known. */
export type Unfit = Omit<LeftOut, "change"> & Partial<Pick<LeftOut, "change">>;

export type BuildPlan = {
  builds: PlannedBuild[];
  /** Platforms too empty to be printed now; what is on them waits for company. */
  waiting: PlannedBuild[];
  /** Parts that no platform of the build SOP can take. */
  unfit: Unfit[];
  /** Every part on the smallest platform that takes it, no plan can have fewer builds. */
  bound_plates: number;
  moves: number;
  stopped: PackingStop;
};

export type PlanOptions = {
  /** Same text, same parts: same plan. */
  seed_text: string;
  /** For each class of platform; as the layout profile says where absent. */
  moves_max?: number;
  /** Makes the search tell how far it is, and listen; see packer/watch.ts. */
  watch?: SharedArrayBuffer;
  signal?: AbortSignal;
};

/** How much of the configured moves a layout profile spends on a denser answer. */
const EFFORT: Record<BuildSop["layout_profile"], number> = { denser: 1, faster: 0.25, skip: 0 };

/** Answers null when the parts are to wait for company. Rejects when `signal` is aborted. */
export async function planBuilds(
  deps: Deps,
  sop: BuildSop,
  waiting: PackablePart[],
  options: PlanOptions,
): Promise<BuildPlan | null> {
  const prepared = await prepareParts(deps, waiting);
  const { parts, unfit } = prepared;
  if (!mayFill(sop, parts) && !parts.some(isDue)) {
    return unfit.length > 0 ? { ...emptyPlan(), unfit } : null;
  }
  return planPlates(deps, sop, prepared, options);
}

export type PreparedParts = { parts: PreparedPart[]; unfit: Unfit[] };

/** Looks into the model files; parts whose file casts no shadow are unfit. */
export async function prepareParts(deps: Deps, packable: PackablePart[]): Promise<PreparedParts> {
  const file_keys = packable.map((part) => part.file_key);
  const footprints = await prepareFootprints(deps, file_keys);
  const prepared: PreparedParts = { parts: [], unfit: [] };
  for (const part of packable) {
    const found = footprints.get(part.file_key);
    invariant(found, `file ${part.file_key} has been prepared`);
    if (found.ok) prepared.parts.push(preparedPartOf(part, found));
    else prepared.unfit.push({ id: part.uuid, code: "outline_invalid", reason: found.detail });
  }
  return prepared;
}

/** Packs parts onto the platforms of the build SOP, each onto the smallest that takes it. */
export async function planPlates(
  deps: Deps,
  sop: BuildSop,
  { parts, unfit }: PreparedParts,
  options: PlanOptions,
): Promise<BuildPlan> {
  const plan = { ...emptyPlan(), unfit: [...unfit] };
  const byId = new Map(parts.map((part) => [part.uuid, part]));
  const platforms = platformsOf(sop);
  const refusals = new Map<string, string>();
  let items = itemsOf(parts);
  for (const [index, platform] of platforms.entries()) {
    if (items.length === 0) break;
    const seed = seedOf(`${options.seed_text} ${index}`);
    const packing = await packOn(deps, sop, platform, items, { ...options, seed });
    const made = platesToMake(packing.plates, sop.minimum_fill, byId);
    for (const plate of packing.plates) {
      const build = plannedBuildOf({ platform, plate, packing, parts: byId, refusals });
      (made.has(plate) ? plan.builds : plan.waiting).push(build);
    }
    plan.bound_plates += packing.bound_plates;
    plan.moves += packing.moves;
    plan.stopped = stopOf(plan.stopped, packing.moves, movesOf(deps, sop, options), options.watch);
    const hopeless = packing.left_out.filter(({ code }) => code === "outline_invalid");
    plan.unfit.push(...hopeless);
    const too_big = new Map(packing.left_out.map((left) => [left.id, left]));
    for (const { id } of hopeless) too_big.delete(id);
    if (index === platforms.length - 1) plan.unfit.push(...too_big.values());
    for (const { id, reason } of too_big.values()) {
      refusals.set(id, `${platform.class}: ${reason}`);
    }
    items = items.filter((item) => too_big.has(item.id));
  }
  return plan;
}

const emptyPlan = (): BuildPlan => ({
  ...{ builds: [], waiting: [], unfit: [] },
  ...{ bound_plates: 0, moves: 0, stopped: "bound" },
});

/** Why a plan is no better, one class of platform after the other. */
function stopOf(
  before: PackingStop,
  moves: number,
  moves_max: number,
  watch: SharedArrayBuffer | undefined,
): PackingStop {
  if (watch && isToStop(watch)) return "told";
  return moves >= moves_max ? "moves" : before;
}

/** The moves to spend on each class of platform. */
const movesOf = (deps: Deps, sop: BuildSop, { moves_max }: Pick<PlanOptions, "moves_max">) =>
  moves_max ?? movesOfProfile(deps, sop.layout_profile);

/** How many moves a layout profile stands for. */
export const movesOfProfile = (deps: Deps, layout_profile: BuildSop["layout_profile"]): number =>
  Math.round(deps.config.moves_max * EFFORT[layout_profile]);

/** The platforms of a build SOP, the smallest first. */
const platformsOf = (sop: BuildSop): Platform[] =>
  sop.platform_classes.map(platformOf).sort((a, b) => areaOf(a) - areaOf(b));

const areaOf = (platform: Platform) => platform.width_mm * platform.depth_mm;

const isDue = (part: PackablePart) => part.pack_now === 1;

function preparedPartOf(
  part: PackablePart,
  { footprint }: PreparedFootprint & { ok: true },
): PreparedPart {
  const report: MeshReport = JSON.parse(part.report);
  return { ...part, footprint, volume_mm3: Math.abs(report.volume_mm3) };
}

/** Whether the shadows could cover the least fill of the smallest platform: cheap and generous. */
function mayFill(sop: BuildSop, parts: PreparedPart[]): boolean {
  const [smallest] = platformsOf(sop);
  if (!smallest) return false;
  let area_mm2 = 0;
  for (const { footprint } of parts) area_mm2 += footprint.area_mm2;
  return area_mm2 >= sop.minimum_fill * areaOf(smallest);
}

/** Parts due on the same day may be mixed freely; an earlier day goes first. */
function itemsOf(parts: PreparedPart[]): PackItem[] {
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

const dayOf = (part: PackablePart) => part.due_date.slice(0, 10);

async function packOn(
  deps: Deps,
  sop: BuildSop,
  platform: Platform,
  items: PackItem[],
  { seed, watch, signal, ...asked }: PlanOptions & { seed: number },
) {
  const options: Omit<PackOptions, "shouldStop"> = {
    seed,
    gap_mm: sop.gap_mm,
    margin_mm: sop.margin_mm,
    rotations: sop.rotations,
    moves_max: movesOf(deps, sop, asked),
  };
  const { workers } = deps;
  const aborting = signal === undefined ? {} : { signal };
  const search: Parameters<typeof pack> = [items, platform, options, watch];
  const packing = await workers.run(packer, "pack", search, aborting);
  const judged: Parameters<typeof validatePacking> = [items, platform, options, packing];
  const violations = await workers.run(geometry, "validatePacking", judged, aborting);
  invariant(violations.length === 0, `packing broke its rules: ${JSON.stringify(violations)}`);
  return packing;
}

type Placed = {
  platform: Platform;
  plate: PackedPlate;
  packing: Packing;
  /** By id, as what kept a part from the smaller platforms. */
  parts: Map<string, PreparedPart>;
  refusals: Map<string, string>;
};

function plannedBuildOf({ platform, plate, packing, parts, refusals }: Placed): PlannedBuild {
  const { seed, moves } = packing;
  let [height_mm, volume_mm3] = [0, 0];
  const places = plate.placements.map(({ id, x_mm, y_mm, rotation_deg }): PlannedPlace => {
    const part = parts.get(id);
    invariant(part, `${id} was to be packed`);
    const { part_uuid, footprint } = part;
    height_mm = Math.max(height_mm, footprint.height_mm);
    volume_mm3 += part.volume_mm3;
    const why = refusals.get(id);
    const place = { uuid: id, part_uuid, x_mm, y_mm, z_mm: -footprint.z_min_mm, rotation_deg };
    return why === undefined ? place : { ...place, why };
  });
  const { utilisation } = plate;
  return { platform, utilisation, height_mm, volume_ml: volume_mm3 / 1000, seed, moves, places };
}

/**
 * Plates worth printing now: those with a part that is due, those that are full, and all but the
 * emptiest, since the others had no room left for what is on it.
 */
function platesToMake(
  plates: PackedPlate[],
  minimum_fill: number,
  parts: Map<string, PreparedPart>,
): Set<PackedPlate> {
  const emptiest = plates.reduce<PackedPlate | null>(
    (least, plate) => (least && least.utilisation <= plate.utilisation ? least : plate),
    null,
  );
  const hasDue = ({ placements }: PackedPlate) =>
    placements.some(({ id }) => parts.get(id)?.pack_now === 1);
  const made = plates.filter(
    (plate) => plate !== emptiest || plate.utilisation >= minimum_fill || hasDue(plate),
  );
  return new Set(made);
}

/** A packing seed of 32 bits from a text. */
const seedOf = (text: string) => createHash("sha256").update(text).digest().readUInt32LE();
