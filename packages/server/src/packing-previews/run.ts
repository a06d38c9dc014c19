/**
 * The job of a preview: packs in a thread as packing by itself does, and keeps what it came to.
 * One that was cut off when the server ended is computed again from what was kept, to the same
 * answer; only a preview that still runs takes one.
 */
import { type BuildSop, readSopVersion } from "../build-sops/store.ts";
import { NO_OPEN_BUILDS, type OpenBuilds, openBuildsFor } from "../builds/open-builds.ts";
import { createWatch } from "../builds/packer/watch.ts";
import { type BuildPlan, planPlates } from "../builds/plan.ts";
import { prepareParts } from "../builds/prepare.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import { JOBS, type JobPayload } from "../platform/jobs/names.ts";
import type { Workers } from "../platform/workers.ts";
import { answerOf } from "./answer.ts";
import { findChanges } from "./changes.ts";
import { lockedFaults, takeLocked } from "./locked.ts";
import { type Preview, readPreview, updatePreview } from "./store.ts";
import { readPartFiles } from "./store-pieces.ts";
import { supervise } from "./supervise.ts";

const ACTOR = "server:packing-previews";

export async function carryOutPreview(
  deps: Deps,
  pool: Workers,
  { customer_uuid, preview_uuid }: JobPayload["preview_packing"],
  { attempt, signal }: JobContext,
): Promise<void> {
  const preview = await readPreview(deps.db.read, customer_uuid, preview_uuid);
  if (preview?.status !== "running") return;
  const { attempts_max } = JOBS.preview_packing;
  if (attempt > attempts_max) {
    return fail(
      deps,
      preview,
      `It was begun ${attempts_max} times, and the server ended each time.`,
    );
  }
  const now = deps.clock.now();
  await deps.db.transaction((tx) =>
    updatePreview(tx, preview, "running", {
      started_at: preview.started_at ?? now,
      updated_at: now,
    }),
  );
  try {
    await compute(deps, pool, preview, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    // A preview whose job is given up must not look as if it went on.
    if (attempt === attempts_max) {
      await fail(deps, preview, `The search broke off ${attempts_max} times. Nothing was changed.`);
    }
    throw error;
  }
}

async function compute(
  deps: Deps,
  pool: Workers,
  preview: Preview,
  signal: AbortSignal,
): Promise<void> {
  const { customer_uuid, pieces, settings, seed } = preview;
  const part_uuids = pieces.map((piece) => piece.part_uuid);
  const files = await readPartFiles(deps.db.read, customer_uuid, part_uuids);
  const packable = pieces.map((piece) => {
    const file = files.get(piece.part_uuid);
    invariant(file, `part ${piece.part_uuid} of a preview is there`);
    return { ...piece, file_key: file.file_key, report: file.report };
  });
  const sop = await sopOf(deps, preview);
  const watch = createWatch();
  const ended = new AbortController();
  const watching = supervise(deps, preview, watch, ended.signal);
  let plan: BuildPlan;
  let changes: Awaited<ReturnType<typeof findChanges>>;
  try {
    const own = { ...deps, workers: pool };
    const all = await prepareParts(own, sop, packable);
    const { moves_max, locked } = settings;
    const { plates: hand_filled, rest: prepared } = takeLocked(locked, pieces, all);
    const [fault, ...more] = await lockedFaults(own, sop, hand_filled);
    if (fault !== undefined) {
      const others = more.length > 0 ? ` (And ${more.length} more like it.)` : "";
      return await fail(deps, preview, `${fault}${others} Nothing was changed.`);
    }
    const options = { seed_text: `preview ${seed}`, moves_max, watch, signal };
    const open = await openFor(own, preview, sop);
    plan = await planPlates(own, sop, prepared, { ...options, open, hand_filled });
    changes = await findChanges(own, sop, prepared, plan, options);
  } finally {
    ended.abort();
    await watching;
  }
  const stopped = (await watching) ?? plan.stopped;
  const answer = answerOf(preview, sop, plan, { files, changes });
  await complete(deps, preview, answer, { ...plan, stopped });
}

/** Builds to be filled; none for parts that nobody ordered, since those cannot be committed. */
async function openFor(deps: Deps, preview: Preview, sop: BuildSop): Promise<OpenBuilds> {
  if (preview.pieces_are === "parts") return NO_OPEN_BUILDS;
  return openBuildsFor(deps, preview, sop);
}

/** The version that was asked for, with the settings that were asked for. */
async function sopOf(deps: Deps, preview: Preview): Promise<BuildSop> {
  const { customer_uuid, build_sop_uuid, build_sop_version, settings } = preview;
  const { moves_max: _moves_max, locked: _locked, ...changes } = settings;
  const sop = await readSopVersion(deps.db.read, customer_uuid, build_sop_uuid, build_sop_version);
  invariant(sop, `build SOP ${build_sop_uuid} of a preview is there`);
  return { ...sop, ...changes };
}

async function complete(
  deps: Deps,
  preview: Preview,
  answer: NonNullable<Preview["answer"]>,
  { moves, stopped }: Pick<BuildPlan, "moves" | "stopped">,
): Promise<void> {
  const { customer_uuid, uuid } = preview;
  const at = deps.clock.now();
  const [plate_count, left_out_count] = [answer.plates.length, answer.left_out.length];
  const found = { plate_count, left_out_count, moves, stopped };
  const change = { ...found, status: "complete" as const, answer, finished_at: at, updated_at: at };
  await deps.db.transaction(async (tx) => {
    if (!(await updatePreview(tx, preview, "running", change))) return;
    const changed = { at, customer_uuid, actor: ACTOR, noun: "packing_previews", uuid };
    await appendEvent(tx, { ...changed, what: "completed", details: found });
  });
}

async function fail(deps: Deps, preview: Preview, failure_message: string): Promise<void> {
  const { customer_uuid, uuid } = preview;
  const at = deps.clock.now();
  const change = { status: "failed" as const, failure_message, finished_at: at, updated_at: at };
  await deps.db.transaction(async (tx) => {
    if (!(await updatePreview(tx, preview, "running", change))) return;
    const changed = { at, customer_uuid, actor: ACTOR, noun: "packing_previews", uuid };
    await appendEvent(tx, { ...changed, what: "failed", details: { failure_message } });
  });
}
