/** A job that was given up is part of the history of the customer it was queued for. */
import type { Tx } from "../db/db.ts";
import { appendEvent } from "../events.ts";

/** Jobs that belong to no customer, as they derive something from a file alone, leave no event. */
export async function noteParked(
  tx: Tx,
  job: { job_uuid: string; name: string; payload: unknown; attempts: number },
  at: string,
): Promise<void> {
  const customer_uuid = customerOf(job.payload);
  if (customer_uuid === null) return;
  await appendEvent(tx, {
    at,
    customer_uuid,
    actor: "server:jobs",
    noun: "jobs",
    uuid: job.job_uuid,
    what: "parked",
    details: { name: job.name, attempts: job.attempts },
  });
}

function customerOf(payload: unknown): string | null {
  if (typeof payload !== "object" || payload === null) return null;
  const { customer_uuid } = payload as Record<string, unknown>;
  return typeof customer_uuid === "string" ? customer_uuid : null;
}
