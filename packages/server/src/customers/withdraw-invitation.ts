/** Takes invitations back. */
import { Problem } from "@vatline/api";
import { realNow } from "../platform/clock.ts";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import { type InvitationRow, readInvitation, updateInvitation } from "./store-invitations.ts";

/** A second time changes nothing. Throws not_found, invitation_closed. */
export async function withdrawInvitation(
  tx: Tx,
  { clock }: Pick<Deps, "clock">,
  asked: { customer_uuid: string; uuid: string; actor: string },
): Promise<void> {
  const { customer_uuid, uuid, actor } = asked;
  const row = await readInvitation(tx, customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no invitation ${uuid}.`);
  if (row.accepted_at !== null) {
    throw new Problem("invitation_closed", `It was accepted at ${row.accepted_at}.`);
  }
  if (row.withdrawn_at !== null) return;
  await withdraw(tx, row, { now: realNow(clock), at: clock.now(), actor });
}

/** `now` is real time, `at` domain time. */
export async function withdraw(
  tx: Tx,
  { customer_uuid, uuid, email }: InvitationRow,
  { now, at, actor }: { now: string; at: string; actor: string },
): Promise<void> {
  await updateInvitation(tx, customer_uuid, uuid, { withdrawn_at: now });
  const noun = "invitations";
  const details = { email };
  await appendEvent(tx, { at, customer_uuid, actor, noun, uuid, what: "withdrawn", details });
}
