/** Records a whole table of measurements, or nothing of it. */
import {
  type InputFault,
  MEASUREMENT_RESULTS,
  type MeasurementImport,
  Problem,
} from "@vatline/api";
import type { Tx } from "../platform/db/db.ts";
import type { Deps } from "../platform/deps.ts";
import type { Caller } from "../platform/http/route.ts";
import { entryFaults, type FullEntry, isForPartNumber, partFaults } from "./check-entry.ts";
import { addMeasurements, measurementRowOf } from "./record.ts";
import {
  type MeasuredPart,
  type MeasurementRow,
  readImported,
  readMeasuredParts,
} from "./store.ts";
import { readTemplates, type Template } from "./store-templates.ts";
import { readTable, type TableFault, type TableRow } from "./table.ts";

/** Listing more would help nobody. */
const FAULTS_TOLD_MAX = 1000;

/**
 * Records every row of a table; writes nothing on a dry run. A row whose external_id was recorded
 * before has to say the same, and is passed over. Throws measurement_table_invalid with what is
 * wrong in which row and column.
 */
export async function importMeasurements(
  deps: Deps,
  caller: Caller,
  bytes: Uint8Array,
  dry_run: boolean,
): Promise<MeasurementImport> {
  const table = readTable(bytes);
  return deps.db.transaction(async (tx) => {
    const known = await readKnown(tx, caller.customer_uuid, table.rows);
    const faults = [...table.faults, ...doubleIds(table.rows)];
    const fresh: MeasurementRow[] = [];
    for (const row of table.rows) {
      const found = measuredBy(row, known, deps.clock.now());
      if ("faults" in found) faults.push(...found.faults);
      else if (!found.recorded) fresh.push(measurementRowOf(deps, caller, found));
    }
    if (faults.length > 0) throw refused(faults);
    if (!dry_run) await addMeasurements(tx, caller, fresh);
    const results = Object.keys(MEASUREMENT_RESULTS).map((result) => [
      result,
      fresh.filter((row) => row.measurement_result === result).length,
    ]);
    return {
      dry_run,
      rows: table.rows.length,
      recorded: fresh.length,
      unchanged: table.rows.length - fresh.length,
      results: Object.fromEntries(results),
    };
  });
}

/** All that the rows may name, read at once. */
type Known = {
  parts: Map<string, MeasuredPart>;
  serials: Map<string, MeasuredPart>;
  templates: Map<string, Template>;
  named: Map<string, Template[]>;
  imported: Map<string, MeasurementRow>;
};

async function readKnown(tx: Tx, customer_uuid: string, rows: TableRow[]): Promise<Known> {
  const all = (
    column:
      | "printed_part_uuid"
      | "serial_number"
      | "part_measurement_template_uuid"
      | "measurement_name"
      | "external_id",
  ) => [...new Set(rows.flatMap((row) => row[column] ?? []))];
  const uuids = all("part_measurement_template_uuid");
  const templates = await readTemplates(tx, customer_uuid, "uuid", uuids);
  const names = all("measurement_name");
  const named = await readTemplates(tx, customer_uuid, "measurement_name", names);
  return {
    parts: await readMeasuredParts(tx, customer_uuid, "uuid", all("printed_part_uuid")),
    serials: await readMeasuredParts(tx, customer_uuid, "serial_number", all("serial_number")),
    templates: new Map(templates.map((template) => [template.uuid, template])),
    named: Map.groupBy(named, (template) => template.measurement_name),
    imported: await readImported(tx, customer_uuid, all("external_id")),
  };
}

type Measured = {
  part: MeasuredPart;
  template: Template;
  entry: FullEntry;
  external_id: string | null;
  /** True where the same was recorded before. */
  recorded: boolean;
};

/** What a row says was measured, or what is wrong with it. */
function measuredBy(row: TableRow, known: Known, now: string): Measured | { faults: TableFault[] } {
  const wrong = (column: string, detail: string) => ({
    faults: [{ row: row.row, column, detail }],
  });
  const { printed_part_uuid, serial_number, external_id } = row;
  const part_column = printed_part_uuid === null ? "serial_number" : "printed_part_uuid";
  const part = partOf(row, known);
  if (printed_part_uuid === null && serial_number === null) {
    return wrong(part_column, "is needed, or printed_part_uuid");
  }
  if (!part) return wrong(part_column, "names no printed part");

  const template_column =
    row.part_measurement_template_uuid === null
      ? "measurement_name"
      : "part_measurement_template_uuid";
  const template = templateFor(row, part, known);
  if (typeof template === "string") return wrong(template_column, template);

  const { value, category_value, zones, notes, measured_at } = row;
  const entry: FullEntry = {
    value,
    category_value,
    zones,
    notes: notes ?? "",
    measured_at: measured_at ?? now,
  };
  const measured = { part, template, entry, external_id };
  const before = external_id === null ? undefined : known.imported.get(external_id);
  if (before) {
    if (saysTheSame(before, measured, measured_at !== null)) return { ...measured, recorded: true };
    const detail = `was recorded otherwise; correct measurement ${before.uuid} instead`;
    return wrong("external_id", detail);
  }
  const columns: Record<string, string> = {
    printed_part_uuid: part_column,
    part_measurement_template_uuid: template_column,
  };
  const faults = [...partFaults(template, part), ...entryFaults(template, entry, now)].map(
    ({ field, detail }) => ({ row: row.row, column: columns[field] ?? field, detail }),
  );
  return faults.length > 0 ? { faults } : { ...measured, recorded: false };
}

/** The part that every name in the row means. */
function partOf({ printed_part_uuid, serial_number }: TableRow, known: Known) {
  if (serial_number === null) return known.parts.get(printed_part_uuid ?? "");
  const part = known.serials.get(serial_number);
  return printed_part_uuid === null || part?.uuid === printed_part_uuid ? part : undefined;
}

/** The template that the row means, or why it means none. */
function templateFor(row: TableRow, part: MeasuredPart, known: Known): Template | string {
  const { part_measurement_template_uuid: uuid, measurement_name, operation_name } = row;
  if (uuid !== null) return known.templates.get(uuid) ?? "names no template";
  if (measurement_name === null) return "is needed, or part_measurement_template_uuid";
  const named = (known.named.get(measurement_name) ?? []).filter(
    (template) =>
      (operation_name === null || template.operation_name === operation_name) &&
      isForPartNumber(template, part.part_number),
  );
  const fitting = named.filter((template) => partFaults(template, part).length === 0);
  if (fitting.length === 1) return fitting[0];
  if (fitting.length > 1) return "means several templates; name one by its uuid";
  return named[0] ?? `names no template for ${part.part_number}`;
}

function saysTheSame(before: MeasurementRow, now: Omit<Measured, "recorded">, timed: boolean) {
  const { part, template, entry } = now;
  return (
    before.printed_part_uuid === part.uuid &&
    before.part_measurement_template_uuid === template.uuid &&
    before.value === entry.value &&
    before.category_value === entry.category_value &&
    before.zones === JSON.stringify(entry.zones) &&
    before.notes === entry.notes &&
    (!timed || before.measured_at === entry.measured_at)
  );
}

function doubleIds(rows: TableRow[]): TableFault[] {
  const seen = new Map<string, number>();
  return rows.flatMap(({ row, external_id }) => {
    if (external_id === null) return [];
    const first = seen.get(external_id);
    if (first === undefined) seen.set(external_id, row);
    return first === undefined
      ? []
      : [{ row, column: "external_id", detail: `is that of row ${first}` }];
  });
}

function refused(faults: TableFault[]): Problem {
  const told = faults.toSorted((a, b) => a.row - b.row).slice(0, FAULTS_TOLD_MAX);
  const errors: InputFault[] = told.map(({ row, column, detail }) => ({
    pointer: column === "" ? `/body/${row}` : `/body/${row}/${escaped(column)}`,
    detail,
  }));
  const [{ row, column, detail }] = told;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  const where = column === "" ? `Row ${row}` : `Row ${row}, ${column}:`;
  const text = `${where} ${detail}${more}. Nothing was recorded.`;
  return new Problem("measurement_table_invalid", text, { errors });
}

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
