/** Whether a packing is asked for in figures that make sense. */
import { GeometryError } from "../../error.ts";
import { materialAreaOf } from "../../polygon/covered.ts";
import type { ItemFault, Outline, PackItem, PackOptions, Plate } from "../../types.ts";
import { TUNABLES } from "../tunables.ts";

/** Throws pack_request_invalid, with the figure that makes no sense. */
export function checkRequest(items: PackItem[], plate: Plate, options: PackOptions): void {
  if (items.length > TUNABLES.items_max) {
    refuse(`${items.length} items are more than the ${TUNABLES.items_max} that one packing takes.`);
  }
  if (new Set(items.map((item) => item.id)).size < items.length) refuse("Two items share an id.");
  for (const name of ["width_mm", "depth_mm", "height_mm"] as const) {
    if (!(plate[name] > 0 && plate[name] <= 1e5)) {
      refuse(`The plate's ${name} is ${plate[name]}; it must be above 0 and at most 100000.`);
    }
  }
  for (const name of ["gap_mm", "margin_mm"] as const) {
    if (!(options[name] >= 0 && options[name] <= 1e3)) {
      refuse(`${name} is ${options[name]}; it must be from 0 to 1000.`);
    }
  }
  const side = Math.min(plate.width_mm, plate.depth_mm);
  if (2 * options.margin_mm >= side) {
    refuse(`A margin of ${options.margin_mm} mm leaves nothing of a plate ${side} mm wide.`);
  }
  if (!(options.seed >= 0 && options.seed < 2 ** 32)) refuse(`seed is ${options.seed}.`);
  if (options.plates_max !== undefined && !(options.plates_max >= 0)) {
    refuse(`plates_max is ${options.plates_max}; it must be 0 or more.`);
  }
  for (const rule of [options.rotations, ...items.map((item) => item.rotations)]) {
    if (!Array.isArray(rule)) continue;
    if (rule.length === 0 || rule.length > 360 || !rule.every(Number.isFinite)) {
      refuse("A list of rotations must hold 1 to 360 numbers of degrees.");
    }
  }
  checkStanding(plate, options);
  const { plate_s, height_s_per_mm } = options.time ?? { plate_s: 0, height_s_per_mm: 0 };
  if (!(plate_s >= 0 && plate_s <= 1e9 && height_s_per_mm >= 0 && height_s_per_mm <= 1e9)) {
    refuse(`time is ${plate_s} s and ${height_s_per_mm} s per mm; both must be 0 or more.`);
  }
}

/** Checks what stands on plates before anything is packed. */
function checkStanding({ exclusions = [] }: Plate, { open_plates = [] }: PackOptions): void {
  if (exclusions.length > TUNABLES.zones_max) {
    refuse(`${exclusions.length} zones are more than the ${TUNABLES.zones_max} of one plate.`);
  }
  for (const [at, zone] of exclusions.entries()) {
    const fault = outlineFault(zone);
    if (fault) refuse(`Zone ${at + 1} of the plate: ${fault.text}`);
  }
  if (open_plates.length > TUNABLES.open_plates_max) {
    const most = TUNABLES.open_plates_max;
    refuse(`${open_plates.length} open plates are more than the ${most} that one packing fills.`);
  }
  if (new Set(open_plates.map(({ id }) => id)).size < open_plates.length) {
    refuse("Two open plates share an id.");
  }
  for (const { id, fixed } of open_plates) {
    for (const part of fixed) {
      const place = [part.x_mm, part.y_mm, part.rotation_deg, part.height_mm];
      const isPlace = place.every((value) => Math.abs(value) <= 1e6);
      const fault = isPlace ? itemFault(part) : { text: `It lies at ${place.join(", ")}.` };
      if (fault) refuse(`Part ${part.id} on open plate ${id}: ${fault.text}`);
    }
  }
}

function refuse(text: string): never {
  throw new GeometryError("pack_request_invalid", text);
}

/** What is wrong with an item, where it is, and a sentence that says so. */
export type Fault = { fault: ItemFault; ring?: number; point?: number; text: string };

/** Finds what is wrong with a height, a rank, an outline or bands; nothing if all is well. */
export function itemFault(
  item: Pick<PackItem, "height_mm" | "rank" | "outline" | "bands">,
): Fault | undefined {
  if (!Number.isFinite(item.height_mm) || item.height_mm < 0) {
    return { fault: "height_invalid", text: `Its height is ${item.height_mm} mm.` };
  }
  if (!Number.isFinite(item.rank ?? 0)) {
    return { fault: "rank_invalid", text: `Its rank is ${item.rank}.` };
  }
  const fault = outlineFault(item.outline);
  if (fault) return fault;
  for (const [at, { z_from_mm, z_to_mm, outline }] of (item.bands ?? []).entries()) {
    const before = at === 0 ? Number.NEGATIVE_INFINITY : (item.bands?.[at - 1].z_to_mm ?? 0);
    const isOrdered = z_from_mm < z_to_mm && z_from_mm >= before;
    const faultOfBand = outline.length > 0 ? outlineFault(outline) : undefined;
    if (isOrdered && !faultOfBand) continue;
    const text = faultOfBand?.text ?? `It runs from ${z_from_mm} to ${z_to_mm} mm.`;
    return { fault: "bands_invalid", text: `Band ${at + 1}: ${text}` };
  }
  return undefined;
}

/** What rounding makes of a line, mm2. */
const AREA_LEAST_MM2 = 1e-9;

function outlineFault(outline: Outline): Fault | undefined {
  if (outline.length === 0) return { fault: "no_rings", text: "Its outline has no rings." };
  for (const [at, ring] of outline.entries()) {
    const name = `Ring ${at + 1} of ${outline.length}`;
    const where = { ring: at + 1 };
    if (ring.length % 2 === 1) {
      return { fault: "half_point", ...where, text: `${name} ends in half a point.` };
    }
    if (ring.length < 6) {
      const text = `${name} has ${ring.length / 2} points; it needs 3.`;
      return { fault: "few_points", ...where, text };
    }
    const odd = ring.findIndex((value) => !(Math.abs(value) <= 1e6));
    if (odd < 0) continue;
    const point = (odd >> 1) + 1;
    const text = `Point ${point} of ring ${at + 1} is not a place: ${ring[odd]}.`;
    return { fault: "point_invalid", ...where, point, text };
  }
  if (materialAreaOf(outline) > AREA_LEAST_MM2) return undefined;
  return { fault: "no_area", text: "Its outline encloses no area." };
}
