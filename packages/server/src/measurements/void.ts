/** Declares a measurement void: it stays in the books, and counts for nothing. */
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { readCounting } from "./correct.ts";
import { updateMeasurementRow } from "./store.ts";

/** Throws not_found and measurement_voided. */
export async function voidMeasurement(
  deps: Deps,
  caller: Caller,
  uuid: string,
  reason: string,
): Promise<void> {
  const now = deps.clock.now();
  const { customer_uuid, actor } = caller;
  await deps.db.transaction(async (tx) => {
    const { measurement_result } = await readCounting(tx, customer_uuid, uuid);
    const changes = { voided_at: now, void_reason: reason, updated_at: now };
    await updateMeasurementRow(tx, uuid, changes);
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor,
      noun: "part_measurements",
      uuid,
      what: "voided",
      details: { reason, measurement_result },
    });
  });
}
