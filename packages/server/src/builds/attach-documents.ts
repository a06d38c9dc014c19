/**
 * The job `attach_documents`: the plate as pictures, or the traveler, attached to a build. A job
 * makes one, in the order in which they are queued.
 */
import type { Config } from "../platform/config.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { safeFilename } from "../platform/http/links.ts";
import type { Ids } from "../platform/ids.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import {
  type DocumentFile,
  JOBS,
  type JobPayload,
  type SliceFile,
} from "../platform/jobs/names.ts";
import { keyInUse } from "../traveler-keys/make.ts";
import { documents } from "./documents/module.ts";
import { readSheet } from "./documents/read-sheet.ts";
import { signFacts } from "./documents/signed-facts.ts";
import {
  type AttachmentRow,
  type BuildRow,
  insertAttachment,
  readAttachments,
  readBuild,
  touchBuild,
} from "./store.ts";
import { noteFileError, readSlices } from "./store-slices.ts";

const ACTOR = "server:documents";
/** Leaves room for the ending within the length of a safe file name. */
const NAME_LENGTH_MAX = 60;

/** What is made of the layers, by the setting `build_files`. */
const FILES: Record<Config["build_files"], SliceFile[]> = {
  all: ["video", "build_file", "arrangement", "printability"],
  video: ["video"],
  none: [],
};

type Making = { file: DocumentFile; ids: Ids };

type Document = { kind: string; ending: string; media_type: string; bytes: Uint8Array };

/** What is attached already stays as it is; what fails on the last try is noted on the build. */
export async function attachDocuments(
  deps: Deps,
  { customer_uuid, build_uuid, file }: JobPayload["attach_documents"],
  context: Pick<JobContext, "attempt" | "ids">,
): Promise<void> {
  const build = await readBuild(deps.db.read, customer_uuid, build_uuid);
  invariant(build, `build ${build_uuid} of a job exists`);
  try {
    const stored: Omit<AttachmentRow, "created_at">[] = [];
    for (const { kind, ending, media_type, bytes } of await makeDocuments(deps, build, file)) {
      const filename = safeFilename(`${build.name.slice(0, NAME_LENGTH_MAX)}-${ending}`);
      const made = { customer_uuid, uuid: context.ids.next(), build_uuid, kind, filename };
      stored.push({ ...made, media_type, ...(await deps.files.put(bytes)) });
    }
    await attach(deps, build, { file, ids: context.ids }, stored);
  } catch (error) {
    if (context.attempt < JOBS.attach_documents.attempts_max) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await noteFailed(deps, build, { file, ids: context.ids }, reason);
  }
}

async function attach(
  deps: Deps,
  build: BuildRow,
  { file, ids }: Making,
  stored: Omit<AttachmentRow, "created_at">[],
): Promise<void> {
  const { customer_uuid, uuid } = build;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    // Of a build that was filled meanwhile, other jobs make the documents.
    const current = await readBuild(tx, customer_uuid, uuid);
    if (current?.revision !== build.revision) return;
    const attached = await readAttachments(tx, customer_uuid, [uuid]);
    const kinds = new Set(attached.map(({ kind }) => kind));
    const missing = stored.filter(({ kind }) => !kinds.has(kind));
    if (missing.length === 0) return;
    if (file === "traveler") await enqueueFiles(tx, deps, build, ids);
    for (const attachment of missing)
      await insertAttachment(tx, { ...attachment, created_at: now });
    await noteFileError(tx, build, file, null);
    await touchBuild(tx, uuid, now);
    const details = { filenames: missing.map(({ filename }) => filename) };
    const changed = { at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid };
    await appendEvent(tx, { ...changed, what: "documented", details });
  });
}

async function noteFailed(deps: Deps, build: BuildRow, { file, ids }: Making, reason: string) {
  const { customer_uuid, uuid } = build;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const current = await readBuild(tx, customer_uuid, uuid);
    if (current?.revision !== build.revision) return;
    await noteFileError(tx, build, file, reason);
    if (file === "traveler") await enqueueFiles(tx, deps, build, ids);
    const changed = { at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid };
    await appendEvent(tx, { ...changed, what: "not_documented", details: { file, reason } });
  });
}

/** What is made of the layers comes after what people need, also where that could not be made. */
async function enqueueFiles(tx: Tx, deps: Deps, build: BuildRow, ids: Ids): Promise<void> {
  const { customer_uuid, uuid: build_uuid, revision } = build;
  if ((await readSlices(tx, build))?.error !== null) return;
  for (const file of FILES[deps.config.build_files]) {
    const keyed = { key: `${build_uuid} ${revision} ${file}`, ids };
    await deps.jobs.enqueue(tx, "attach_slices", { customer_uuid, build_uuid, file }, keyed);
  }
}

async function makeDocuments(deps: Deps, build: BuildRow, file: DocumentFile): Promise<Document[]> {
  const sheet = await readSheet(deps, build);
  const { workers } = deps;
  if (file === "traveler") {
    const signed = signFacts(sheet, await keyInUse(deps, build.customer_uuid, ACTOR));
    const bytes = await workers.run(documents, "travelerPdf", [sheet, signed]);
    return [{ kind: file, ending: "traveler.pdf", media_type: "application/pdf", bytes }];
  }
  const svg = new TextEncoder().encode(await workers.run(documents, "platePicture", [sheet]));
  const png = await workers.run(documents, "platePng", [sheet]);
  return [
    { kind: "plate", ending: "plate.svg", media_type: "image/svg+xml", bytes: svg },
    { kind: "plate_png", ending: "plate.png", media_type: "image/png", bytes: png },
  ];
}
