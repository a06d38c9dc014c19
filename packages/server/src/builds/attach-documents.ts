/**
 * The job `attach_documents`: the plate as pictures, or the traveler, attached to a build. A job
 * makes one, in the order in which they are queued.
 */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { safeFilename } from "../platform/http/links.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobContext } from "../platform/jobs/jobs.ts";
import { type DocumentFile, JOBS, type JobPayload } from "../platform/jobs/names.ts";
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
import { noteFileError } from "./store-slices.ts";

const ACTOR = "server:documents";
/** Leaves room for the ending within the length of a safe file name. */
const NAME_LENGTH_MAX = 60;

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
    await attach(deps, build, file, stored);
  } catch (error) {
    if (context.attempt < JOBS.attach_documents.attempts_max) throw error;
    await noteFailed(deps, build, file, error instanceof Error ? error.message : String(error));
  }
}

async function attach(
  deps: Deps,
  build: BuildRow,
  file: DocumentFile,
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
    for (const attachment of missing)
      await insertAttachment(tx, { ...attachment, created_at: now });
    await noteFileError(tx, build, file, null);
    await touchBuild(tx, uuid, now);
    const details = { filenames: missing.map(({ filename }) => filename) };
    const changed = { at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid };
    await appendEvent(tx, { ...changed, what: "documented", details });
  });
}

async function noteFailed(deps: Deps, build: BuildRow, file: DocumentFile, reason: string) {
  const { customer_uuid, uuid } = build;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const current = await readBuild(tx, customer_uuid, uuid);
    if (current?.revision !== build.revision) return;
    await noteFileError(tx, build, file, reason);
    const changed = { at: now, customer_uuid, actor: ACTOR, noun: "builds", uuid };
    await appendEvent(tx, { ...changed, what: "not_documented", details: { file, reason } });
  });
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
