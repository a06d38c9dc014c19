/** Lines that are filled in by hand as the build goes from station to station. */
import { columns } from "./page.ts";
import type { Pen } from "./pen.ts";

const STATIONS = [
  { title: "Printed", lines: ["Printer", "Print id"], from: 0, count: 4 },
  { title: "Removed", lines: ["Name", "Date"], from: 4, count: 2 },
  { title: "Washed", lines: ["Name", "Date"], from: 6, count: 2 },
  { title: "Cured", lines: ["Name", "Date"], from: 8, count: 2 },
  { title: "Checked", lines: ["Name", "Date"], from: 10, count: 2 },
];

/** Draws a block for each station over the whole width, 66 points high, its upper edge at `y`. */
export function drawSignOff(pen: Pen, y: number): void {
  for (const { title, lines, from, count } of STATIONS) {
    const { x, width } = columns(from, count);
    pen.rule(x, y, width, "strong");
    pen.write(title, x, y + 11, { width, bold: true });
    for (const [index, line] of lines.entries()) {
      const line_y = y + 33 + index * 25;
      pen.rule(x, line_y, width, "line");
      pen.write(line, x, line_y + 7.5, { width, size: "small", grey: true });
    }
  }
}
