/**
 * What hangs together in the making of a part, as data: the kinds of things, and which column of
 * one names the other. Genealogy walks these tables; a new kind of thing is a row more in each.
 */
import type { Tables } from "../platform/db/tables.ts";

export type Row = Record<string, unknown>;

export type NounSpec = {
  /** Absent where the thing is no more than a number on the rows that name it. */
  table?: keyof Tables;
  /** The columns that name one. */
  key: readonly [string, ...string[]];
  /** The column shown as its uuid, as events do; the key, joined by slashes, where absent. */
  id?: string;
  /** How events name it, where they tell of it as a part of another thing. */
  told_as?: { noun: string; uuid: string; detail: string };
  /** What people call it. */
  label(row: Row): string;
  /** Column of when it came to be. */
  since?: string;
  /** Columns that are shown. */
  facts?: readonly string[];
  /** Columns that are known only once it has ended, that is, has a finished_at. */
  facts_at_end?: readonly string[];
  /** Columns that hold JSON. */
  json?: readonly string[];
  /** Whether what happens to it belongs to the history of one part: not so for what many share. */
  own?: boolean;
};

export type Relation = {
  /** The later one, whose `columns` name the earlier one. */
  from: string;
  columns: readonly [string, ...string[]];
  to: string;
  /** Reads from the later one to the earlier one. */
  what: string;
  /** Columns of the later one that belong to the two together. */
  facts?: readonly string[];
  /** The table, `from` by `from_column`, that holds the pairs where a thing has several of them. */
  pairs?: { table: keyof Tables; from_column: string };
  /** Also followed from the earlier one to the later ones. */
  descends?: boolean;
  /** Where what is found is told of, but not walked from: both ways, or only on the way down. */
  leaf?: "both ways" | "down";
};

const text = (value: unknown, otherwise: string) =>
  typeof value === "string" && value !== "" ? value : otherwise;

/** What a thing is shown as. */
export const idOf = ({ key, id }: NounSpec, row: Row) =>
  (id ? [id] : key).map((column) => String(row[column])).join("/");

/** The values of the key that `id` shows; null where it cannot be one. */
export function keyOf({ key }: NounSpec, id: string): (string | number)[] | null {
  const parts = key.length === 1 ? [id] : id.split("/");
  if (parts.length !== key.length) return null;
  const is_version = (index: number) => key[index] === "version";
  if (parts.some((part, index) => is_version(index) && !/^\d{1,9}$/.test(part))) return null;
  return parts.map((part, index) => (is_version(index) ? Number(part) : part));
}

/** Every kind of thing that a printed part may come from or lead to. */
export const NOUNS: Record<string, NounSpec> = {
  printed_parts: {
    table: "printed_parts",
    key: ["uuid"],
    label: (row) => text(row.serial_number, `${row.part_number}, without a serial number yet`),
    since: "created_at",
    facts: ["part_number", "order_index", "packing_group", "print_id", "started_at", "finished_at"],
    facts_at_end: ["serial_number", "resin_lot_number", "resin_cell_name", "error"],
    own: true,
  },
  models: {
    table: "models",
    key: ["uuid"],
    label: (row) => text(row.filename, "model"),
    since: "created_at",
    facts: ["filename", "external_id", "file_key", "file_size_bytes", "created_by"],
    own: true,
  },
  parts: {
    table: "parts",
    key: ["uuid"],
    label: (row) => text(row.part_number, "part"),
    since: "created_at",
    facts: ["part_number", "file_key", "description", "part_tags"],
    json: ["part_tags"],
    own: true,
  },
  catalog_parts: {
    table: "catalog_parts",
    key: ["application_uuid", "part_number"],
    id: "uuid",
    label: (row) => text(row.part_number, "part number"),
    since: "created_at",
    facts: ["description", "tags", "automatic_packing"],
    json: ["tags"],
  },
  part_orders: {
    table: "part_orders",
    key: ["uuid"],
    label: (row) => text(row.part_order_number, "part order"),
    since: "created_at",
    facts: ["part_order_number", "due_date", "priority", "packing_group", "flushed_at"],
    own: true,
  },
  builds: {
    table: "builds",
    key: ["uuid"],
    label: (row) => `${row.name}, revision ${row.revision}`,
    since: "created_at",
    facts: ["platform_class", "layer_count", "height_mm", "volume_ml", "slice_thickness_nm"],
    own: true,
  },
  build_sops: {
    table: "build_sops",
    key: ["uuid"],
    label: (row) => text(row.name, "build SOP"),
    since: "created_at",
    facts: ["name"],
  },
  build_sop_versions: {
    table: "build_sop_versions",
    key: ["build_sop_uuid", "version"],
    told_as: { noun: "build_sops", uuid: "build_sop_uuid", detail: "version" },
    label: (row) => `version ${row.version}`,
    since: "created_at",
    facts: [
      ...["version", "resin_name", "print_profile", "release_film_nm", "slice_thickness_nm"],
      ...["gap_mm", "margin_mm", "layout_profile"],
    ],
  },
  print_orders: {
    table: "print_orders",
    key: ["uuid"],
    label: (row) => text(row.print_order_number, "Print order without a number"),
    since: "created_at",
    facts: ["total_copies", "print_order_number", "print_order_tags", "notes", "route_to"],
    json: ["print_order_tags", "route_to"],
    own: true,
  },
  prints: {
    table: "prints",
    key: ["uuid"],
    label: (row) => text(row.print_id, "print"),
    since: "queued_at",
    facts: ["print_id", "printed_by", "platform_serial", "config", "started_at", "finished_at"],
    facts_at_end: ["metrics", "origin", "error"],
    json: ["config", "metrics", "origin"],
    own: true,
  },
  printers: {
    table: "printers",
    key: ["serial"],
    label: (row) => text(row.name, String(row.serial)),
    since: "created_at",
    facts: ["hw_type"],
  },
  part_measurements: {
    table: "part_measurements",
    key: ["uuid"],
    label: (row) => text(row.category_value, row.value === null ? "nothing yet" : `${row.value}`),
    since: "created_at",
    facts: ["measurement_result", "value", "category_value", "measured_at", "measured_by"],
    own: true,
  },
  part_measurement_templates: {
    table: "part_measurement_templates",
    key: ["uuid"],
    label: (row) => `${row.operation_name}: ${row.measurement_name}`,
    since: "created_at",
    facts: ["measurement_type", "units", "min", "max"],
  },
  model_program_runs: {
    table: "model_program_runs",
    key: ["uuid"],
    label: (row) => `run of version ${row.version}`,
    since: "created_at",
    facts: ["version", "parameters", "created_by"],
    json: ["parameters"],
    own: true,
  },
  model_programs: {
    table: "model_programs",
    key: ["uuid"],
    label: (row) => text(row.name, "model program"),
    since: "created_at",
  },
  resin_lots: {
    table: "resin_lots",
    key: ["uuid"],
    label: (row) => String(row.lot_number),
    since: "created_at",
    facts: ["lot_number", "volume_ml", "received_at", "expires_at", "note", "resin_cell_name"],
  },
  resins: {
    table: "resins",
    key: ["uuid"],
    label: (row) => String(row.name),
    since: "created_at",
    facts: ["name", "manufacturer"],
  },
  // What a piece is said to be made of, also where no lot of that number is on record.
  resin_lot_numbers: { key: ["resin_lot_number"], label: (row) => String(row.resin_lot_number) },
};

/** Which column of what names what. */
export const RELATIONS: readonly Relation[] = [
  { from: "printed_parts", columns: ["part_uuid"], to: "parts", what: "piece of" },
  { from: "printed_parts", columns: ["part_order_uuid"], to: "part_orders", what: "ordered by" },
  {
    from: "printed_parts",
    columns: ["build_uuid"],
    to: "builds",
    what: "placed in",
    facts: ["place_index"],
  },
  { from: "printed_parts", columns: ["print_order_uuid"], to: "print_orders", what: "queued by" },
  { from: "printed_parts", columns: ["print_uuid"], to: "prints", what: "printed in" },
  {
    from: "printed_parts",
    columns: ["resin_lot_number"],
    to: "resin_lot_numbers",
    what: "bears the number of",
  },
  {
    from: "printed_parts",
    columns: ["replaces_uuid"],
    to: "printed_parts",
    what: "replaces",
    descends: true,
    leaf: "both ways",
  },
  {
    from: "part_measurements",
    columns: ["printed_part_uuid"],
    to: "printed_parts",
    what: "measures",
    descends: true,
  },
  {
    from: "part_measurements",
    columns: ["part_measurement_template_uuid"],
    to: "part_measurement_templates",
    what: "judged by",
  },
  { from: "parts", columns: ["model_uuid"], to: "models", what: "made of" },
  {
    from: "models",
    columns: ["model_program_run_uuid"],
    to: "model_program_runs",
    what: "result of",
    descends: true,
    leaf: "down",
  },
  {
    from: "model_program_runs",
    columns: ["model_uuid"],
    to: "models",
    what: "made from",
    pairs: { table: "model_program_run_inputs", from_column: "model_program_run_uuid" },
  },
  {
    from: "model_program_runs",
    columns: ["model_program_uuid"],
    to: "model_programs",
    what: "run of",
  },
  {
    from: "parts",
    columns: ["application_uuid", "part_number"],
    to: "catalog_parts",
    what: "listed as",
  },
  {
    from: "builds",
    columns: ["build_sop_uuid", "build_sop_version"],
    to: "build_sop_versions",
    what: "packed by",
  },
  {
    from: "build_sop_versions",
    columns: ["build_sop_uuid"],
    to: "build_sops",
    what: "version of",
  },
  { from: "print_orders", columns: ["build_uuid"], to: "builds", what: "copies of" },
  { from: "prints", columns: ["build_uuid"], to: "builds", what: "copy of" },
  { from: "prints", columns: ["print_order_uuid"], to: "print_orders", what: "queued by" },
  { from: "prints", columns: ["printer_serial"], to: "printers", what: "made on" },
  { from: "prints", columns: ["resin_lot_uuid"], to: "resin_lots", what: "printed from" },
  { from: "resin_lots", columns: ["resin_uuid"], to: "resins", what: "lot of" },
];

/** The relations that lead from a printed part to `noun` in the fewest steps. */
export function pathTo(noun: string): Relation[] {
  const paths: Relation[][] = [[]];
  const seen = new Set(["printed_parts"]);
  for (const path of paths) {
    const end = path.at(-1)?.to ?? "printed_parts";
    if (end === noun && path.length > 0) return path;
    for (const relation of RELATIONS) {
      if (
        relation.from !== end ||
        relation.pairs ||
        relation.leaf === "both ways" ||
        seen.has(relation.to)
      )
        continue;
      seen.add(relation.to);
      paths.push([...path, relation]);
    }
  }
  return [];
}
