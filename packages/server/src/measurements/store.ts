/** SQL of measurements. A void one stays, but counts for nothing. */
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { type Filter, listSpec } from "../platform/http/list.ts";

export type MeasurementRow = Tables["part_measurements"];

/** Rows in one statement: bounds how long one statement holds the event loop on SQLite. */
const CHUNK = 100;

/** What has to be known of a part to measure it. */
const MEASURED = [
  "uuid",
  "application_uuid",
  "part_number",
  "serial_number",
  "status",
  "finished_at",
] as const;

export type MeasuredPart = Pick<Tables["printed_parts"], (typeof MEASURED)[number]>;

/** The customer's parts with one of these uuids or serial numbers, by it. */
export async function readMeasuredParts(
  db: Queries,
  customer_uuid: string,
  column: "uuid" | "serial_number",
  values: string[],
): Promise<Map<string, MeasuredPart>> {
  const found = new Map<string, MeasuredPart>();
  for (let from = 0; from < values.length; from += CHUNK) {
    const rows = await db
      .selectFrom("printed_parts")
      .select(MEASURED)
      .where("customer_uuid", "=", customer_uuid)
      .where(column, "in", values.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) found.set(row[column] ?? "", row);
  }
  return found;
}

export async function insertMeasurements(tx: Tx, rows: MeasurementRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += CHUNK) {
    await tx
      .insertInto("part_measurements")
      .values(rows.slice(from, from + CHUNK))
      .execute();
  }
}

export async function updateMeasurementRow(
  tx: Tx,
  uuid: string,
  changes: Partial<MeasurementRow> & { updated_at: string },
): Promise<void> {
  await tx.updateTable("part_measurements").set(changes).where("uuid", "=", uuid).execute();
}

export async function readMeasurementRow(db: Queries, customer_uuid: string, uuid: string) {
  return db
    .selectFrom("part_measurements")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("uuid", "=", uuid)
    .executeTakeFirst();
}

/** Measurements that were imported with these ids, by the id. */
export async function readImported(db: Queries, customer_uuid: string, external_ids: string[]) {
  const found = new Map<string, MeasurementRow>();
  for (let from = 0; from < external_ids.length; from += CHUNK) {
    const rows = await db
      .selectFrom("part_measurements")
      .selectAll()
      .where("customer_uuid", "=", customer_uuid)
      .where("external_id", "in", external_ids.slice(from, from + CHUNK))
      .execute();
    for (const row of rows) found.set(row.external_id ?? "", row);
  }
  return found;
}

/** Whether anything was ever measured by a template, void or not. */
export async function isMeasuredBy(db: Queries, template_uuid: string): Promise<boolean> {
  const query = db
    .selectFrom("part_measurements")
    .select("uuid")
    .where("part_measurement_template_uuid", "=", template_uuid)
    .limit(1);
  return (await query.executeTakeFirst()) !== undefined;
}

/** What was found on a part by which template; void measurements are not among it. */
export async function readResults(db: Queries, printed_part_uuid: string) {
  return db
    .selectFrom("part_measurements")
    .select(["part_measurement_template_uuid", "measurement_result"])
    .where("printed_part_uuid", "=", printed_part_uuid)
    .where("voided_at", "is", null)
    .execute();
}

/** Measurements with all that people see of them. */
export function selectMeasurements(db: Queries) {
  return db
    .selectFrom("part_measurements")
    .innerJoin("part_measurement_templates as template", (join) =>
      join.onRef("template.uuid", "=", "part_measurements.part_measurement_template_uuid"),
    )
    .innerJoin("printed_parts", "printed_parts.uuid", "part_measurements.printed_part_uuid")
    .selectAll("part_measurements")
    .select([
      "printed_parts.serial_number",
      "printed_parts.part_number",
      "template.operation_name",
      "template.measurement_name",
      "template.units",
      "template.min",
      "template.max",
    ]);
}

export async function readMeasurement(db: Queries, customer_uuid: string, uuid: string) {
  return selectMeasurements(db)
    .where("part_measurements.customer_uuid", "=", customer_uuid)
    .where("part_measurements.uuid", "=", uuid)
    .executeTakeFirst();
}

const TABLE = "part_measurements";

const common = {
  uuid: { column: `${TABLE}.uuid`, is: "equal" },
  application_uuid: { column: `${TABLE}.application_uuid`, is: "equal" },
  updated_before: { column: `${TABLE}.updated_at`, is: "before" },
  updated_after: { column: `${TABLE}.updated_at`, is: "after" },
  printed_part_uuid: { column: `${TABLE}.printed_part_uuid`, is: "equal" },
} satisfies Record<string, Filter>;

/** The list of the compatible API: what counts. */
export const PART_MEASUREMENTS_LIST = listSpec({
  operation_id: "getPartMeasurements",
  table: TABLE,
  select: (db) => db.selectFrom(TABLE).selectAll().where("voided_at", "is", null),
  filters: common,
  sorts: {
    uuid: { column: `${TABLE}.uuid` },
    updated_at: { column: `${TABLE}.updated_at` },
  },
  default_sort: [{ column: `${TABLE}.updated_at`, descending: true }],
});

export const MEASUREMENTS_LIST = listSpec({
  operation_id: "getMeasurements",
  table: TABLE,
  select: selectMeasurements,
  filters: {
    ...common,
    measured_before: { column: `${TABLE}.measured_at`, is: "before" },
    measured_after: { column: `${TABLE}.measured_at`, is: "after" },
    serial_number: { column: "printed_parts.serial_number", is: "equal" },
    part_measurement_template_uuid: {
      column: `${TABLE}.part_measurement_template_uuid`,
      is: "equal",
    },
    measurement_result: { column: `${TABLE}.measurement_result`, is: "equal" },
    voided: {
      where: ([voided]) =>
        voided === "true"
          ? sql<boolean>`part_measurements.voided_at is not null`
          : sql<boolean>`part_measurements.voided_at is null`,
    },
  },
  sorts: {
    uuid: { column: `${TABLE}.uuid` },
    updated_at: { column: `${TABLE}.updated_at` },
    created_at: { column: `${TABLE}.created_at` },
    measured_at: { column: `${TABLE}.measured_at` },
    measurement_result: { column: `${TABLE}.measurement_result` },
  },
  default_sort: [{ column: `${TABLE}.created_at`, descending: true }],
});
