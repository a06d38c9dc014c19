/**
 * The job `slice_build`: what the layers of a build come to. Only then is it known how long it
 * prints and how much resin it takes, and only then may a printer begin it.
 */
import { GeometryError } from "@vatline/geometry";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import { type DocumentFile, JOBS, type JobPayload } from "../platform/jobs/names.ts";
import { type SliceFigures, sumLayers } from "./slices/figures.ts";
import { slicing } from "./slices/module.ts";
import { type BuildRow, readBuild, readPlaces } from "./store.ts";
import { insertSlices, readSlices, updateSliced } from "./store-slices.ts";

const ACTOR = "server:slicing";
const DOCUMENTS: DocumentFile[] = ["plate", "traveler"];

/** Figures, or why there are none. */
type Outcome = { figures: SliceFigures } | { error: string };

/**
 * Slices the build as it is now, once for each revision. A model that cannot be sliced is noted on
 * the build, as is whatever fails on the last try.
 */
export async function sliceBuild(
  deps: Deps,
  { customer_uuid, build_uuid }: JobPayload["slice_build"],
  context: Pick<JobContext, "attempt" | "ids" | "signal">,
): Promise<void> {
  const build = await readBuild(deps.db.read, customer_uuid, build_uuid);
  invariant(build, `build ${build_uuid} of a job exists`);
  if (await readSlices(deps.db.read, build)) return;
  const outcome = await slice(deps, build, context);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    // A build that was filled meanwhile is sliced by another job.
    const current = await readBuild(tx, customer_uuid, build_uuid);
    if (current?.revision !== build.revision || (await readSlices(tx, build))) return;
    const { error, figures } = { error: null, figures: null, ...outcome };
    await insertSlices(tx, build, { error, figures, sliced_at: now });
    const changes = figures && {
      layer_count: figures.areas_mm2.length,
      volume_ml: figures.volume_ml,
    };
    if (changes) await updateSliced(tx, build, { ...changes, updated_at: now });
    const { ids } = context;
    const payload = { customer_uuid, build_uuid };
    const key = `${build_uuid} ${build.revision}`;
    for (const file of DOCUMENTS) {
      const keyed = { key: `${key} ${file}`, ids };
      await deps.jobs.enqueue(tx, "attach_documents", { ...payload, file }, keyed);
    }
    await deps.jobs.enqueue(tx, "look_at_queues", { customer_uuid }, { key: customer_uuid, ids });
    await appendEvent(tx, {
      ...{ at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid: build_uuid },
      what: error === null ? "sliced" : "not_sliced",
      details: {
        revision: build.revision,
        ...(error === null ? {} : { reason: error }),
        ...(changes && changesOf(current, changes)),
      },
    });
  });
}

async function slice(
  deps: Deps,
  build: BuildRow,
  { attempt, signal }: Pick<JobContext, "attempt" | "signal">,
): Promise<Outcome> {
  try {
    return { figures: await cutLayers(deps, build, signal) };
  } catch (error) {
    const given_up = attempt >= JOBS.slice_build.attempts_max;
    if (signal.aborted || !(error instanceof GeometryError || given_up)) throw error;
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

/** Each file is read once, however many copies of it stand there, and forgotten before the next. */
async function cutLayers(
  deps: Deps,
  { customer_uuid, uuid, slice_thickness_nm }: BuildRow,
  signal: AbortSignal,
): Promise<SliceFigures> {
  const places = await readPlaces(deps.db.read, customer_uuid, [uuid]);
  const areas = new Map<string, Float64Array>();
  for (const { file_key, part_number } of places) {
    if (areas.has(file_key)) continue;
    const bytes = await deps.files.get(file_key);
    const args: [Uint8Array, number] = [bytes, slice_thickness_nm / 1e6];
    const cut = deps.workers.run(slicing, "areasOfModel", args, { signal });
    areas.set(file_key, await cut.catch((error) => refuse(error, part_number)));
  }
  const parts = places.map(({ place_index, file_key }) => {
    return { place_index, areas: areas.get(file_key) ?? new Float64Array() };
  });
  return sumLayers(parts, slice_thickness_nm);
}

/** Says which part it is. */
function refuse(error: unknown, part_number: string): never {
  if (!(error instanceof GeometryError)) throw error;
  throw new GeometryError(error.code, `Part ${part_number}: ${error.message}`, error.at);
}
