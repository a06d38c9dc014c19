/**
 * Tables as CSV (RFC 4180, UTF-8). Text that a spreadsheet would take for a formula gets an
 * apostrophe before it, and so does text that looks as if it had been given one: reading takes
 * exactly one away, so nothing is lost on the way out and in again.
 */

export type Cell = string | number | null;

const FORMULA = /^'*[=+\-@\t\r\n]/;
const NEUTRALISED = /^'+[=+\-@\t\r\n]/;
const NEEDS_QUOTES = /[",;\r\n]|^\s|\s$/;

/** One row with its line end. Numbers are written as they are, null as nothing. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** The text that csvRow wrote as this cell. */
export function textOfCell(cell: string): string {
  return NEUTRALISED.test(cell) ? cell.slice(1) : cell;
}
