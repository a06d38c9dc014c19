/** Changes what an application is called, what it is for, and which one is the default. */
import { type ApplicationUpdateRequest, Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent, changesOf } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { applicationFor } from "./find.ts";
import { checkName } from "./room.ts";
import { type ApplicationRow, readApplications, updateApplicationRow } from "./store.ts";
import { applicationSetupView } from "./view.ts";

/** Throws not_found, name_taken, and application_archived for a default that is archived. */
export async function updateApplication(
  deps: Deps,
  { customer_uuid, actor }: Caller,
  uuid: string,
  { is_default, ...words }: ApplicationUpdateRequest,
): Promise<ApplicationRow> {
  const by = { customer_uuid, actor, at: deps.clock.now() };
  return deps.db.transaction(async (tx) => {
    const row = await applicationFor(tx, customer_uuid, uuid);
    const changes = {
      ...words,
      ...(is_default !== undefined && { is_default: Number(is_default) }),
    };
    const after = { ...row, ...changes };
    if (is_default && row.archived_at !== null) {
      throw new Problem("application_archived", `Application ${row.name} is archived.`, {
        errors: [{ pointer: "/body/is_default", detail: "is not for an archived application" }],
      });
    }
    if (row.archived_at === null) await checkName(tx, after);
    if (after.is_default > row.is_default) await dropDefault(tx, by);
    await changeApplication(tx, by, row, after);
    return after;
  });
}

/** Who changes something, and when. */
type By = { customer_uuid: string; actor: string; at: string };

/** Leaves the customer without a default application. */
export async function dropDefault(tx: Tx, by: By): Promise<void> {
  for (const row of await readApplications(tx, by.customer_uuid)) {
    if (row.is_default === 1) await changeApplication(tx, by, row, { ...row, is_default: 0 });
  }
}

async function changeApplication(
  tx: Tx,
  { at, customer_uuid, actor }: By,
  row: ApplicationRow,
  after: ApplicationRow,
): Promise<void> {
  const details = changesOf(applicationSetupView(row), applicationSetupView(after));
  if (Object.keys(details).length === 0) return;
  await updateApplicationRow(tx, after);
  const { uuid } = row;
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor,
    noun: "applications",
    uuid,
    what: "changed",
    details,
  });
}
