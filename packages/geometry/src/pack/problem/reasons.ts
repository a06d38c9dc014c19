/** Why an item has no place, and what would give it one. */
import type {
  LeftOut,
  PackChange,
  PackItem,
  PackNeeds,
  PackOptions,
  Plate,
  RotationRule,
} from "../../types.ts";
import type { Shape } from "../engine/shape.ts";
import { TUNABLES } from "../tunables.ts";
import { type Turns, turnsFor } from "./angles.ts";
import type { Fault } from "./request.ts";

/** An item that no new plate could take. */
export type Misfit = { item: number } & (
  | { code: "outline_invalid"; fault: Fault }
  | { code: "too_tall" | "too_large"; shape: Shape; turns: Turns; isBesideZones: boolean }
  | { code: "zones_in_the_way" }
);

type Asked = { item: PackItem; plate: Plate; options: PackOptions; count: number };

/**
 * States the reason, and a change that is enough by itself: with the arguments changed as it says,
 * and nothing else, the item has a place.
 */
export function leaveOut(
  misfit: Misfit,
  items: PackItem[],
  plate: Plate,
  options: PackOptions,
): LeftOut {
  const asked = { item: items[misfit.item], plate, options, count: items.length };
  const change = changeFor(misfit, asked);
  if (misfit.code !== "outline_invalid") alsoPlates(change.needs, asked);
  const reason = `${causeOf(misfit, asked)} ${remedyOf(change.needs)}`;
  return { id: asked.item.id, code: misfit.code, reason, change };
}

/** States that the plates were used up; with `enough` of them it is sure to be placed. */
export function leaveOutForPlates(id: string, platesMax: number, enough: number): LeftOut {
  const needs = { plates_max: enough };
  const allowed = platesMax === 1 ? "1 new plate" : `${platesMax} new plates`;
  const reason = `No place was found for it on the ${allowed} allowed. ${remedyOf(needs)}`;
  return { id, code: "plates_used_up", reason, change: { code: "plates_max", needs } };
}

function changeFor(misfit: Misfit, asked: Asked): PackChange {
  const { item, plate } = asked;
  if (misfit.code === "outline_invalid") {
    const { text: _, ...fault } = misfit.fault;
    return { code: "item", needs: { item: fault } };
  }
  if (misfit.code === "zones_in_the_way") {
    return { code: "exclusions", needs: { plate: { exclusions: [] } } };
  }
  const change = misfit.turns.angles.length > 0 ? noChange() : changeOfSize(misfit, asked);
  if (item.height_mm > plate.height_mm) {
    change.needs.plate = { ...change.needs.plate, height_mm: item.height_mm };
    change.code = "plate_height";
  }
  if (!misfit.isBesideZones) change.needs.plate = { ...change.needs.plate, exclusions: [] };
  return change;
}

const noChange = (): PackChange => ({ code: "plate_height", needs: {} });

/** What lets the box in: a free turn, a smaller margin, or a larger plate, the first that does. */
function changeOfSize({ shape, turns }: { shape: Shape; turns: Turns }, asked: Asked): PackChange {
  const { plate, options, item } = asked;
  const { width_mm, depth_mm } = plate;
  const rule = item.rotations ?? options.rotations;
  const turnsAt = (rotations: RotationRule, margin: number) => {
    const room = { width: width_mm - 2 * margin, depth: depth_mm - 2 * margin };
    return turnsFor(shape.outline, rotations, TUNABLES.angles_improve, room);
  };
  if (turnsAt("any", options.margin_mm).angles.length > 0) {
    return { code: "rotations", needs: { rotations: "any" } };
  }
  const atRim = turnsAt(rule, 0);
  if (atRim.angles.length > 0) {
    const { tightest } = atRim;
    const most = Math.min(width_mm - tightest.width, depth_mm - tightest.depth) / 2;
    const margin = Math.max(0, Math.floor(most * 100) / 100);
    const margin_mm = turnsAt(rule, margin).angles.length > 0 ? margin : 0;
    return { code: "margin_mm", needs: { margin_mm } };
  }
  const sideFor = (side: number, room: number) =>
    Math.max(room, Math.ceil((side + 2 * options.margin_mm) * 100) / 100);
  const { width, depth } = turns.tightest;
  const size = { width_mm: sideFor(width, width_mm), depth_mm: sideFor(depth, depth_mm) };
  return { code: "plate_size", needs: { plate: size } };
}

/** One plate for each item is always enough. */
function alsoPlates(needs: PackNeeds, { options, count }: Asked): void {
  if (options.plates_max !== undefined && options.plates_max < count) needs.plates_max = count;
}

function causeOf(misfit: Misfit, { item, plate, options }: Asked): string {
  if (misfit.code === "outline_invalid") return misfit.fault.text;
  if (misfit.code === "zones_in_the_way") return "No place for it was found beside the zones.";
  if (misfit.code === "too_tall") {
    const height = down(plate.height_mm);
    return `It is ${up(item.height_mm)} mm tall; the plate has room for ${height} mm.`;
  }
  const { tightest } = misfit.turns;
  const width = plate.width_mm - 2 * options.margin_mm;
  const depth = plate.depth_mm - 2 * options.margin_mm;
  const size = `${up(tightest.width)} x ${up(tightest.depth)} mm`;
  const turn = `at ${Number(tightest.angle_deg.toFixed(2))} degrees, the best turn allowed`;
  return `It needs ${size} ${turn}; the plate leaves ${down(width)} x ${down(depth)} mm.`;
}

/** A sentence with all that is needed. */
function remedyOf({ item, plate = {}, rotations, margin_mm, plates_max }: PackNeeds): string {
  if (item) return "It can be packed once this is mended.";
  const { width_mm, depth_mm, height_mm, exclusions } = plate;
  const needs: string[] = [];
  if (width_mm !== undefined && depth_mm !== undefined) {
    needs.push(`on a plate of ${up(width_mm)} x ${up(depth_mm)} mm or more`);
  }
  if (height_mm !== undefined) needs.push(`on a plate with room for ${up(height_mm)} mm of height`);
  if (rotations !== undefined) needs.push("turned by any angle");
  if (margin_mm !== undefined) needs.push(`with a margin of ${down(margin_mm)} mm or less`);
  if (exclusions) needs.push("without the zones");
  if (plates_max !== undefined) needs.push(`where ${plates_max} new plates are allowed`);
  return `It has a place ${needs.join(" and ")}.`;
}

/** Two decimals at most, rounded up: what is too large never reads as if it fitted. */
const up = (mm: number) => String(Math.ceil(mm * 100 - 1e-6) / 100);

/** Two decimals at most, rounded down. */
const down = (mm: number) => String(Math.floor(mm * 100 + 1e-6) / 100);
