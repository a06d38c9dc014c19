/** The traveler: the paper that accompanies a build through the shop. */
import { TRAVELER_ATTACHMENT } from "@vatline/api";
import PDFDocument from "pdfkit";
import { drawCode128, drawMatrix, type Matrix, matrixOf, qrOf } from "./codes.ts";
import { drawFacts } from "./facts.ts";
import { minuteOf } from "./figures.ts";
import { AREA, columns, PAGE } from "./page.ts";
import { drawPartsTable, rowsThatFit } from "./parts-table.ts";
import { Pen } from "./pen.ts";
import { drawPlate } from "./plate-drawing.ts";
import type { BuildSheet, SheetPlace } from "./sheet.ts";
import { drawSignOff } from "./sign-off.ts";
import type { SignedFacts } from "./signed-facts.ts";

/** Where the blocks of the first page begin, from the top. */
const FIRST = {
  title: 68,
  bars: 79,
  bars_height: 26,
  hint: 99,
  rule: 117,
  plate: 129,
  sign_off: 374,
  table: 454,
};
/** Where they begin on the pages that follow. */
const CONTINUED = { rule: 82, table: 96, code_side: 36 };
const TABLE_BOTTOM = AREA.bottom - 18;
/** 57 modules of 0.46 mm, for a build with a name of up to 60 letters. */
const SIGNED_SIDE = 74;
/** 26 modules of 0.54 mm. */
const CODE_SIDE = 40;
const CODE_RIGHT = AREA.right - SIGNED_SIDE - 12;
/** Where a page has letters that no font has. */
const CODES_HINT = " · in brackets: Unicode of letters that are not to be had here";
/** What is written beside the codes. */
const HEAD = columns(0, 8);

/**
 * Draws the traveler as a PDF whose pages print on A4 and on Letter without scaling. The signed
 * facts are attached to the PDF, and their code is drawn as QR code. The same sheet and facts give
 * the same bytes.
 *
 * cost  about 20 ms for 20 parts, one page for each 40 parts
 */
export async function travelerPdf(sheet: BuildSheet, signed: SignedFacts): Promise<Uint8Array> {
  const made_at = new Date(sheet.build.created_at);
  const pdf = new PDFDocument({
    autoFirstPage: false,
    // None until letters call for one; see Pen.
    font: "",
    size: [PAGE.width, PAGE.height],
    margin: 0,
    lang: "en",
    displayTitle: true,
    info: {
      Title: `Traveler ${sheet.build.name}`,
      Subject: sheet.build.uuid,
      Creator: "Vatline",
      Producer: "Vatline",
      CreationDate: made_at,
    },
  });
  const chunks: Uint8Array[] = [];
  pdf.on("data", (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise((resolve, reject) => pdf.on("end", resolve).on("error", reject));
  drawPages(new Pen(pdf), sheet, signed.code);
  pdf.file(Buffer.from(`${signed.code}\n${signed.facts}`), {
    name: TRAVELER_ATTACHMENT,
    type: "text/plain",
    description: "What this traveler says, signed: vatline verify checks it",
    creationDate: made_at,
    modifiedDate: made_at,
  });
  pdf.end();
  await ended;
  return new Uint8Array(Buffer.concat(chunks));
}

function drawPages(pen: Pen, sheet: BuildSheet, signed_code: string): void {
  const code = matrixOf(sheet.build.uuid);
  const pages = pagesOf(sheet.places);
  for (const [index, places] of pages.entries()) {
    pen.addPage();
    if (index === 0) drawFirstPage(pen, sheet, { code, signed: qrOf(signed_code) });
    else drawContinuedHead(pen, sheet, code);
    drawPartsTable(pen, sheet, places, index === 0 ? FIRST.table : CONTINUED.table);
    drawFoot(pen, sheet, `Page ${index + 1} of ${pages.length}`);
  }
  pen.endPage();
}

/** The places that each page lists; the first page has less room and is always there. */
function pagesOf(places: SheetPlace[]): SheetPlace[][] {
  const first = rowsThatFit(TABLE_BOTTOM - FIRST.table);
  const following = rowsThatFit(TABLE_BOTTOM - CONTINUED.table);
  const pages = [places.slice(0, first)];
  for (let from = first; from < places.length; from += following) {
    pages.push(places.slice(from, from + following));
  }
  return pages;
}

function drawFirstPage(
  pen: Pen,
  sheet: BuildSheet,
  { code, signed }: { code: Matrix; signed: Matrix },
): void {
  const { build } = sheet;
  const { width } = HEAD;
  drawTitle(pen, "Build traveler", sheet);
  drawCode128(pen, build.name, HEAD.x, FIRST.bars, { width, height: FIRST.bars_height });
  drawMatrix(pen, code, CODE_RIGHT, AREA.top, CODE_SIDE);
  drawMatrix(pen, signed, AREA.right, AREA.top, SIGNED_SIDE);
  for (const [index, line] of ["signed, check it", "at /verify"].entries()) {
    const hint = { width: CODE_SIDE + 20, size: "small", align: "right", grey: true } as const;
    pen.write(line, CODE_RIGHT - hint.width, FIRST.hint + 8 * index, hint);
  }
  pen.rule(AREA.left, FIRST.rule, AREA.width, "strong");

  const height = FIRST.sign_off - FIRST.plate - 14;
  drawPlate(pen, sheet, { ...columns(0, 8), y: FIRST.plate, height });
  drawFacts(pen, sheet, { ...columns(8, 4), y: FIRST.plate });
  drawSignOff(pen, FIRST.sign_off);
}

/** Says on its own which build the page belongs to, to people and to scanners. */
function drawContinuedHead(pen: Pen, sheet: BuildSheet, code: Matrix): void {
  drawTitle(pen, "Build traveler, continued", sheet);
  drawMatrix(pen, code, AREA.right, AREA.top, CONTINUED.code_side);
  pen.rule(AREA.left, CONTINUED.rule, AREA.width, "strong");
}

function drawTitle(pen: Pen, kind: string, { build }: BuildSheet): void {
  const y = AREA.top + 5;
  const { x, width } = HEAD;
  const taken = pen.write(kind, x, y, { width, size: "small", bold: true });
  const made = `revision ${build.revision} · ${build.status} · made ${minuteOf(build.created_at)}`;
  const indent = taken + 10;
  pen.write(`${build.application_name} · ${made}`, x + indent, y, {
    width: width - indent,
    size: "small",
    grey: true,
  });
  pen.write(build.name, x - 1, FIRST.title, { width, size: "title", bold: true });
}

function drawFoot(pen: Pen, { build }: BuildSheet, page: string): void {
  const y = AREA.bottom;
  const hint = pen.has_codes ? CODES_HINT : "";
  pen.write(`${build.uuid} · ${build.name}${hint}`, AREA.left, y, {
    width: AREA.width - 80,
    size: "small",
    grey: true,
  });
  pen.write(page, AREA.right - 80, y, { width: 80, size: "small", align: "right" });
}
