/** The tables that can be exported as CSV: their columns, each with its type and meaning. */
import { type Static, type TSchema, Type } from "typebox";
import { Build } from "./build.ts";
import { word } from "./fields.ts";
import { Measurement } from "./measurement-entry.ts";
import { PartOrdersResponsePartOrders } from "./part-order.ts";
import { Print } from "./print.ts";
import { PrintedPart } from "./printed-part.ts";

/** What stands in a column; a cell without a value is empty. */
const COLUMN_TYPES = {
  text: "text, with an apostrophe before what a spreadsheet would take for a formula",
  number: "a number with a decimal point",
  time: "a time in UTC, ISO 8601",
  list: "texts separated by |",
  json: "JSON",
} as const;

/** One column of an export. */
export const ExportColumn = Type.Object(
  {
    name: Type.String({ description: "As in the header of the file." }),
    type: word(COLUMN_TYPES, "What stands in it."),
    description: Type.String({ description: "What it means." }),
  },
  { title: "ExportColumn", description: "One column of an export." },
);
export type ExportColumn = Static<typeof ExportColumn>;

/** What can be exported. */
export const ExportsResponse = Type.Object(
  {
    exports: Type.Array(
      Type.Object({
        name: Type.String({ description: "Fetch it from /exports/<name>.csv." }),
        columns: Type.Array(ExportColumn, { description: "In the order of the file." }),
      }),
      { description: "The tables." },
    ),
  },
  { title: "ExportsResponse", description: "What can be exported." },
);
export type ExportsResponse = Static<typeof ExportsResponse>;

const application_uuid: ExportColumn = {
  name: "application_uuid",
  type: "text",
  description: "The application that owns it.",
};

/** The columns of every export, by its name. */
export const EXPORTS = {
  printed_parts: [
    ...columnsOf(PrintedPart, ["uuid", "serial_number", "status", "error"]),
    ...columnsOf(PrintedPart, ["part_number", "part_uuid", "model_uuid"]),
    ...columnsOf(PrintedPart, ["part_order_uuid", "part_order_number", "build_uuid"]),
    ...columnsOf(PrintedPart, ["print_order_uuid", "print_order_number"]),
    ...columnsOf(PrintedPart, ["print_uuid", "print_id", "resin_lot_number"]),
    { name: "tags", type: "json", description: "Labels of this piece, name to value." },
    application_uuid,
    ...columnsOf(PrintedPart, ["created_at"]),
    { name: "started_at", type: "time", description: "When its print began." },
    ...columnsOf(PrintedPart, ["finished_at", "updated_at"]),
  ],
  part_orders: columnsOf(PartOrdersResponsePartOrders, [
    "uuid",
    "part_order_number",
    "status",
    "due_date",
    "printed_parts_count",
    "packing_group",
    "build_sop_uuid",
    "application_uuid",
    "flushed_at",
    "created_at",
    "updated_at",
  ]),
  builds: [
    ...columnsOf(Build, ["uuid", "name", "revision", "status", "packing_group"]),
    { name: "build_sop_uuid", type: "text", description: "The build SOP it was packed by." },
    { name: "build_sop_version", type: "number", description: "Version of that build SOP." },
    { name: "platform_class", type: "text", description: "The platform it was packed for." },
    { name: "slice_thickness_nm", type: "number", description: "Thickness of a layer, in nm." },
    { name: "layer_count", type: "number", description: "How many layers it has." },
    { name: "height_mm", type: "number", description: "How high it is, in mm." },
    { name: "volume_ml", type: "number", description: "How much it holds, in ml." },
    ...columnsOf(Build, ["application_uuid", "created_at", "updated_at"]),
  ],
  prints: [
    ...columnsOf(Print, ["uuid", "print_id", "name", "status"]),
    { name: "position", type: "number", description: "Place in the queue, rising; while queued." },
    { name: "printer_serial", type: "text", description: "Serial of the printer." },
    { name: "printer_name", type: "text", description: "Name of the printer." },
    { name: "platform_serial", type: "text", description: "Serial of the build platform." },
    ...columnsOf(Print, ["build_uuid", "print_order_uuid", "print_order_number", "printed_by"]),
    { name: "error", type: "text", description: "Why it ended early." },
    application_uuid,
    { name: "queued_at", type: "time", description: "When it was queued." },
    ...columnsOf(Print, ["started_at", "finished_at"]),
    { name: "updated_at", type: "time", description: "When anything of it last changed." },
  ],
  measurements: columnsOf(Measurement, [
    "uuid",
    "serial_number",
    "printed_part_uuid",
    "part_number",
    "application_uuid",
    "part_measurement_template_uuid",
    "operation_name",
    "measurement_name",
    "value",
    "category_value",
    "units",
    "min",
    "max",
    "measurement_result",
    "zones",
    "notes",
    "external_id",
    "measured_at",
    "measured_by",
    "created_at",
    "updated_at",
    "voided_at",
    "void_reason",
  ]),
  events: [
    { name: "seq", type: "number", description: "Rises with every event of this server." },
    { name: "at", type: "time", description: "When it happened." },
    { name: "actor", type: "text", description: "The key or the user that did it, or the server." },
    { name: "noun", type: "text", description: "The kind of thing that changed." },
    { name: "uuid", type: "text", description: "The thing that changed; a printer by its serial." },
    { name: "what", type: "text", description: "What was done to it." },
    { name: "details", type: "json", description: "What there is to know of it." },
  ],
} as const satisfies Record<string, readonly ExportColumn[]>;

export type ExportName = keyof typeof EXPORTS;

type Shape = { properties: Record<string, TSchema> };

/** Columns that are fields of a schema, with what it says of them. */
function columnsOf<S extends Shape>(
  { properties }: S,
  names: (keyof S["properties"] & string)[],
): ExportColumn[] {
  return names.map((name) => {
    const field: JsonSchema = properties[name];
    const { description = "" } = field;
    return { name, type: typeOf(field.anyOf?.[0] ?? field), description };
  });
}

type JsonSchema = {
  type?: string;
  format?: string;
  description?: string;
  anyOf?: readonly JsonSchema[];
};

function typeOf({ type, format }: JsonSchema): ExportColumn["type"] {
  if (type === "array") return "list";
  if (type === "number" || type === "integer") return "number";
  return format === "date-time" ? "time" : "text";
}
