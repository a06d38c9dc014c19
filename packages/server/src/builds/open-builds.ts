/** Builds that are not queued yet, as plates to fill further. */
import type { Band, FixedPart, Footprint, OpenPlate } from "@vatline/geometry";
import type { BuildSop } from "../build-sops/store.ts";
import { prepareBands, prepareFootprints } from "../parts/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import { invariant } from "../platform/invariant.ts";
import type { PackingKey } from "../printed-parts/store-waiting.ts";
import { type BuildRow, plateOf, readPlaces } from "./store.ts";
import { readOpenBuilds } from "./store-open.ts";

/** Most builds that one plan looks at, the oldest first. */
const BUILDS_MAX = 24;

/** Builds by uuid, and as plates by class of platform. */
export type OpenBuilds = { rows: Map<string, BuildRow>; plates: Map<string, OpenPlate[]> };

export const NO_OPEN_BUILDS: OpenBuilds = { rows: new Map(), plates: new Map() };

/**
 * What the group has of them by this version of the build SOP, none where it says so. A build of
 * parts that stand farther apart than is asked for now is left as it is.
 */
export async function openBuildsFor(
  deps: Deps,
  key: PackingKey,
  sop: BuildSop,
): Promise<OpenBuilds> {
  if (!sop.fill_open_builds) return NO_OPEN_BUILDS;
  const { version, platform_classes } = sop;
  const asked = { ...key, version, platform_classes, limit: BUILDS_MAX };
  const found = await readOpenBuilds(deps.db.read, asked);
  const rows = found.filter((row) => {
    const { gap_mm, margin_mm } = plateOf(row);
    return gap_mm <= sop.gap_mm && margin_mm <= sop.margin_mm;
  });
  if (rows.length === 0) return NO_OPEN_BUILDS;
  const fixed = await fixedPartsOn(deps, sop, rows);
  const plates = new Map<string, OpenPlate[]>();
  for (const { uuid, platform_class } of rows) {
    const alike = plates.get(platform_class) ?? [];
    alike.push({ id: uuid, fixed: fixed.get(uuid) ?? [] });
    plates.set(platform_class, alike);
  }
  return { rows: new Map(rows.map((row) => [row.uuid, row])), plates };
}

/** What stands on builds, by uuid of the build. */
async function fixedPartsOn(deps: Deps, { height_aware }: BuildSop, rows: BuildRow[]) {
  const [{ customer_uuid }] = rows;
  const uuids = rows.map(({ uuid }) => uuid);
  const places = await readPlaces(deps.db.read, customer_uuid, uuids);
  const prepared = await prepareFootprints(
    deps,
    places.map(({ file_key }) => file_key),
  );
  const footprints = new Map<string, Footprint>();
  for (const [file_key, one] of prepared) if (one.ok) footprints.set(file_key, one.footprint);
  const bands = height_aware ? await prepareBands(deps, footprints) : new Map<string, Band[]>();
  const fixed = new Map<string, FixedPart[]>();
  for (const place of places) {
    const { build_uuid, printed_part_uuid: id, x_mm, y_mm, rotation_deg, file_key } = place;
    const footprint = footprints.get(file_key);
    invariant(footprint, `file ${file_key} stands in a build, so it has a footprint`);
    const { outline, height_mm } = footprint;
    const banded = bands.get(file_key);
    const parts = fixed.get(build_uuid) ?? [];
    const part = { id, outline, height_mm, x_mm, y_mm, rotation_deg };
    parts.push({ ...part, ...(banded && { bands: banded }) });
    fixed.set(build_uuid, parts);
  }
  return fixed;
}
