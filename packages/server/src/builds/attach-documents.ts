/** Makes the files that people need of a build, and attaches them to it. */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { safeFilename } from "../platform/http/links.ts";
import type { Ids } from "../platform/ids.ts";
import { invariant } from "../platform/invariant.ts";
import type { JobPayload } from "../platform/jobs/names.ts";
import { documents } from "./documents/module.ts";
import { readSheet } from "./documents/read-sheet.ts";
import {
  type AttachmentRow,
  type BuildRow,
  insertAttachment,
  readAttachments,
  readBuild,
  touchBuild,
} from "./store.ts";

const ACTOR = "server:documents";
/** Leaves room for the ending within the length of a safe file name. */
const NAME_LENGTH_MAX = 60;

type Document = { kind: string; ending: string; media_type: string; bytes: Uint8Array };

/** Attaches traveler and plate picture to a build; what is attached already stays as it is. */
export async function attachDocuments(
  deps: Deps,
  { customer_uuid, build_uuid }: JobPayload["attach_documents"],
  ids: Ids,
): Promise<void> {
  const build = await readBuild(deps.db.read, customer_uuid, build_uuid);
  invariant(build, `build ${build_uuid} of a job exists`);
  const stored: Omit<AttachmentRow, "created_at">[] = [];
  for (const { kind, ending, media_type, bytes } of await makeDocuments(deps, build)) {
    const filename = safeFilename(`${build.name.slice(0, NAME_LENGTH_MAX)}-${ending}`);
    const file = await deps.files.put(bytes);
    stored.push({
      customer_uuid,
      uuid: ids.next(),
      build_uuid,
      kind,
      filename,
      media_type,
      ...file,
    });
  }
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    // Of a build that was filled meanwhile, another job makes the documents.
    const current = await readBuild(tx, customer_uuid, build_uuid);
    if (current?.revision !== build.revision) return;
    const attached = await readAttachments(tx, customer_uuid, [build_uuid]);
    const kinds = new Set(attached.map(({ kind }) => kind));
    const missing = stored.filter(({ kind }) => !kinds.has(kind));
    if (missing.length === 0) return;
    for (const attachment of missing)
      await insertAttachment(tx, { ...attachment, created_at: now });
    await touchBuild(tx, build_uuid, now);
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor: ACTOR,
      noun: "builds",
      uuid: build_uuid,
      what: "documented",
      details: { filenames: missing.map(({ filename }) => filename) },
    });
  });
}

async function makeDocuments(deps: Deps, build: BuildRow): Promise<Document[]> {
  const sheet = await readSheet(deps, build);
  const traveler = await deps.workers.run(documents, "travelerPdf", [sheet]);
  const picture = await deps.workers.run(documents, "platePicture", [sheet]);
  return [
    { kind: "traveler", ending: "traveler.pdf", media_type: "application/pdf", bytes: traveler },
    {
      kind: "plate",
      ending: "plate.svg",
      media_type: "image/svg+xml",
      bytes: new TextEncoder().encode(picture),
    },
  ];
}
