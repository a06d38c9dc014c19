/** Records one measurement. */
import { type MeasurementRequest, Problem } from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import { appendEvents, type NewEvent } from "../platform/events.ts";
import type { Caller } from "../platform/http/route.ts";
import { readTime } from "../platform/http/time.ts";
import { entryFaults, type FullEntry, partFaults, refuseFaults } from "./check-entry.ts";
import { judge } from "./judge.ts";
import {
  insertMeasurements,
  type MeasuredPart,
  type MeasurementRow,
  readMeasuredParts,
} from "./store.ts";
import { readTemplate, type Template } from "./store-templates.ts";

/**
 * Records and judges; answers the uuid. Throws printed_part_unknown, measurement_template_unknown,
 * measurement_invalid.
 */
export async function recordMeasurement(
  deps: Deps,
  caller: Caller,
  request: MeasurementRequest,
): Promise<string> {
  const now = deps.clock.now();
  return deps.db.transaction(async (tx) => {
    const part = await partOf(tx, caller.customer_uuid, request);
    const template_uuid = request.part_measurement_template_uuid;
    const template = await readTemplate(tx, caller.customer_uuid, template_uuid);
    if (!template) {
      const detail = `There is no measurement template ${template_uuid}.`;
      throw new Problem("measurement_template_unknown", detail, {
        errors: [{ pointer: "/body/part_measurement_template_uuid", detail: "names no template" }],
      });
    }
    const { value = null, category_value, zones = [], notes = "", measured_at } = request;
    const entry: FullEntry = {
      value,
      category_value: category_value || null,
      zones,
      notes,
      measured_at: readTime(measured_at ?? now) ?? now,
    };
    refuseFaults([...partFaults(template, part), ...entryFaults(template, entry, now)]);
    const row = measurementRowOf(deps, caller, { part, template, entry, external_id: null });
    await addMeasurements(tx, caller, [row]);
    return row.uuid;
  });
}

/** The part that the request names; where it names it in two ways, both have to be right. */
async function partOf(tx: Tx, customer_uuid: string, request: MeasurementRequest) {
  const { printed_part_uuid, serial_number } = request;
  const names = [
    { field: "printed_part_uuid", column: "uuid", name: printed_part_uuid },
    { field: "serial_number", column: "serial_number", name: serial_number },
  ] as const;
  let part: MeasuredPart | undefined;
  for (const { field, column, name } of names) {
    if (name === undefined) continue;
    const found = (await readMeasuredParts(tx, customer_uuid, column, [name])).get(name);
    if (!found || (part && part.uuid !== found.uuid)) throw unknownPart(field, name);
    part = found;
  }
  if (part) return part;
  const detail = "Name the part by printed_part_uuid or by serial_number.";
  throw new Problem("measurement_invalid", detail, {
    errors: [{ pointer: "/body/printed_part_uuid", detail: "or serial_number is needed" }],
  });
}

function unknownPart(field: string, name: string): Problem {
  return new Problem("printed_part_unknown", `There is no printed part ${name}.`, {
    errors: [{ pointer: `/body/${field}`, detail: "names no printed part" }],
  });
}

/** A new measurement with its judgement. */
export function measurementRowOf(
  deps: Pick<Deps, "ids" | "clock">,
  { customer_uuid, user_name }: Caller,
  measured: {
    part: MeasuredPart;
    template: Template;
    entry: FullEntry;
    external_id: string | null;
  },
): MeasurementRow {
  const { part, template, entry, external_id } = measured;
  const now = deps.clock.now();
  return {
    customer_uuid,
    uuid: deps.ids.next(),
    application_uuid: part.application_uuid,
    printed_part_uuid: part.uuid,
    part_measurement_template_uuid: template.uuid,
    ...entry,
    zones: JSON.stringify(entry.zones),
    measurement_result: judge(template, entry),
    external_id,
    measured_by: user_name,
    voided_at: null,
    void_reason: null,
    created_at: now,
    updated_at: now,
  };
}

/** Writes new measurements and their events. */
export async function addMeasurements(tx: Tx, { actor }: Caller, rows: MeasurementRow[]) {
  await insertMeasurements(tx, rows);
  const events = rows.map(
    (row): NewEvent => ({
      at: row.created_at,
      customer_uuid: row.customer_uuid,
      actor,
      noun: "part_measurements",
      uuid: row.uuid,
      what: "recorded",
      details: {
        printed_part_uuid: row.printed_part_uuid,
        part_measurement_template_uuid: row.part_measurement_template_uuid,
        value: row.value,
        category_value: row.category_value,
        measurement_result: row.measurement_result,
      },
    }),
  );
  await appendEvents(tx, events);
}
