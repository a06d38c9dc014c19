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
  insertAttachment,
  readAttachments,
  readBuild,
  touchBuild,
} from "./store.ts";

const ACTOR = "server:documents";
/** Leaves room for what follows within the length of a safe file name. */
const NAME_LENGTH_MAX = 60;

type Document = { kind: string; ending: string; media_type: string; bytes: Uint8Array };

/** Attaches traveler and plate picture. Does nothing where both are attached already. */
export async function attachDocuments(
  deps: Deps,
  { customer_uuid, build_uuid }: JobPayload["attach_documents"],
  ids: Ids,
): Promise<void> {
  const build = await readBuild(deps.db.read, customer_uuid, build_uuid);
  invariant(build, `build ${build_uuid} of a job exists`);
  const made = await makeDocuments(deps, await readSheet(deps, build));
  const created_at = deps.clock.now();
  const rows: AttachmentRow[] = [];
  for (const { kind, ending, media_type, bytes } of made) {
    rows.push({
      customer_uuid,
      uuid: ids.next(),
      build_uuid,
      kind,
      filename: safeFilename(`${build.name.slice(0, NAME_LENGTH_MAX)}-${ending}`),
      media_type,
      ...(await deps.files.put(bytes)),
      created_at,
    });
  }
}
