import assert from "node:assert/strict";
import { describe, test } from "node:test";
import PDFDocument from "pdfkit";
import { drawCode128, drawMatrix, type Matrix, matrixOf } from "./codes.ts";
import { Pen } from "./pen.ts";

const UUID = "0198d1f0-7a3b-7c41-9d52-3b1e5a90c7d4";

describe("drawMatrix", () => {
  test("draws every dark module once, with the finder pattern at the left and below", () => {
    const matrix = matrixOf(UUID);
    const { pixs, pixx, pixy } = matrix;
    const drawn = modulesOf(
      rectanglesOf((pen) => drawMatrix(pen, matrix, pixx, 0, pixx)),
      matrix,
    );
    assert.deepEqual(drawn, pixs);
    assert.equal(pixx, pixy);
    for (let at = 0; at < pixx; at++) {
      assert.equal(pixs[at * pixx], 1, "left edge");
      assert.equal(pixs[(pixy - 1) * pixx + at], 1, "lower edge");
      assert.equal(pixs[at], (at + 1) % 2, "upper edge");
    }
  });

  test("tells builds apart", () => {
    assert.notDeepEqual(matrixOf(UUID).pixs, matrixOf(UUID.replace(/4$/, "5")).pixs);
  });
});

describe("drawCode128", () => {
  const draw = (text: string, width = 450) => {
    let done = false;
    const bars = rectanglesOf((pen) => {
      done = drawCode128(pen, text, 40, 10, { width, height: 20 });
    });
    return { done, bars };
  };

  test("ends in the stop pattern and leaves its right quiet zone within the width", () => {
    const { done, bars } = draw("AutoBuild001", 100);
    assert.equal(done, true);
    const last = bars[bars.length - 1];
    const module = last.width / 2;
    const stop = bars.slice(-4).map(({ width }) => Math.round(width / module));
    assert.deepEqual(stop, [2, 3, 1, 2]);
    assert.ok(last.x + last.width + 10 * module <= 40 + 100 + 1e-6);
  });

  test("draws nothing where it could not be read", () => {
    for (const text of ["Zoë", "", "部品", "x".repeat(300), "a\nb"]) {
      assert.deepEqual(draw(text), { done: false, bars: [] }, JSON.stringify(text));
    }
  });
});

type Rectangle = { x: number; y: number; width: number; height: number };

/** The rectangles that are drawn, as the PDF has them: a drawing, and where it is put. */
function rectanglesOf(draw: (pen: Pen) => void): Rectangle[] {
  const pdf = new PDFDocument({ compress: false, autoFirstPage: false });
  const pen = new Pen(pdf);
  pen.addPage();
  draw(pen);
  pen.endPage();
  pdf.end();
  const text = String(pdf.read());
  const [, a, d, e, f] =
    /q ([\d.]+) 0 0 ([\d.]+) ([\d.]+) ([\d.]+) cm/.exec(text)?.map(Number) ?? [];
  return Array.from(text.matchAll(/(\d+) (\d+) (\d+) 1 re/g), (numbers) => {
    const [x, y, width] = numbers.slice(1).map(Number);
    return { x: a * x + e, y: d * y + f, width: a * width, height: d };
  });
}

function modulesOf(rectangles: Rectangle[], { pixx, pixy }: Matrix): number[] {
  const modules = new Array<number>(pixx * pixy).fill(0);
  for (const { x, y, width } of rectangles) {
    for (let column = x; column < x + width; column++) modules[y * pixx + column]++;
  }
  return modules;
}
