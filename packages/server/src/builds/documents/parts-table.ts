/** The table of parts: what stands where, for whom, and what it will be called. */
import { figure } from "./figures.ts";
import { AREA } from "./page.ts";
import type { Pen } from "./pen.ts";
import { type BuildSheet, dayOf, earliestDueDay, placeNumberOf, type SheetPlace } from "./sheet.ts";

const HEAD_HEIGHT = 15;
const ROW_HEIGHT = 16.5;
const BASELINE = 11.5;
const CHECK_BOX = 8.5;

const PLACE = { x: AREA.left, width: 24 };
const PART_NUMBER = { x: 76, width: 108 };
const MODEL = { x: 192, width: 78 };
const PART_ORDER = { x: 278, width: 70 };
const DUE = { x: 364, width: 46 };
const TIME = { x: 409, width: 33 };
const RESIN = { x: 443, width: 32 };
const SERIAL = { x: 482, width: 54 };
const DONE = { x: 536, width: 18.75 };
/** Of the rule that the print id is written on. */
const PRINT_ID_WIDTH = 36;

/** How many rows a table of this height has, below its head. */
export function rowsThatFit(height: number): number {
  return Math.floor((height - HEAD_HEIGHT) / ROW_HEIGHT);
}

/** Draws head and rows below each other from `y` down; the caller sees to it that they fit. */
export function drawPartsTable(pen: Pen, sheet: BuildSheet, places: SheetPlace[], y: number): void {
  drawHead(pen, y);
  const earliest = earliestDueDay(sheet);
  for (const [index, place] of places.entries()) {
    drawRow(pen, place, y + HEAD_HEIGHT + index * ROW_HEIGHT, earliest);
  }
}

function drawHead(pen: Pen, y: number): void {
  const baseline = y + 9;
  const head = { size: "small", bold: true } as const;
  pen.write("Place", PLACE.x, baseline, { ...head, width: PLACE.width, align: "right" });
  pen.write("Part number", PART_NUMBER.x, baseline, { ...head, width: PART_NUMBER.width });
  pen.write("Model", MODEL.x, baseline, { ...head, width: MODEL.width });
  pen.write("Part order", PART_ORDER.x, baseline, { ...head, width: PART_ORDER.width });
  pen.write("Due", DUE.x, baseline, { ...head, width: DUE.width });
  pen.write("Time, min", TIME.x, baseline, { ...head, width: TIME.width, align: "right" });
  pen.write("Resin, ml", RESIN.x, baseline, { ...head, width: RESIN.width, align: "right" });
  pen.write("Serial number", SERIAL.x, baseline, { ...head, width: SERIAL.width });
  pen.write("Done", DONE.x, baseline, { ...head, width: DONE.width, align: "right" });
  pen.rule(AREA.left, y + HEAD_HEIGHT, AREA.width, "strong");
}

function drawRow(pen: Pen, place: SheetPlace, y: number, earliest: string | null): void {
  const baseline = y + BASELINE;
  const number = String(placeNumberOf(place));
  pen.write(number, PLACE.x, baseline, { width: PLACE.width, bold: true, align: "right" });
  pen.write(place.part_number, PART_NUMBER.x, baseline, { width: PART_NUMBER.width });
  pen.write(place.model_filename ?? "–", MODEL.x, baseline, { width: MODEL.width, grey: true });
  const { part_order_number } = place;
  pen.write(part_order_number ?? "–", PART_ORDER.x, baseline, { width: PART_ORDER.width });
  const due = place.due_date === null ? null : dayOf(place.due_date);
  const pressing = due !== null && due === earliest;
  pen.write(due ?? "–", DUE.x, baseline, { width: DUE.width, bold: pressing });
  if (pressing) pen.dueMark(DUE.x, baseline);
  const time = place.print_time_s === null ? "–" : figure(place.print_time_s / 60, 1);
  pen.write(time, TIME.x, baseline, { width: TIME.width, align: "right" });
  const resin = place.resin_ml === null ? "–" : figure(place.resin_ml, 1);
  pen.write(resin, RESIN.x, baseline, { width: RESIN.width, align: "right" });
  pen.rule(SERIAL.x, baseline + 1.5, PRINT_ID_WIDTH, "line");
  const serial_x = SERIAL.x + PRINT_ID_WIDTH + 1;
  pen.write(`-${number}`, serial_x, baseline, { width: SERIAL.width - PRINT_ID_WIDTH });
  pen.rect(DONE.x + DONE.width - CHECK_BOX, baseline - CHECK_BOX + 1.2, CHECK_BOX, CHECK_BOX);
  pen.stroke(0.5);
  pen.rule(AREA.left, y + ROW_HEIGHT, AREA.width, "hair");
}
