/** The traveler: the paper that accompanies a build through the shop. */
import PDFDocument from "pdfkit";
import { drawCode128, drawDataMatrix } from "./codes.ts";
import { drawFacts } from "./facts.ts";
import { minuteOf } from "./figures.ts";
import { AREA, columns, PAGE } from "./page.ts";
import { drawPartsTable, rowsThatFit } from "./parts-table.ts";
import { type Pdf, rule, write } from "./pen.ts";
import { drawPlate } from "./plate-drawing.ts";
import type { BuildSheet, SheetPlace } from "./sheet.ts";
import { drawSignOff } from "./sign-off.ts";

/** Where the blocks of the first page begin, from the top. */
const FIRST = { title: 62, bars: 74, bars_height: 26, plate: 132, sign_off: 376, table: 456 };
/** Where the table begins on the pages that follow. */
const CONTINUED_TABLE = 92;
const TABLE_BOTTOM = AREA.bottom - 18;
const CODE_SIDE = 76;
const CONTINUED_CODE_SIDE = 40;

/**
 * Draws the traveler as a PDF whose pages print on A4 and on Letter without scaling. Text is set in
 * the PDF's built-in fonts, which cover Windows code page 1252; any other character is printed as
 * "?". The same sheet gives the same bytes.
 *
 * cost  about 20 ms for 20 parts, one page for each 40 parts
 */
export async function travelerPdf(sheet: BuildSheet): Promise<Uint8Array> {
  const pdf = new PDFDocument({
    autoFirstPage: false,
    size: [PAGE.width, PAGE.height],
    margin: 0,
    lang: "en",
    displayTitle: true,
    info: {
      Title: `Traveler ${sheet.build.name}`,
      Subject: sheet.build.uuid,
      Creator: "Vatline",
      Producer: "Vatline",
      CreationDate: new Date(sheet.build.created_at),
    },
  });
  const chunks: Uint8Array[] = [];
  pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise((resolve, reject) => pdf.on("end", resolve).on("error", reject));
  drawPages(pdf, sheet);
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawPages(pdf: Pdf, sheet: BuildSheet): void {
  const pages = pagesOf(sheet.places);
  for (const [index, places] of pages.entries()) {
    pdf.addPage();
    if (index === 0) drawFirstPage(pdf, sheet);
    else drawContinuedHead(pdf, sheet);
    drawPartsTable(pdf, sheet, places, index === 0 ? FIRST.table : CONTINUED_TABLE);
    drawFoot(pdf, sheet, `Page ${index + 1} of ${pages.length}`);
  }
}

/** The places that each page lists; the first page has less room and is always there. */
function pagesOf(places: SheetPlace[]): SheetPlace[][] {
  const first = rowsThatFit(TABLE_BOTTOM - FIRST.table);
  const following = rowsThatFit(TABLE_BOTTOM - CONTINUED_TABLE);
  const pages = [places.slice(0, first)];
  for (let from = first; from < places.length; from += following) {
    pages.push(places.slice(from, from + following));
  }
  return pages;
}

function drawFirstPage(pdf: Pdf, sheet: BuildSheet): void {
  const { build } = sheet;
  const head = columns(0, 10);
  const made = `Revision ${build.revision}, ${build.status}, made ${minuteOf(build.created_at)}`;
  write(pdf, "Build traveler", head.x, AREA.top + 5, { width: 70, size: "small", bold: true });
  write(pdf, `${build.application_name}   ${made}`, head.x + 52, AREA.top + 5, {
    width: head.width - 52,
    size: "small",
    grey: true,
  });
  write(pdf, build.name, head.x - 1, FIRST.title, { width: head.width, size: "title", bold: true });
  const box = { width: head.width, height: FIRST.bars_height };
  drawCode128(pdf, build.name, head.x, FIRST.bars, box);
  drawDataMatrix(pdf, build.uuid, AREA.right - CODE_SIDE + 3, AREA.top - 6, CODE_SIDE);
  write(pdf, build.uuid, AREA.left, 112, { width: 300, size: "small", grey: true });
  rule(pdf, AREA.left, 120, AREA.width, 0.7);

  const height = FIRST.sign_off - FIRST.plate - 14;
  drawPlate(pdf, sheet, { ...columns(0, 8), y: FIRST.plate, height });
  drawFacts(pdf, sheet, { ...columns(8, 4), y: FIRST.plate });
  drawSignOff(pdf, FIRST.sign_off);
}

/** Says on its own which build the page belongs to, to people and to scanners. */
function drawContinuedHead(pdf: Pdf, { build }: BuildSheet): void {
  const head = columns(0, 11);
  write(pdf, "Build traveler, continued", head.x, AREA.top + 5, {
    width: head.width,
    size: "small",
    bold: true,
  });
  write(pdf, build.name, head.x - 1, 62, { width: head.width, size: "title", bold: true });
  const side = CONTINUED_CODE_SIDE;
  drawDataMatrix(pdf, build.uuid, AREA.right - side + 1.5, AREA.top - 6, side);
  rule(pdf, AREA.left, 76, AREA.width, 0.7);
}

function drawFoot(pdf: Pdf, { build }: BuildSheet, page: string): void {
  const y = AREA.bottom;
  write(pdf, `${build.name}   ${build.uuid}`, AREA.left, y, {
    width: AREA.width - 80,
    size: "small",
    grey: true,
  });
  write(pdf, page, AREA.right - 80, y, { width: 80, size: "small", align: "right" });
}
