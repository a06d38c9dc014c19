/**
 * The job `attach_slices`: a file that shows or carries the layers of a build, written by a worker
 * thread and attached when it is whole. A job makes one, in the order in which they are queued.
 */
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { safeFilename } from "../platform/http/links.ts";
import type { Ids } from "../platform/ids.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import { JOBS, type JobPayload } from "../platform/jobs/names.ts";
import { buildFileKind, type FileKind, ownPrinter } from "./build-file-kind.ts";
import { type MadeFile, makeFile } from "./slices/make-file.ts";
import {
  type BuildRow,
  insertAttachment,
  readAttachments,
  readBuild,
  touchBuild,
} from "./store.ts";
import { noteFileError, readSlices } from "./store-slices.ts";

const ACTOR = "server:slicing";
/** Leaves room for the ending within the length of a safe file name. */
const NAME_LENGTH_MAX = 60;

type Kept = { kind: FileKind; ids: Ids };

type Context = Pick<JobContext, "attempt" | "ids" | "signal">;

/** What is attached already stays as it is; what fails on the last try is noted on the build. */
export async function attachSlices(
  deps: Deps,
  payload: JobPayload["attach_slices"],
  context: Context,
): Promise<void> {
  const { customer_uuid, build_uuid, file } = payload;
  const build = await readBuild(deps.db.read, customer_uuid, build_uuid);
  invariant(build, `build ${build_uuid} of a job exists`);
  const printer = payload.printer ?? ownPrinter(build);
  const kind = file === "build_file" ? buildFileKind(build, printer) : file;
  const slices = await readSlices(deps.db.read, build);
  if (!slices || slices.error !== null) return;
  const attached = await readAttachments(deps.db.read, customer_uuid, [build_uuid]);
  if (attached.some((one) => one.kind === kind)) return;
  try {
    const made = await makeFile(deps, build, { file, printer }, context.signal);
    const { ids } = context;
    await attach(deps, build, { kind, ids, ...made });
  } catch (error) {
    const given_up = context.attempt >= JOBS.attach_slices.attempts_max;
    if (context.signal.aborted || !given_up) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await noteFailed(deps, build, { kind, ids: context.ids }, reason);
  }
}

async function attach(
  deps: Deps,
  build: BuildRow,
  { kind, ids, ending, details, ...file }: MadeFile & Kept,
): Promise<void> {
  const { customer_uuid, uuid: build_uuid } = build;
  const uuid = ids.next();
  const now = deps.clock.now();
  const filename = safeFilename(`${build.name.slice(0, NAME_LENGTH_MAX)}-${ending}`);
  await deps.db.transaction(async (tx) => {
    if (!(await isCurrent(tx, build))) return;
    const row = { customer_uuid, uuid, build_uuid, kind, filename, ...file, created_at: now };
    await insertAttachment(tx, row);
    await noteFileError(tx, build, kind, null);
    await touchBuild(tx, build_uuid, now);
    const changed = { at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid: build_uuid };
    await appendEvent(tx, {
      ...changed,
      what: "documented",
      details: { filenames: [filename], ...details },
    });
    await lookAtQueues(tx, deps, build, ids);
  });
}

async function noteFailed(deps: Deps, build: BuildRow, { kind, ids }: Kept, reason: string) {
  const { customer_uuid, uuid } = build;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await isCurrent(tx, build))) return;
    await noteFileError(tx, build, kind, reason);
    const changed = { at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid };
    await appendEvent(tx, { ...changed, what: "not_documented", details: { file: kind, reason } });
    await lookAtQueues(tx, deps, build, ids);
  });
}

/** A printer may wait for just this file. */
async function lookAtQueues(tx: Tx, { jobs }: Deps, { customer_uuid }: BuildRow, ids: Ids) {
  await jobs.enqueue(tx, "look_at_queues", { customer_uuid }, { key: customer_uuid, ids });
}

/** Of a build that was filled meanwhile, other jobs make the files. */
async function isCurrent(tx: Tx, { customer_uuid, uuid, revision }: BuildRow): Promise<boolean> {
  return (await readBuild(tx, customer_uuid, uuid))?.revision === revision;
}
