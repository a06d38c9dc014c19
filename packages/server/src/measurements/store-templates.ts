/** SQL of measurement templates. */
import { sql } from "kysely";
import type { Queries, Tx } from "../platform/db/db.ts";
import type { Tables } from "../platform/db/tables.ts";
import { listSpec } from "../platform/http/list.ts";
import type { CategoryOptions } from "./judge.ts";

export type TemplateRow = Tables["part_measurement_templates"];

/** A row with its lists read. */
export type Template = Omit<TemplateRow, "category_options" | "zones" | "part_numbers"> & {
  category_options: CategoryOptions | null;
  zones: string[];
  part_numbers: string[];
};

export function templateOf(row: TemplateRow): Template {
  const { category_options } = row;
  return {
    ...row,
    category_options: category_options === null ? null : JSON.parse(category_options),
    zones: JSON.parse(row.zones),
    part_numbers: JSON.parse(row.part_numbers),
  };
}

function rowOf(template: Template): TemplateRow {
  const { category_options } = template;
  return {
    ...template,
    category_options: category_options === null ? null : JSON.stringify(category_options),
    zones: JSON.stringify(template.zones),
    part_numbers: JSON.stringify(template.part_numbers),
  };
}

export async function insertTemplate(tx: Tx, template: Template): Promise<void> {
  await tx.insertInto("part_measurement_templates").values(rowOf(template)).execute();
}

export async function writeTemplate(tx: Tx, template: Template): Promise<void> {
  const { uuid, ...changes } = rowOf(template);
  await tx
    .updateTable("part_measurement_templates")
    .set(changes)
    .where("customer_uuid", "=", template.customer_uuid)
    .where("uuid", "=", uuid)
    .execute();
}

export async function readTemplate(
  db: Queries,
  customer_uuid: string,
  uuid: string,
): Promise<Template | undefined> {
  const [template] = await readTemplates(db, customer_uuid, "uuid", [uuid]);
  return template;
}

/** Templates with one of these uuids or names, retired ones too. */
export async function readTemplates(
  db: Queries,
  customer_uuid: string,
  column: "uuid" | "measurement_name",
  values: string[],
): Promise<Template[]> {
  if (values.length === 0) return [];
  const rows = await db
    .selectFrom("part_measurement_templates")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where(column, "in", values)
    .orderBy("uuid")
    .execute();
  return rows.map(templateOf);
}

/** Templates of an application that were in use at `at`, by operation and name. */
export async function readTemplatesInUse(
  db: Queries,
  customer_uuid: string,
  application_uuid: string,
  at: string,
): Promise<Template[]> {
  const rows = await db
    .selectFrom("part_measurement_templates")
    .selectAll()
    .where("customer_uuid", "=", customer_uuid)
    .where("application_uuid", "=", application_uuid)
    .where("created_at", "<=", at)
    .where((where) => where.or([where("retired_at", "is", null), where("retired_at", ">", at)]))
    .orderBy("operation_name")
    .orderBy("measurement_name")
    .orderBy("uuid")
    .execute();
  return rows.map(templateOf);
}

export async function countTemplatesInUse(db: Queries, application_uuid: string): Promise<number> {
  const row = await db
    .selectFrom("part_measurement_templates")
    .select((select) => select.fn.countAll<number>().as("count"))
    .where("application_uuid", "=", application_uuid)
    .where("retired_at", "is", null)
    .executeTakeFirstOrThrow();
  return Number(row.count);
}

/** Which of these part numbers the application's catalog has. */
export async function readKnownPartNumbers(
  db: Queries,
  customer_uuid: string,
  application_uuid: string,
  part_numbers: string[],
): Promise<Set<string>> {
  if (part_numbers.length === 0) return new Set();
  const rows = await db
    .selectFrom("catalog_parts")
    .select("part_number")
    .where("customer_uuid", "=", customer_uuid)
    .where("application_uuid", "=", application_uuid)
    .where("part_number", "in", part_numbers)
    .execute();
  return new Set(rows.map((row) => row.part_number));
}

const TABLE = "part_measurement_templates";

/** The list of the compatible API, with retired ones: measurements name them. */
export const PART_MEASUREMENT_TEMPLATES_LIST = listSpec({
  operation_id: "getPartMeasurementTemplates",
  table: TABLE,
  select: (db) => db.selectFrom(TABLE).selectAll(),
  filters: {
    uuid: { column: `${TABLE}.uuid`, is: "equal" },
    application_uuid: { column: `${TABLE}.application_uuid`, is: "equal" },
    updated_before: { column: `${TABLE}.updated_at`, is: "before" },
    updated_after: { column: `${TABLE}.updated_at`, is: "after" },
  },
  sorts: {
    uuid: { column: `${TABLE}.uuid` },
    updated_at: { column: `${TABLE}.updated_at` },
  },
  default_sort: [{ column: `${TABLE}.updated_at`, descending: true }],
});

export const TEMPLATES_LIST = listSpec({
  ...PART_MEASUREMENT_TEMPLATES_LIST,
  operation_id: "getMeasurementTemplates",
  filters: {
    ...PART_MEASUREMENT_TEMPLATES_LIST.filters,
    production_sop_name: { column: `${TABLE}.production_sop_name`, is: "equal" },
    operation_name: { column: `${TABLE}.operation_name`, is: "equal" },
    measurement_name: { column: `${TABLE}.measurement_name`, is: "equal" },
    measurement_type: { column: `${TABLE}.measurement_type`, is: "equal" },
    retired: {
      where: ([retired]) =>
        retired === "true"
          ? sql<boolean>`part_measurement_templates.retired_at is not null`
          : sql<boolean>`part_measurement_templates.retired_at is null`,
    },
  },
  sorts: {
    ...PART_MEASUREMENT_TEMPLATES_LIST.sorts,
    created_at: { column: `${TABLE}.created_at` },
    operation_name: { column: `${TABLE}.operation_name` },
    measurement_name: { column: `${TABLE}.measurement_name` },
  },
  default_sort: [{ column: `${TABLE}.created_at`, descending: true }],
});
