/** Looks into the model files of what is to be packed. */
import type { Band, Footprint, LeftOut, MeshReport, PackItem } from "@vatline/geometry";
import type { BuildSop } from "../build-sops/store.ts";
import { prepareBands, prepareFootprints } from "../parts/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import type { WaitingPart } from "../printed-parts/store-waiting.ts";

const PRIORITY_MAX = 100;

/** A piece to find a place for. */
export type PackablePart = Omit<WaitingPart, "part_order_uuid">;

/** A piece with what its model file tells; bands where heights count. */
export type PreparedPart = PackablePart & {
  footprint: Footprint;
  bands?: Band[];
  volume_mm3: number;
};

/** A part without a place; where its file cannot be read as a part, no change is known. */
export type Unfit = Omit<LeftOut, "change"> & Partial<Pick<LeftOut, "change">>;

export type PreparedParts = { parts: PreparedPart[]; unfit: Unfit[] };

/** Parts whose file casts no shadow are unfit. */
export async function prepareParts(
  deps: Deps,
  { height_aware }: Pick<BuildSop, "height_aware">,
  packable: PackablePart[],
): Promise<PreparedParts> {
  const file_keys = packable.map((part) => part.file_key);
  const found = await prepareFootprints(deps, file_keys);
  const footprints = new Map<string, Footprint>();
  for (const [file_key, one] of found) if (one.ok) footprints.set(file_key, one.footprint);
  const bands = height_aware ? await prepareBands(deps, footprints) : new Map<string, Band[]>();
  const prepared: PreparedParts = { parts: [], unfit: [] };
  // Thousands of pieces may be of few files: each report is read once.
  const volumes = new Map<string, number>();
  for (const part of packable) {
    const one = found.get(part.file_key);
    invariant(one, `file ${part.file_key} has been prepared`);
    if (!one.ok) {
      prepared.unfit.push({ id: part.uuid, code: "outline_invalid", reason: one.detail });
      continue;
    }
    const { footprint } = one;
    const volume_mm3 = volumes.get(part.file_key) ?? volumeOf(part);
    volumes.set(part.file_key, volume_mm3);
    const banded = bands.get(part.file_key);
    prepared.parts.push({ ...part, footprint, volume_mm3, ...(banded && { bands: banded }) });
  }
  return prepared;
}

function volumeOf({ report }: PackablePart): number {
  const { volume_mm3 }: MeshReport = JSON.parse(report);
  return Math.abs(volume_mm3);
}

/** Parts of one priority due on the same day may be mixed freely; a higher one goes first. */
export function itemsOf(parts: PreparedPart[]): PackItem[] {
  const turns = [...new Set(parts.map(turnOf))].sort();
  const ranks = new Map(turns.map((turn, index) => [turn, index]));
  return parts.map((part) => ({
    id: part.uuid,
    outline: part.footprint.outline,
    height_mm: part.footprint.height_mm,
    rank: ranks.get(turnOf(part)) ?? 0,
    ...(part.bands && { bands: part.bands }),
    ...(part.rotations !== null && { rotations: JSON.parse(part.rotations) }),
  }));
}

/** Text that sorts as parts are to be made: by falling priority, then by due day. */
function turnOf({ priority, due_date }: PackablePart): string {
  return `${String(PRIORITY_MAX - priority).padStart(3, "0")} ${due_date.slice(0, 10)}`;
}
