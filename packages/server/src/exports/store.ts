/** SQL of exports: each table with its columns, and the order it is read in. Reads only. */
import type { ExportName } from "@vatline/api";
import { BUILDS_LIST } from "../builds/store.ts";
import { MEASUREMENTS_LIST } from "../measurements/store.ts";
import { PART_ORDERS_LIST } from "../part-orders/store.ts";
import type { Queries } from "../platform/db/db.ts";
import { type ListQuery, readPages, tableSpec } from "../platform/http/list.ts";
import { PRINTED_PARTS_LIST } from "../printed-parts/store.ts";
import { PRINTS_LIST } from "../prints/store.ts";

/** A row by its columns; there may be more of them than are exported. */
export type ExportRow = Record<string, string | number | null>;

type ReadExport = (
  db: Queries,
  customer_uuid: string,
  query: ListQuery,
  page_rows: number,
) => AsyncGenerator<ExportRow[], void>;

// Left joins where one row always has one: the table itself has to lead, as it gives the order.

const PRINTED_PARTS = tableSpec({
  ...PRINTED_PARTS_LIST,
  select: (db) =>
    db
      .selectFrom("printed_parts")
      .leftJoin("part_orders", (join) =>
        join
          .onRef("part_orders.customer_uuid", "=", "printed_parts.customer_uuid")
          .onRef("part_orders.uuid", "=", "printed_parts.part_order_uuid"),
      )
      .leftJoin("print_orders", (join) =>
        join
          .onRef("print_orders.customer_uuid", "=", "printed_parts.customer_uuid")
          .onRef("print_orders.uuid", "=", "printed_parts.print_order_uuid"),
      )
      .selectAll("printed_parts")
      .select(["part_orders.part_order_number", "print_orders.print_order_number"]),
  order: ["printed_parts.created_at", "printed_parts.uuid"],
});

const PART_ORDERS = tableSpec({
  ...PART_ORDERS_LIST,
  select: (db) =>
    db
      .selectFrom("part_orders")
      .selectAll()
      .select(({ selectFrom }) =>
        selectFrom("printed_parts")
          .select(({ fn }) => fn.countAll<number>().as("count"))
          .whereRef("printed_parts.customer_uuid", "=", "part_orders.customer_uuid")
          .whereRef("printed_parts.part_order_uuid", "=", "part_orders.uuid")
          .as("printed_parts_count"),
      ),
  order: ["part_orders.uuid"],
});

const BUILDS = tableSpec({ ...BUILDS_LIST, order: ["builds.created_at", "builds.uuid"] });

const PRINTS = tableSpec({
  ...PRINTS_LIST,
  select: (db) =>
    db
      .selectFrom("prints")
      .leftJoin("print_orders", (join) =>
        join
          .onRef("print_orders.customer_uuid", "=", "prints.customer_uuid")
          .onRef("print_orders.uuid", "=", "prints.print_order_uuid"),
      )
      .leftJoin("printers", (join) =>
        join
          .onRef("printers.customer_uuid", "=", "prints.customer_uuid")
          .onRef("printers.serial", "=", "prints.printer_serial"),
      )
      .selectAll("prints")
      .select(["print_orders.print_order_number", "printers.name as printer_name"]),
  order: ["prints.uuid"],
});

const MEASUREMENTS = tableSpec({
  ...MEASUREMENTS_LIST,
  select: (db) =>
    db
      .selectFrom("part_measurements")
      .leftJoin("part_measurement_templates as template", (join) =>
        join.onRef("template.uuid", "=", "part_measurements.part_measurement_template_uuid"),
      )
      .leftJoin("printed_parts", "printed_parts.uuid", "part_measurements.printed_part_uuid")
      .selectAll("part_measurements")
      .select([
        "printed_parts.serial_number",
        "printed_parts.part_number",
        "template.operation_name",
        "template.measurement_name",
        "template.units",
        "template.min",
        "template.max",
      ]),
  order: ["part_measurements.created_at", "part_measurements.uuid"],
});

const EVENTS = tableSpec({
  operation_id: "exportEvents",
  table: "events",
  select: (db) => db.selectFrom("events").selectAll(),
  filters: {
    at_before: { column: "events.at", is: "before" },
    at_after: { column: "events.at", is: "after" },
    noun: { column: "events.noun", is: "equal" },
    uuid: { column: "events.uuid", is: "equal" },
    what: { column: "events.what", is: "equal" },
    actor: { column: "events.actor", is: "equal" },
  },
  order: ["events.seq"],
});

/** Reads the rows of an export page by page. */
export const READ_EXPORT: Record<ExportName, ReadExport> = {
  printed_parts: (db, ...rest) => readPages(db, PRINTED_PARTS, ...rest),
  part_orders: (db, ...rest) => readPages(db, PART_ORDERS, ...rest),
  builds: (db, ...rest) => readPages(db, BUILDS, ...rest),
  prints: (db, ...rest) => readPages(db, PRINTS, ...rest),
  measurements: (db, ...rest) => readPages(db, MEASUREMENTS, ...rest),
  events: (db, ...rest) => readPages(db, EVENTS, ...rest),
};
