/** Writes a table as CSV while it is read. */
import { EXPORTS, type ExportColumn, type ExportName } from "@vatline/api";
import { type Cell, csvRow } from "../platform/csv.ts";
import type { Deps } from "../platform/deps.ts";
import type { ListQuery } from "../platform/http/list.ts";
import type { Streamed } from "../platform/http/route.ts";
import { type ExportRow, READ_EXPORT } from "./store.ts";

/** Rows held at once: bounds how long one statement holds the event loop on SQLite. */
const PAGE_ROWS = 500;

/** A customer's rows that match, one chunk of text a page. Throws input_invalid at once. */
export function exportTable(
  deps: Pick<Deps, "db" | "clock">,
  name: ExportName,
  customer_uuid: string,
  query: ListQuery,
): Streamed {
  const pages = READ_EXPORT[name](deps.db.read, customer_uuid, query, PAGE_ROWS);
  const day = deps.clock.now().slice(0, 10);
  return { chunks: csvOf(EXPORTS[name], pages), filename: `${name}-${day}.csv` };
}

async function* csvOf(columns: readonly ExportColumn[], pages: AsyncIterable<ExportRow[]>) {
  yield csvRow(columns.map((column) => column.name));
  for await (const rows of pages) {
    yield rows.map((row) => csvRow(columns.map((column) => cellOf(column, row)))).join("");
  }
}

function cellOf({ name, type }: ExportColumn, row: ExportRow): Cell {
  const cell = row[name];
  return type === "list" && cell !== null ? JSON.parse(String(cell)).join("|") : cell;
}
