/** Prints figures in columns as they come in, so that a long run can be watched. */

/** A heading and, if wider than that, the width of its figures. */
type Column = string | [heading: string, width: number];

/** Prints the headings, and returns what prints a row; the first column is aligned to the left. */
export function openTable(columns: Column[]): (...cells: (string | number)[]) => void {
  const widths = columns.map((column) => {
    return typeof column === "string" ? column.length : Math.max(column[0].length, column[1]);
  });
  const printRow = (...cells: (string | number)[]) => {
    const texts = cells.map((cell, at) => {
      return at === 0 ? `${cell}`.padEnd(widths[0]) : `${cell}`.padStart(widths[at]);
    });
    console.log(texts.join("  ").trimEnd());
  };
  printRow(...columns.map((column) => (typeof column === "string" ? column : column[0])));
  return printRow;
}
