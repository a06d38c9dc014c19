/** Makes the plates of a preview builds: exactly those, or nothing and what changed. */
import { type InputFault, Problem } from "@vatline/api";
import { type BuildSop, readReleasedSop } from "../build-sops/store.ts";
import { makeBuilds } from "../builds/commit.ts";
import { staleFills } from "../builds/fill.ts";
import type { PlannedBuild } from "../builds/plan.ts";
import { settlePartOrdersOf } from "../part-orders/settle.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { type Preview, type PreviewAnswer, readPreview, updatePreview } from "./store.ts";
import { type AskedPiece, readPieces } from "./store-pieces.ts";

const FAULTS_MAX = 1000;

/** Throws not_found, packing_preview_not_committable and packing_preview_changed. */
export async function commitPreview(deps: Deps, caller: Caller, uuid: string): Promise<void> {
  const { customer_uuid, actor } = caller;
  await deps.db.transaction(async (tx) => {
    const preview = await readPreview(tx, customer_uuid, uuid);
    if (!preview) throw new Problem("not_found", `There is no preview ${uuid}.`);
    const { plates } = committable(preview);
    const released = await readReleasedSop(tx, customer_uuid, preview.build_sop_uuid);
    const placed = plates.flatMap(({ placements }) => placements.map(pieceUuidOf));
    const pieces = new Map((await readPieces(tx, customer_uuid, placed)).map((p) => [p.uuid, p]));
    const builds = plates.map(plannedBuildOf);
    const stale = await staleFills(tx, customer_uuid, builds);
    const queued = new Set(plates.filter((_, at) => stale.has(builds[at])));
    const sop = unchanged(preview, plates, { released, pieces, queued });
    const now = deps.clock.now();
    const { application_uuid, build_sop_uuid, packing_group, settings } = preview;
    const key = { customer_uuid, application_uuid, build_sop_uuid, packing_group };
    const made = { key, sop: { ...sop, ...settings }, builds, actor, now };
    const build_uuids = await makeBuilds(tx, deps, made);
    await settlePartOrdersOf(tx, customer_uuid, [...pieces.values()], now, actor);
    const change = { status: "committed" as const, build_uuids, committed_at: now };
    await updatePreview(tx, preview, "complete", { ...change, updated_at: now });
    const changed = { at: now, customer_uuid, actor, noun: "packing_previews", uuid };
    await appendEvent(tx, { ...changed, what: "committed", details: { build_uuids } });
  });
}

/** The answer of a preview that can be committed as far as it is known by itself. */
function committable({ status, pieces_are, answer, build_uuids }: Preview): PreviewAnswer {
  const refuse = (detail: string) => new Problem("packing_preview_not_committable", detail);
  if (pieces_are === "parts") {
    throw refuse("It is of parts as such. Order them, and preview the part orders.");
  }
  if (status === "committed") throw refuse(`It was committed: ${build_uuids.join(", ")}.`);
  if (status !== "complete" || !answer) throw refuse(`Its status is ${status}.`);
  if (answer.plates.length === 0) throw refuse("It has no plates.");
  return answer;
}

/** What is now: the version in force, the pieces, and plates whose build takes no more. */
type Now = {
  released: BuildSop | undefined;
  pieces: Map<string, AskedPiece>;
  queued: Set<PreviewAnswer["plates"][number]>;
};

/** The build SOP to make builds by, or packing_preview_changed with all that is different now. */
function unchanged(
  { build_sop_version }: Preview,
  plates: PreviewAnswer["plates"],
  { released, pieces, queued }: Now,
): BuildSop {
  const faults: InputFault[] = [];
  if (released?.version !== build_sop_version) {
    const now = released ? `version ${released.version}` : "no version";
    const detail = `is ${build_sop_version}; of the build SOP ${now} is in force now`;
    faults.push({ pointer: "/build_sop_version", detail });
  }
  for (const [plate, shown] of plates.entries()) {
    const { placements, fills } = shown;
    if (queued.has(shown)) {
      const detail = `build ${fills?.build_uuid} is queued, or was filled otherwise meanwhile`;
      faults.push({ pointer: `/plates/${plate}/fills`, detail });
    }
    for (const [at, placement] of placements.entries()) {
      const uuid = pieceUuidOf(placement);
      const detail = changeOf(uuid, pieces.get(uuid));
      if (detail) faults.push({ pointer: `/plates/${plate}/placements/${at}`, detail });
    }
  }
  if (released && faults.length === 0) return released;
  const { length } = faults;
  const more = length > 1 ? ` (and ${length - 1} more)` : "";
  throw new Problem(
    "packing_preview_changed",
    `${faults[0].pointer} ${faults[0].detail}${more}. Preview again.`,
    { errors: faults.slice(0, FAULTS_MAX) },
  );
}

function changeOf(uuid: string, piece: AskedPiece | undefined): string | null {
  if (!piece) return `printed part ${uuid} is gone`;
  const { status, build_uuid } = piece;
  if (status === "waiting" && build_uuid === null) return null;
  const where = build_uuid === null ? "" : ` and stands on build ${build_uuid}`;
  return `printed part ${uuid} waits no more: it is ${status}${where}`;
}

function plannedBuildOf(plate: PreviewAnswer["plates"][number]): PlannedBuild {
  const { platform, utilisation, height_mm, volume_ml, seed, moves, placements, fills } = plate;
  const places = placements.map((placement) => {
    const { part_uuid, x_mm, y_mm, z_mm, rotation_deg } = placement;
    return { uuid: pieceUuidOf(placement), part_uuid, x_mm, y_mm, z_mm, rotation_deg };
  });
  const figures = { utilisation, height_mm, volume_ml, seed, moves };
  return { platform, ...figures, places, ...(fills && { fills }) };
}

const pieceUuidOf = ({ printed_part_uuid }: { printed_part_uuid?: string }) =>
  printed_part_uuid ?? "";
