/** Begins a preview: all it is computed from is kept, and a job is queued to compute it. */
import { type PackingPreviewRequest, Problem } from "@vatline/api";
import { knownSop, releasedSop } from "../build-sops/find.ts";
import { checkSettings } from "../build-sops/settings.ts";
import { type BuildSop, readSopVersion } from "../build-sops/store.ts";
import { movesOfProfile } from "../builds/plan.ts";
import { addSeconds } from "../platform/clock.ts";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { movesOfBudget } from "./budget.ts";
import { forgetPreviews } from "./forget.ts";
import { checkLocked } from "./locked.ts";
import { type Asked, askedPieces } from "./pieces.ts";
import {
  countRunning,
  insertPreview,
  type Piece,
  type Preview,
  type PreviewSettings,
  readSurplus,
} from "./store.ts";

/** One customer's previews must not keep the others' waiting for ever. */
const RUNNING_MAX = 5;
/** Previews kept beside those that run; a further one takes the place of the oldest. */
const KEPT_MAX = 100;
const LIFETIME_S = 24 * 3600;
const RETRY_AFTER_S = 5;
const SEED = 1;

/** Throws the problems that createPackingPreview declares. */
export async function createPreview(
  deps: Deps,
  caller: Caller,
  request: PackingPreviewRequest,
): Promise<Preview> {
  const { customer_uuid } = caller;
  const asked = await askedPieces(deps.db.read, customer_uuid, request);
  const sop = await askedSop(deps.db.read, customer_uuid, asked.build_sop_uuid, request);
  const settings = settingsOf(deps, sop, request, asked.pieces);
  return deps.db.transaction(async (tx) => {
    const running = await countRunning(tx, customer_uuid);
    if (running >= RUNNING_MAX) throw tooManyRunning();
    const now = deps.clock.now();
    const surplus = await readSurplus(tx, customer_uuid, KEPT_MAX - 1);
    await forgetPreviews(tx, surplus, now);
    const { seed = SEED } = request;
    const preview = previewOf(deps, caller, { asked, sop, settings, seed, now });
    await insertPreview(tx, preview);
    await noteCreated(tx, caller, preview);
    const payload = { customer_uuid, preview_uuid: preview.uuid };
    await deps.jobs.enqueue(tx, "preview_packing", payload, { key: preview.uuid });
    return preview;
  });
}

async function askedSop(
  db: Queries,
  customer_uuid: string,
  uuid: string,
  { build_sop_version }: PackingPreviewRequest,
): Promise<BuildSop> {
  const pointer = "/body/build_sop_uuid";
  if (build_sop_version === undefined) return releasedSop(db, customer_uuid, uuid, pointer);
  const { name } = await knownSop(db, customer_uuid, uuid, pointer);
  const sop = await readSopVersion(db, customer_uuid, uuid, build_sop_version);
  if (sop) return sop;
  const detail = `Build SOP ${name} has no version ${build_sop_version}.`;
  throw new Problem("build_sop_unknown", detail, {
    errors: [{ pointer: "/body/build_sop_version", detail: "names no version of it" }],
  });
}

function settingsOf(
  deps: Deps,
  sop: BuildSop,
  request: PackingPreviewRequest,
  pieces: Piece[],
): PreviewSettings {
  const { platform_class, platform_classes, layout_profile = sop.layout_profile } = request;
  if (platform_class !== undefined && platform_classes) {
    const pointer = "/body/platform_class";
    const detail = "must be left out where platform_classes is given";
    throw new Problem("input_invalid", `${pointer} ${detail}.`, { errors: [{ pointer, detail }] });
  }
  const classes = platform_class === undefined ? platform_classes : [platform_class];
  const settings = {
    platform_classes: classes ?? sop.platform_classes,
    gap_mm: request.gap_mm ?? sop.gap_mm,
    margin_mm: request.margin_mm ?? sop.margin_mm,
    rotations: request.rotations ?? sop.rotations,
    minimum_fill: request.minimum_fill ?? 0,
    height_aware: request.height_aware ?? sop.height_aware,
    group_by_height: request.group_by_height ?? sop.group_by_height,
    fill_open_builds: request.fill_open_builds ?? sop.fill_open_builds,
    exclusions: request.exclusions ?? sop.exclusions,
  };
  checkSettings(settings, (index) =>
    platform_class === undefined ? `/body/platform_classes/${index}` : "/body/platform_class",
  );
  const moves_max =
    request.budget_s === undefined
      ? movesOfProfile(deps, layout_profile)
      : movesOfBudget(request.budget_s, settings.platform_classes.length);
  const { locked = [] } = request;
  checkLocked(locked, pieces, settings);
  return { ...settings, locked, moves_max };
}

type Begun = {
  asked: Asked;
  sop: BuildSop;
  settings: PreviewSettings;
  seed: number;
  now: string;
};

function previewOf(
  deps: Deps,
  { customer_uuid, user_name }: Caller,
  { asked, sop, settings, seed, now }: Begun,
): Preview {
  const { pieces, left_out } = asked;
  return {
    ...{ customer_uuid, uuid: deps.ids.next(), status: "running", pieces_are: asked.pieces_are },
    ...{ application_uuid: asked.application_uuid, packing_group: asked.packing_group },
    ...{ build_sop_uuid: sop.uuid, build_sop_version: sop.version, settings, seed },
    ...{ pieces, left_out, piece_count: pieces.length + left_out.length },
    ...{ plate_count: 0, left_out_count: 0, moves: 0, stopped: null, answer: null },
    ...{ failure_message: null, build_uuids: [], created_by: user_name, created_at: now },
    ...{ started_at: null, stop_at: null, finished_at: null, committed_at: null },
    ...{ updated_at: now, expires_at: addSeconds(now, LIFETIME_S) },
  };
}

async function noteCreated(tx: Tx, { customer_uuid, actor }: Caller, preview: Preview) {
  const { uuid, pieces_are, piece_count, build_sop_uuid, build_sop_version } = preview;
  const { settings, seed, created_at: at } = preview;
  const changed = { at, customer_uuid, actor, noun: "packing_previews", uuid };
  const details = { pieces_are, piece_count, build_sop_uuid, build_sop_version, settings, seed };
  await appendEvent(tx, { ...changed, what: "created", details });
}

function tooManyRunning(): Problem {
  const detail = `${RUNNING_MAX} previews run, the most at once. Stop one, or wait for one to end.`;
  return new Problem("too_many_requests", detail, {
    headers: { "retry-after": String(RETRY_AFTER_S) },
  });
}
