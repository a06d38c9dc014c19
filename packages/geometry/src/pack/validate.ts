/**
 * Checks packings without any code of the packer, so that neither can hide a fault of the other.
 * Slow and plain on purpose: every pair of parts, every pair of segments that could matter.
 */
import type {
  FixedPart,
  LeftOut,
  PackItem,
  PackOptions,
  Placement,
  Plate,
  RotationRule,
} from "../types.ts";
import { bodyOf, conflictOf, TOLERANCE_MM } from "./validate/body.ts";
import { conflictByHeight, type Layered, layeredOf, stuckAmong } from "./validate/heights.ts";

/** A rule that a packing breaks; `ids` names the parts concerned. */
export type Violation = {
  code:
    | "item_unknown"
    | "item_repeated"
    | "item_missing"
    | "placement_not_finite"
    | "rotation_not_allowed"
    | "height_exceeded"
    | "margin_violated"
    | "gap_violated"
    | "parts_overlap"
    | "zone_violated"
    | "fixed_part_violated"
    | "removal_cycle"
    | "plates_exceeded"
    | "open_plate_unknown"
    | "open_plate_repeated"
    | "plate_height_misstated";
  ids: string[];
  /** Position in packing.plates, where the violation is on one plate. */
  plate?: number;
  /** A sentence with the figures. */
  detail: string;
};

/** As much of a packing as is checked. */
export type JudgedPacking = {
  plates: { placements: Placement[]; open_plate_id?: string; height_mm?: number }[];
  left_out: Pick<LeftOut, "id">[];
};

/** As much as two ways of writing the same angle may differ. */
const TOLERANCE_DEG = 1e-6;

/**
 * Lists every rule that the packing breaks; an empty list means that it may be printed.
 *
 * Every item must be placed once or left out once; every part must keep the margin, the rotation
 * rule, the plate's height, and the gap to the zones of the plate, to what stands there already and
 * to every other part on its plate, where parts inside the hole of another are as good as beside
 * it. Where heights count, the gap is kept in each band by itself, and there must be an order in
 * which all parts can be lifted off. Distances are exact, with 1e-3 mm of tolerance.
 */
export function validatePacking(
  items: PackItem[],
  plate: Plate,
  options: PackOptions,
  packing: JudgedPacking,
): Violation[] {
  const byId = new Map(items.map((item) => [item.id, item]));
  const violations = [...checkAccounts(byId, packing), ...checkPlates(options, packing)];
  const open = new Map(options.open_plates?.map(({ id, fixed }) => [id, fixed]));
  for (const [at, packed] of packing.plates.entries()) {
    const fixed = open.get(packed.open_plate_id ?? "") ?? [];
    const found = checkPlate(byId, fixed, plate, options, packed);
    violations.push(...found.map((violation) => ({ ...violation, plate: at })));
  }
  return violations;
}

/** Every item placed once or left out once, and nothing else. */
function checkAccounts(byId: Map<string, PackItem>, packing: JudgedPacking): Violation[] {
  const violations: Violation[] = [];
  const seen = new Set<string>();
  const mentioned = [
    ...packing.plates.flatMap((plate) => plate.placements.map((placement) => placement.id)),
    ...packing.left_out.map((left) => left.id),
  ];
  for (const id of mentioned) {
    if (!byId.has(id)) {
      violations.push({ code: "item_unknown", ids: [id], detail: `No item has the id ${id}.` });
    } else if (seen.has(id)) {
      violations.push({ code: "item_repeated", ids: [id], detail: `${id} is answered twice.` });
    }
    seen.add(id);
  }
  for (const id of byId.keys()) {
    if (seen.has(id)) continue;
    const detail = `${id} is neither placed nor left out.`;
    violations.push({ code: "item_missing", ids: [id], detail });
  }
  return violations;
}

/** As many new plates as allowed, and open plates that exist, each once. */
function checkPlates(options: PackOptions, { plates }: JudgedPacking): Violation[] {
  const violations: Violation[] = [];
  const most = options.plates_max ?? Number.POSITIVE_INFINITY;
  const made = plates.filter(({ open_plate_id }) => open_plate_id === undefined).length;
  if (made > most) {
    const detail = `${made} new plates are used; ${most} are allowed.`;
    violations.push({ code: "plates_exceeded", ids: [], detail });
  }
  const known = new Set(options.open_plates?.map(({ id }) => id));
  const seen = new Set<string>();
  for (const [plate, { open_plate_id }] of plates.entries()) {
    if (open_plate_id === undefined) continue;
    if (!known.has(open_plate_id)) {
      const detail = `There is no open plate ${open_plate_id}.`;
      violations.push({ code: "open_plate_unknown", ids: [], plate, detail });
    } else if (seen.has(open_plate_id)) {
      const detail = `The open plate ${open_plate_id} is filled twice.`;
      violations.push({ code: "open_plate_repeated", ids: [], plate, detail });
    }
    seen.add(open_plate_id);
  }
  return violations;
}

function checkPlate(
  byId: Map<string, PackItem>,
  fixed: FixedPart[],
  plate: Plate,
  options: PackOptions,
  { placements, height_mm }: JudgedPacking["plates"][number],
): Violation[] {
  const violations: Violation[] = [];
  const placed: Layered[] = [];
  let highest = fixed.reduce((most, part) => Math.max(most, part.height_mm), 0);
  for (const placement of placements) {
    const item = byId.get(placement.id);
    if (!item) continue;
    highest = Math.max(highest, item.height_mm);
    violations.push(...checkAlone(item, placement, plate, options));
    if (isFinitePlacement(placement)) placed.push(layeredOf(item, placement, options));
  }
  const standing = fixed.map((part) => layeredOf(part, part, options));
  for (const [at, part] of placed.entries()) {
    for (const other of placed.slice(0, at)) violations.push(...checkPair(other, part, options));
    for (const other of standing) {
      const [fault] = checkPair(other, part, options);
      if (fault) violations.push({ ...fault, code: "fixed_part_violated" });
    }
    violations.push(...checkZones(part, plate, options));
  }
  const stuck = stuckAmong([...standing, ...placed], options);
  if (placed.some(({ body }) => stuck.includes(body.id))) {
    const detail = `None of ${stuck.join(", ")} can be lifted off before another of them.`;
    violations.push({ code: "removal_cycle", ids: stuck, detail });
  }
  if (height_mm !== undefined && Math.abs(height_mm - highest) > TOLERANCE_MM) {
    const detail = `The plate is said to be ${height_mm} mm high; it is ${highest} mm.`;
    violations.push({ code: "plate_height_misstated", ids: [], detail });
  }
  return violations;
}

function checkPair(a: Layered, b: Layered, options: PackOptions): Violation[] {
  const conflict = conflictByHeight(a, b, options.gap_mm);
  if (conflict === undefined) return [];
  const ids = [a.body.id, b.body.id];
  const [first, second] = ids;
  if (conflict === "overlap") {
    return [{ code: "parts_overlap", ids, detail: `${first} and ${second} overlap.` }];
  }
  const figures = `${mm(conflict)} apart; the gap is ${mm(options.gap_mm)}`;
  return [{ code: "gap_violated", ids, detail: `${first} and ${second} are ${figures}.` }];
}

function checkZones(
  { body, bands }: Layered,
  { exclusions = [] }: Plate,
  { gap_mm }: PackOptions,
): Violation[] {
  return exclusions.flatMap((outline, at): Violation[] => {
    const zone = bodyOf(outline, { id: `zone ${at + 1}`, x_mm: 0, y_mm: 0, rotation_deg: 0 });
    const conflicts = bands.map((band) => conflictOf(zone, band.body, gap_mm));
    const conflict = conflicts.find((found) => found !== undefined);
    if (conflict === undefined) return [];
    const how = conflict === "overlap" ? "overlaps" : `is ${mm(conflict)} from`;
    const detail = `${body.id} ${how} ${zone.id}; the gap is ${mm(gap_mm)}.`;
    return [{ code: "zone_violated", ids: [body.id], detail }];
  });
}

/** All rings of the bands that count. */
const bandsOf = ({ bands }: PackItem, { height_aware }: PackOptions) =>
  height_aware ? (bands ?? []).flatMap((band) => band.outline) : [];

function checkAlone(
  item: PackItem,
  placement: Placement,
  plate: Plate,
  options: PackOptions,
): Violation[] {
  const ids = [item.id];
  if (!isFinitePlacement(placement)) {
    const { x_mm, y_mm, rotation_deg } = placement;
    const detail = `${item.id} lies at ${x_mm}, ${y_mm}, turned by ${rotation_deg}.`;
    return [{ code: "placement_not_finite", ids, detail }];
  }
  const violations: Violation[] = [];
  const rule = item.rotations ?? options.rotations;
  if (!isAllowed(placement.rotation_deg, rule)) {
    const turn = `turned by ${placement.rotation_deg} degrees`;
    const detail = `${item.id} is ${turn}; its rule is ${rule}.`;
    violations.push({ code: "rotation_not_allowed", ids, detail });
  }
  if (item.height_mm > plate.height_mm + TOLERANCE_MM) {
    const heights = `${item.height_mm} mm tall; the plate takes ${plate.height_mm} mm`;
    const detail = `${item.id} is ${heights}.`;
    violations.push({ code: "height_exceeded", ids, detail });
  }
  const { box } = bodyOf([...item.outline, ...bandsOf(item, options)], placement);
  const room = Math.min(box.x0, box.y0, plate.width_mm - box.x1, plate.depth_mm - box.y1);
  if (!(room >= options.margin_mm - TOLERANCE_MM)) {
    const how = room < 0 ? `reaches ${mm(-room)} past` : `comes within ${mm(room)} of`;
    const detail = `${item.id} ${how} the rim; the margin is ${mm(options.margin_mm)}.`;
    violations.push({ code: "margin_violated", ids, detail });
  }
  return violations;
}

/** To a ten-thousandth: what breaks a rule is never rounded to what keeps it. */
const mm = (length: number) => `${Number(length.toFixed(4))} mm`;

function isFinitePlacement({ x_mm, y_mm, rotation_deg }: Placement): boolean {
  return Number.isFinite(x_mm) && Number.isFinite(y_mm) && Number.isFinite(rotation_deg);
}

function isAllowed(angle_deg: number, rule: RotationRule): boolean {
  if (rule === "any") return true;
  const step = rule === "90" ? 90 : rule === "180" ? 180 : 360;
  const allowed = Array.isArray(rule) ? rule : [0];
  return allowed.some((start) => {
    const away = Math.abs(angle_deg - start) % step;
    return Math.min(away, step - away) <= TOLERANCE_DEG;
  });
}
