/** Reads a CSV table of measurements: its form and its cells, not yet what they mean. Pure. */
import {
  MEASUREMENT_NOTES_LENGTH_MAX,
  MEASUREMENT_ROWS_MAX,
  MEASUREMENT_VALUE_MAX,
} from "@vatline/api";
import { CsvError, parse } from "csv-parse/sync";
import { textOfCell } from "../platform/csv.ts";
import { readTime } from "../platform/http/time.ts";

const COLUMNS = [
  "printed_part_uuid",
  "serial_number",
  "part_measurement_template_uuid",
  "operation_name",
  "measurement_name",
  "value",
  "category_value",
  "zones",
  "notes",
  "measured_at",
  "external_id",
] as const;

type Column = (typeof COLUMNS)[number];

/** What a row says; null where its cell is empty or there is no such column. */
export type TableRow = Record<Exclude<Column, "value" | "zones">, string | null> & {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  value: number | null;
  zones: string[];
};

/** What is wrong, and where; a column is empty where the whole row is meant. */
export type TableFault = { row: number; column: string; detail: string };

export type Table = { rows: TableRow[]; faults: TableFault[] };

const EXTERNAL_ID_LENGTH_MAX = 255;

/** The rows that can be read, and all that is wrong with the others. Never throws. */
export function readTable(bytes: Uint8Array): Table {
  const text = decode(bytes);
  if (typeof text !== "string") return { rows: [], faults: [text] };
  const [header = "", ...records] = readRecords(text);
  if (!Array.isArray(header)) return { rows: [], faults: [headerFault(header)] };
  const names = header.map((name) => name.trim().toLowerCase());
  const faults = headerFaults(names);
  if (faults.length > 0) return { rows: [], faults };
  const rows: TableRow[] = [];
  for (const [index, record] of records.entries()) {
    const row = index + 2;
    if (!Array.isArray(record)) faults.push({ row, column: "", detail: record });
    else if (record.some((cell) => cell.trim() !== "")) {
      const read = readRow(row, names, record);
      faults.push(...read.faults);
      if (read.faults.length === 0) rows.push(read.row);
    }
  }
  if (records.length > MEASUREMENT_ROWS_MAX) {
    const detail = `is one too many: a table has at most ${MEASUREMENT_ROWS_MAX} rows`;
    return { rows: [], faults: [{ row: MEASUREMENT_ROWS_MAX + 2, column: "", detail }] };
  }
  return { rows, faults };
}

function headerFault(detail: string): TableFault {
  return { row: 1, column: "", detail: detail || "is missing: the table is empty" };
}

function decode(bytes: Uint8Array): string | TableFault {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? headerFault("holds a NUL; save the table as CSV in UTF-8") : text;
  } catch {
    return headerFault("is not UTF-8; save the table as CSV in UTF-8");
  }
}

/** Records in order; what cannot be taken apart ends them, as a sentence. */
function readRecords(text: string): (string[] | string)[] {
  const records: string[][] = [];
  try {
    parse(text, {
      delimiter: delimiterOf(text),
      relax_column_count: true,
      to: MEASUREMENT_ROWS_MAX + 2,
      on_record: (record: string[]) => {
        records.push(record);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return [...records, "has a quote out of place, or one that is never closed"];
  }
  return records;
}

/** Names of columns hold neither, so the first one that comes separates them. */
function delimiterOf(text: string): string {
  return /[,;\n]/.exec(text)?.[0] === ";" ? ";" : ",";
}

function headerFaults(names: string[]): TableFault[] {
  const faults: TableFault[] = [];
  for (const [index, name] of names.entries()) {
    const column = name || String(index + 1);
    const known: readonly string[] = COLUMNS;
    if (!known.includes(name)) {
      faults.push({ row: 1, column, detail: `is no column; there are ${COLUMNS.join(", ")}` });
    } else if (names.indexOf(name) < index) {
      faults.push({ row: 1, column, detail: "is there twice" });
    }
  }
  const needed: Column[][] = [
    ["serial_number", "printed_part_uuid"],
    ["part_measurement_template_uuid", "measurement_name"],
    ["value", "category_value"],
  ];
  for (const choice of needed) {
    if (choice.some((name) => names.includes(name))) continue;
    faults.push({ row: 1, column: choice[0], detail: `is missing, or ${choice[1]} is` });
  }
  return faults;
}

function readRow(row: number, names: string[], record: string[]) {
  const faults: TableFault[] = [];
  const blame = (column: string, detail: string) => faults.push({ row, column, detail });
  if (record.length !== names.length) {
    blame("", `has ${record.length} cells, and the header ${names.length}`);
  }
  const text = (column: Column): string | null => {
    const cell = record[names.indexOf(column)] ?? "";
    return textOfCell(column === "notes" ? cell : cell.trim()) || null;
  };
  const number = text("value");
  const value = number === null ? null : readValue(number);
  if (typeof value === "string") blame("value", value);
  const time = text("measured_at");
  const measured_at = time === null ? null : readTime(time);
  if (time !== null && measured_at === null) {
    blame("measured_at", `"${excerpt(time)}" is not a time such as 2024-05-01T10:00:00Z`);
  }
  const read: TableRow = {
    row,
    printed_part_uuid: text("printed_part_uuid"),
    serial_number: text("serial_number"),
    part_measurement_template_uuid: text("part_measurement_template_uuid"),
    operation_name: text("operation_name"),
    measurement_name: text("measurement_name"),
    value: typeof value === "number" ? value : null,
    category_value: text("category_value"),
    zones: (text("zones") ?? "").split("|").flatMap((zone) => zone.trim() || []),
    notes: text("notes"),
    measured_at,
    external_id: text("external_id"),
  };
  const limits = { notes: MEASUREMENT_NOTES_LENGTH_MAX, external_id: EXTERNAL_ID_LENGTH_MAX };
  for (const [column, length_max] of Object.entries(limits) as ["notes", number][]) {
    const { length } = read[column] ?? "";
    if (length > length_max) blame(column, `has ${length} characters, more than ${length_max}`);
  }
  return { row: read, faults };
}

/** The number, or what is wrong with it. */
function readValue(text: string): number | string {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,4})?$/i.test(text)) {
    return text.includes(",")
      ? `"${excerpt(text)}" has a comma; write numbers with a decimal point and nothing else`
      : `"${excerpt(text)}" is not a number`;
  }
  const value = Number(text);
  if (Math.abs(value) <= MEASUREMENT_VALUE_MAX) return value;
  return `"${excerpt(text)}" is beyond ${MEASUREMENT_VALUE_MAX}`;
}

const excerpt = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}...` : text);
