/** Corrects a measurement; it is judged anew, and the history keeps what it was. */
import { type MeasurementUpdate, Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import { invariant } from "../platform/invariant.ts";
import { changesOf } from "./changes.ts";
import { entryFaults, type FullEntry, refuseFaults } from "./check-entry.ts";
import { judge } from "./judge.ts";
import { type MeasurementRow, readMeasurementRow, updateMeasurementRow } from "./store.ts";
import { readTemplate } from "./store-templates.ts";

/** What is absent stays, null takes away. Throws not_found, measurement_voided and _invalid. */
export async function correctMeasurement(
  deps: Deps,
  caller: Caller,
  uuid: string,
  update: MeasurementUpdate,
): Promise<void> {
  const now = deps.clock.now();
  const { customer_uuid, actor } = caller;
  await deps.db.transaction(async (tx) => {
    const row = await readCounting(tx, customer_uuid, uuid);
    const template = await readTemplate(tx, customer_uuid, row.part_measurement_template_uuid);
    invariant(template, `the template of measurement ${uuid} exists`);
    const before: FullEntry = {
      value: row.value,
      category_value: row.category_value,
      zones: JSON.parse(row.zones),
      notes: row.notes,
      measured_at: row.measured_at,
    };
    const entry = withUpdate(before, update);
    refuseFaults(entryFaults(template, entry, now));
    const { measurement_result } = row;
    const result = judge(template, entry);
    const changes = changesOf(
      { ...before, measurement_result },
      { ...entry, measurement_result: result },
    );
    if (Object.keys(changes).length === 0) return;
    const zones = JSON.stringify(entry.zones);
    const changed = { ...entry, zones, measurement_result: result, updated_at: now };
    await updateMeasurementRow(tx, uuid, changed);
    await appendEvent(tx, {
      at: now,
      customer_uuid,
      actor,
      noun: "part_measurements",
      uuid,
      what: "corrected",
      details: changes,
    });
  });
}

/** The measurement, if it counts. Throws not_found and measurement_voided. */
export async function readCounting(
  tx: Tx,
  customer_uuid: string,
  uuid: string,
): Promise<MeasurementRow> {
  const row = await readMeasurementRow(tx, customer_uuid, uuid);
  if (!row) throw new Problem("not_found", `There is no measurement ${uuid}.`);
  if (row.voided_at === null) return row;
  const detail = `Measurement ${uuid} was declared void at ${row.voided_at}: ${row.void_reason}`;
  throw new Problem("measurement_voided", detail);
}

function withUpdate(entry: FullEntry, update: MeasurementUpdate): FullEntry {
  const { value = entry.value, category_value = entry.category_value } = update;
  const { zones = entry.zones, notes = entry.notes, measured_at } = update;
  return {
    value,
    category_value: category_value || null,
    zones,
    notes,
    measured_at: (measured_at === undefined ? null : readTime(measured_at)) ?? entry.measured_at,
  };
}
