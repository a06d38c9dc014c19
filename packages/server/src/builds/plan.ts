/**
 * Plans builds for what waits in one group: computed on a snapshot, in worker threads, with nothing
 * written. commit.ts makes it true.
 */
import { createHash } from "node:crypto";
import type { PackingStop } from "@vatline/api";
import type { PackedPlate, Packing, PlacedBecause } from "@vatline/geometry";
import type { Platform } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import { figuresOf, type HandFilled, openPlateOf } from "./hand-filled.ts";
import { NO_OPEN_BUILDS, type OpenBuilds } from "./open-builds.ts";
import { packPlates } from "./pack-plates.ts";
import { platesToMake } from "./plate-cost.ts";
import { areaOf, platformsOf } from "./platforms.ts";
import {
  itemsOf,
  type PackablePart,
  type PreparedPart,
  type PreparedParts,
  prepareParts,
  type Unfit,
} from "./prepare.ts";
import type { BuildRow } from "./store.ts";

/** Where a piece is to stand; its uuid is that of the printed part. */
export type PlannedPlace = {
  uuid: string;
  part_uuid: string;
  x_mm: number;
  y_mm: number;
  z_mm: number;
  rotation_deg: number;
  /** How it came there, and which pieces it touches. */
  why?: PlacedBecause;
  /** What kept it from a smaller platform, where something did. */
  refused?: string;
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
  /** The build whose free room it takes, as it was then; a new build where absent. */
  fills?: { build_uuid: string; revision: string };
};

export type BuildPlan = {
  builds: PlannedBuild[];
  /** Platforms too empty to be printed now; what is on them waits for company. */
  waiting: PlannedBuild[];
  /** Parts that no platform of the build SOP can take. */
  unfit: Unfit[];
  /** No plan can have fewer builds. */
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
  /** Builds to be filled before new ones are made. */
  open?: OpenBuilds;
  /** Plates filled by hand, to be filled further before new ones; all of them become builds. */
  hand_filled?: HandFilled[];
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
  const prepared = await prepareParts(deps, sop, waiting);
  const { parts, unfit } = prepared;
  const { open = NO_OPEN_BUILDS } = options;
  if (open.rows.size === 0 && !mayFill(sop, parts) && !parts.some(isDue)) {
    return unfit.length > 0 ? { ...emptyPlan(), unfit } : null;
  }
  return planPlates(deps, sop, prepared, options);
}

/** Packs parts onto the platforms of the build SOP; see packPlates. */
export async function planPlates(
  deps: Deps,
  sop: BuildSop,
  { parts, unfit }: PreparedParts,
  { seed_text, open = NO_OPEN_BUILDS, hand_filled = [], ...options }: PlanOptions,
): Promise<BuildPlan> {
  const plan: BuildPlan = { ...emptyPlan(), unfit: [...unfit] };
  const byHand = new Map(hand_filled.map((plate) => [plate.id, plate]));
  if (parts.length === 0) {
    plan.builds = hand_filled.map(handFilledBuildOf);
    return plan;
  }
  const due = new Set(parts.filter(isDue).map(({ uuid }) => uuid));
  const platforms = platformsOf(sop);
  const seedOf = (platform: Platform) =>
    seedFrom(`${seed_text} ${platforms.findIndex((one) => one.class === platform.class)}`);
  const { moves_max = movesOfProfile(deps, sop.layout_profile) } = options;
  const plates = new Map(open.plates);
  for (const filled of hand_filled) {
    const { class: name } = filled.platform;
    plates.set(name, [openPlateOf(filled), ...(plates.get(name) ?? [])]);
  }
  const toPack = { items: itemsOf(parts), open: plates, due };
  const found = await packPlates(deps, sop, toPack, { ...options, seedOf, moves_max });
  const byId = new Map(parts.map((part) => [part.uuid, part]));
  for (const { platform, packing } of found.packed) {
    const made = platesToMake(packing.plates, sop, due);
    for (const plate of packing.plates) {
      const { refusals } = found;
      const filled = { platform, plate, packing, parts: byId, refusals, open: open.rows };
      const build = withHandFilled(plannedBuildOf(filled), byHand, plate.open_plate_id);
      (made.has(plate) ? plan.builds : plan.waiting).push(build);
    }
    plan.moves += packing.moves;
    plan.stopped = lastStop(plan.stopped, packing.stopped);
  }
  plan.builds.push(...[...byHand.values()].map(handFilledBuildOf));
  plan.unfit.push(...found.left_out);
  plan.bound_plates = found.bound_plates;
  return plan;
}

const emptyPlan = (): BuildPlan => ({
  ...{ builds: [], waiting: [], unfit: [] },
  ...{ bound_plates: 0, moves: 0, stopped: "bound" },
});

/** Why a plan of several searches is no better: what ended any of them before the bound. */
function lastStop(before: PackingStop, stopped: Packing["stopped"]): PackingStop {
  if (before === "told" || stopped === "told") return "told";
  return stopped === "moves" ? "moves" : before;
}

/** How many moves a layout profile stands for. */
export const movesOfProfile = (deps: Deps, layout_profile: BuildSop["layout_profile"]): number =>
  Math.round(deps.config.moves_max * EFFORT[layout_profile]);

const isDue = (part: PackablePart) => part.pack_now === 1;

/** Whether the shadows could cover the least fill of the smallest platform: cheap and generous. */
function mayFill(sop: BuildSop, parts: PreparedPart[]): boolean {
  const [smallest] = platformsOf(sop);
  if (!smallest) return false;
  let area_mm2 = 0;
  for (const { footprint } of parts) area_mm2 += footprint.area_mm2;
  return area_mm2 >= sop.minimum_fill * areaOf(smallest);
}

type Filled = {
  platform: Platform;
  plate: PackedPlate;
  packing: Packing;
  parts: Map<string, PreparedPart>;
  /** By id, what kept a part from the smaller platforms. */
  refusals: Map<string, string>;
  open: Map<string, BuildRow>;
};

function plannedBuildOf({ platform, plate, packing, ...known }: Filled): PlannedBuild {
  const { parts, refusals, open } = known;
  const { seed, moves } = packing;
  const { utilisation, height_mm, open_plate_id = "" } = plate;
  const filled = open.get(open_plate_id);
  let volume_mm3 = 1000 * (filled?.volume_ml ?? 0);
  const places = plate.placements.map(({ id, x_mm, y_mm, rotation_deg, why }): PlannedPlace => {
    const part = parts.get(id);
    invariant(part, `${id} was to be packed`);
    const { part_uuid, footprint } = part;
    volume_mm3 += part.volume_mm3;
    const refused = refusals.get(id);
    const place = { uuid: id, part_uuid, x_mm, y_mm, z_mm: -footprint.z_min_mm, rotation_deg };
    return { ...place, why, ...(refused !== undefined && { refused }) };
  });
  const fills = filled && { build_uuid: filled.uuid, revision: filled.revision };
  const figures = { utilisation, height_mm, volume_ml: volume_mm3 / 1000, seed, moves };
  return { platform, ...figures, places, ...(fills && { fills }) };
}

/** Adds what was put there by hand, and takes that plate out of `byHand`. */
function withHandFilled(
  build: PlannedBuild,
  byHand: Map<string, HandFilled>,
  open_plate_id = "",
): PlannedBuild {
  const filled = byHand.get(open_plate_id);
  if (!filled) return build;
  byHand.delete(open_plate_id);
  const { places, volume_ml } = handFilledBuildOf(filled);
  return {
    ...build,
    volume_ml: build.volume_ml + volume_ml,
    places: [...places, ...build.places],
  };
}

function handFilledBuildOf(filled: HandFilled): PlannedBuild {
  let volume_mm3 = 0;
  const places = filled.places.map(({ part, ...place }): PlannedPlace => {
    const { uuid, part_uuid, footprint } = part;
    volume_mm3 += part.volume_mm3;
    return { uuid, part_uuid, ...place, z_mm: -footprint.z_min_mm };
  });
  const figures = { ...figuresOf(filled), volume_ml: volume_mm3 / 1000, seed: 0, moves: 0 };
  return { platform: filled.platform, ...figures, places };
}

/** A packing seed of 32 bits from a text. */
const seedFrom = (text: string) => createHash("sha256").update(text).digest().readUInt32LE();
