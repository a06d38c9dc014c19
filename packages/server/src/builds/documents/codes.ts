/** Machine-readable codes, drawn as filled rectangles. */
import bwip from "bwip-js/node";
import { invariant } from "../../platform/invariant.ts";
import type { Pen } from "./pen.ts";

/** ISO/IEC 15417: ten modules free on the left and right. */
const BARS_QUIET = 10;
/** About 0.19 mm: narrower bars are lost on office printers. */
const BAR_MIN = 0.54;
const BAR_MAX = 1;

/** Modules row by row from the top; 1 is dark. */
export type Matrix = { pixs: number[]; pixx: number; pixy: number };

/** The DataMatrix (ECC 200) of a text. Cost: some milliseconds. */
export const matrixOf = (text: string) => matrixCode({ bcid: "datamatrix" }, text);

/**
 * The QR code of a text that looks random, as signatures do; a seventh may be damaged (level M). Of
 * such a text no mask is better than another; trying all eight takes 17 ms instead of 5.
 */
export const qrOf = (text: string) => matrixCode({ bcid: "qrcode", eclevel: "M", mask: 1 }, text);

type MatrixOptions = { bcid: string; eclevel?: string; mask?: number };

function matrixCode(options: MatrixOptions, text: string): Matrix {
  const [symbol] = bwip.raw({ ...options, text });
  invariant("pixs" in symbol, `${options.bcid} is a matrix code`);
  return symbol;
}

/**
 * Draws a matrix whose upper right corner lies at `right`, `top`, `side` points wide. The quiet
 * zone around it (one module for a DataMatrix, four for a QR code) must stay white.
 */
export function drawMatrix(pen: Pen, matrix: Matrix, right: number, top: number, side: number) {
  const { pixs, pixx, pixy } = matrix;
  const module = side / pixx;
  const runs: string[] = [];
  for (let row = 0; row < pixy; row++) {
    for (let column = 0; column < pixx; column++) {
      const from = column;
      while (column < pixx && pixs[row * pixx + column] === 1) column++;
      if (column === from) continue;
      runs.push(`${from} ${row} ${column - from} 1 re`);
    }
  }
  pen.put(`0 g ${runs.join(" ")} f`, [module, 0, 0, module, right - side, top]);
}

/**
 * A Code 128 that begins at `x`; the quiet zones lie outside it, ten modules to the left and right.
 * Draws nothing and answers false where the text has characters other than printable ASCII, or its
 * bars would be too narrow to be read within `width` points.
 */
export function drawCode128(
  pen: Pen,
  text: string,
  x: number,
  y: number,
  { width, height }: { width: number; height: number },
): boolean {
  if (!/^[ -~]+$/.test(text)) return false;
  const bars = barsOf(text);
  const modules = bars.reduce((sum, bar) => sum + bar, 0);
  const module = Math.min(BAR_MAX, width / (modules + BARS_QUIET));
  if (module < BAR_MIN) return false;
  let left = 0;
  const drawn: string[] = [];
  for (const [index, bar] of bars.entries()) {
    if (index % 2 === 0) drawn.push(`${left} 0 ${bar} 1 re`);
    left += bar;
  }
  pen.put(`0 g ${drawn.join(" ")} f`, [module, 0, 0, height, x, y]);
  return true;
}

/** Widths in modules: bar, space, bar, and so on. */
function barsOf(text: string): number[] {
  const [symbol] = bwip.raw({ bcid: "code128", text });
  invariant("sbs" in symbol, "Code 128 is a bar code");
  return symbol.sbs;
}
