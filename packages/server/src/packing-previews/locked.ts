/** Pieces that a request puts on plates by hand: they stay there, and the rest is packed around. */
import { type InputFault, type LockedPlate, Problem } from "@vatline/api";
import type { PackItem, PackOptions, validatePacking } from "@vatline/geometry";
import { platformOf } from "@vatline/printers";
import type { BuildSop } from "../build-sops/store.ts";
import type { HandFilled } from "../builds/hand-filled.ts";
import { plateOf } from "../builds/platforms.ts";
import { itemsOf, type PreparedParts } from "../builds/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import { geometry } from "../platform/geometry.ts";
import type { Piece } from "./store.ts";

type Resolved = { uuids: string[][]; faults: InputFault[] };

/** The piece of each locked placement, and what names none that is left. */
function resolve(locked: LockedPlate[], pieces: Piece[]): Resolved {
  const faults: InputFault[] = [];
  const left = new Map(pieces.map((piece) => [piece.uuid, piece]));
  const uuids = locked.map(({ placements }, plate) =>
    placements.map(({ part_uuid, printed_part_uuid }, at) => {
      const named = printed_part_uuid === undefined ? undefined : left.get(printed_part_uuid);
      const any = [...left.values()].find((piece) => piece.part_uuid === part_uuid);
      const piece = printed_part_uuid === undefined ? any : named;
      if (piece?.part_uuid !== part_uuid) {
        const pointer = `/body/locked/${plate}/placements/${at}`;
        faults.push({ pointer, detail: "names no piece of this preview that is not locked yet" });
        return "";
      }
      left.delete(piece.uuid);
      return piece.uuid;
    }),
  );
  return { uuids, faults };
}

/** Throws input_invalid for a placement of no piece, or on a platform that is not allowed. */
export function checkLocked(
  locked: LockedPlate[],
  pieces: Piece[],
  { platform_classes }: Pick<BuildSop, "platform_classes">,
): void {
  const { faults } = resolve(locked, pieces);
  for (const [plate, { platform_class }] of locked.entries()) {
    if (platform_classes.includes(platform_class)) continue;
    const detail = `must be one of ${platform_classes.join(", ")}`;
    faults.push({ pointer: `/body/locked/${plate}/platform_class`, detail });
  }
  if (faults.length === 0) return;
  const [{ pointer, detail }] = faults;
  throw new Problem("input_invalid", `${pointer} ${detail}.`, { errors: faults.slice(0, 100) });
}

/** The plates filled by hand, and what is left to pack. */
export function takeLocked(
  locked: LockedPlate[],
  pieces: Piece[],
  { parts, unfit }: PreparedParts,
): { plates: HandFilled[]; rest: PreparedParts } {
  const { uuids } = resolve(locked, pieces);
  const known = new Map(parts.map((part) => [part.uuid, part]));
  const plates = locked.map(({ platform_class, placements }, plate): HandFilled => {
    const places = placements.flatMap(({ x_mm, y_mm, rotation_deg }, at) => {
      const part = known.get(uuids[plate][at]);
      return part ? [{ part, x_mm, y_mm, rotation_deg }] : [];
    });
    return { id: `locked ${plate + 1}`, platform: platformOf(platform_class), places };
  });
  const taken = new Set(uuids.flat());
  return { plates, rest: { parts: parts.filter(({ uuid }) => !taken.has(uuid)), unfit } };
}

/** What of the rules the plates filled by hand break; a turn of any angle is allowed there. */
export async function lockedFaults(
  deps: Deps,
  sop: BuildSop,
  plates: HandFilled[],
): Promise<string[]> {
  const faults: string[] = [];
  const { gap_mm, margin_mm, height_aware } = sop;
  const options: PackOptions = { seed: 0, gap_mm, margin_mm, rotations: "any", height_aware };
  for (const { id, platform, places } of plates) {
    const items = itemsOf(places.map(({ part }) => part));
    // By their numbers in the request: that is how people know them.
    const nameOf = (at: number) => `placement ${at + 1}`;
    const free = items.map((item, at): PackItem => ({ ...item, id: nameOf(at), rotations: "any" }));
    const placements = places.map(({ part: _part, ...place }, at) => ({
      id: nameOf(at),
      ...place,
    }));
    const packing = { plates: [{ placements }], left_out: [] };
    const judged: Parameters<typeof validatePacking> = [
      free,
      plateOf(platform, sop),
      options,
      packing,
    ];
    const found = await deps.workers.run(geometry, "validatePacking", judged);
    faults.push(...found.map(({ detail }) => `On plate "${id}" ${detail}`));
  }
  return faults;
}
