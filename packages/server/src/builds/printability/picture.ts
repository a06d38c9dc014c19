/** A sheet of what may go wrong: the plate from above, layers from close up, and a list. */
import type { BuildPrintability } from "@vatline/api";
import type { Severity } from "@vatline/geometry";
import { pictureToPng } from "@vatline/printers";
import { Canvas, type Colour, type Path } from "../documents/canvas.ts";
import { drawPlatform, placed, type ToPixels } from "../documents/plate-png.ts";
import type { BuildSheet } from "../documents/sheet.ts";
import { type Closeup, drawCloseup } from "./closeup.ts";
import { fitted, type Lettering, write } from "./lettering.ts";

type Found = Pick<BuildPrintability, "counts" | "severities" | "findings">;
type Finding = Found["findings"][number];

const WIDTH_PX = 1600;
const MARGIN_PX = 40;
const TITLE_PX = 100;
/** Four beside each other. */
const CLOSEUP = { side_px: 350, pitch_px: 390, height_px: 430 };
const LINE_PX = 30;
const LINES_MAX = 24;
const PLACES_MAX = 3;

const PAPER: Colour = [255, 255, 255];
const INK: Colour = [43, 52, 66];
const GREY: Colour = [110, 120, 135];
const PART: Colour = [226, 231, 238];
const PART_EDGE: Colour = [150, 160, 175];
const SEVERITY_COLOURS: Record<Severity, Colour> = {
  severe: [200, 30, 40],
  moderate: [225, 120, 0],
  minor: [95, 120, 160],
};

/** PNG, the same bytes for the same arguments. */
export function printabilityPicture(
  sheet: BuildSheet,
  found: Found,
  closeups: Closeup[],
): Uint8Array {
  const { width_mm, depth_mm } = sheet.platform;
  const scale = (WIDTH_PX - 2 * MARGIN_PX) / width_mm;
  const plate_px = Math.round(depth_mm * scale);
  const closeups_top = TITLE_PX + plate_px + MARGIN_PX;
  const columns = Math.floor((WIDTH_PX - 2 * MARGIN_PX + 40) / CLOSEUP.pitch_px);
  const list_top = closeups_top + CLOSEUP.height_px * Math.ceil(closeups.length / columns);
  const lines = listLines(found.findings);
  const height_px = list_top + LINE_PX * lines.length + MARGIN_PX;
  const canvas = new Canvas(WIDTH_PX, height_px, PAPER);
  drawTitle(canvas, sheet, found);
  const toPixels: ToPixels = (x_mm, y_mm) => [
    MARGIN_PX + x_mm * scale,
    TITLE_PX + (depth_mm - y_mm) * scale,
  ];
  drawPlate(canvas, sheet, found.findings, toPixels);
  for (const [i, closeup] of closeups.entries()) {
    const finding = found.findings.find(({ number }) => number === closeup.number);
    if (!finding) continue;
    const left = MARGIN_PX + (i % columns) * CLOSEUP.pitch_px;
    const top = closeups_top + Math.floor(i / columns) * CLOSEUP.height_px;
    drawCloseup(canvas, closeup, { left, top, side_px: CLOSEUP.side_px });
    drawCaption(canvas, finding, closeup, { x: left, top: top + CLOSEUP.side_px });
  }
  for (const [i, line] of lines.entries()) {
    const y = list_top + (i + 1) * LINE_PX;
    drawLine(canvas, line, y);
  }
  return pictureToPng(canvas);
}

function drawTitle(canvas: Canvas, { build }: BuildSheet, { severities, findings }: Found): void {
  const { severe, moderate, minor } = severities;
  const title: Lettering = { x: MARGIN_PX, baseline: 48, height: 20, colour: INK };
  write(canvas, fitted(`${build.name}: what may go wrong`, 70), title);
  const figures = `${severe} severe, ${moderate} moderate, ${minor} minor, all copies counted`;
  const text = findings.length === 0 ? "Nothing was found." : figures;
  write(canvas, text, { x: MARGIN_PX, baseline: 82, height: 13, colour: GREY });
}

function drawPlate(
  canvas: Canvas,
  sheet: BuildSheet,
  findings: Finding[],
  toPixels: ToPixels,
): void {
  drawPlatform(canvas, sheet, toPixels);
  for (const place of sheet.places) {
    const paths = place.outline.map((ring) => placed(ring, place, toPixels));
    canvas.fill(paths, PART);
    canvas.stroke(paths, 1, PART_EDGE);
  }
  // The gravest are drawn last, over the others.
  for (const finding of findings.toReversed()) {
    for (const { x_mm, y_mm } of finding.places) {
      const [x, y] = toPixels(x_mm, y_mm);
      drawMark(canvas, finding, x, y);
    }
  }
}

/** A disc with the finding's number; minor ones are small. */
function drawMark(canvas: Canvas, { number, severity }: Finding, x: number, y: number): void {
  const text = String(number);
  const height = severity === "minor" ? 8 : 11;
  const radius = height * (0.75 + 0.3 * text.length);
  canvas.fill([disc(x, y, radius + 1.5)], PAPER);
  canvas.fill([disc(x, y, radius)], SEVERITY_COLOURS[severity]);
  const baseline = y + height / 2;
  write(canvas, text, { x, baseline, height, colour: PAPER, alignment: "center" });
}

function drawCaption(
  canvas: Canvas,
  finding: Finding,
  { shown_index }: Closeup,
  { x, top }: { x: number; top: number },
): void {
  const { kind, layer_index, part_number, number, severity } = finding;
  const colour = SEVERITY_COLOURS[severity];
  const what = `${number}  ${kindName(kind)}, ${severity}`;
  write(canvas, what, { x, baseline: top + 24, height: 12, colour });
  const from = layer_index === shown_index ? "" : `, begins at ${layer_index}`;
  const where = `${fitted(part_number, 20)}, layer ${shown_index}${from}`;
  write(canvas, where, { x, baseline: top + 46, height: 10, colour: GREY });
}

type ListLine = { finding: Finding } | { more: number };

function listLines(findings: Finding[]): ListLine[] {
  const lines: ListLine[] = findings.slice(0, LINES_MAX).map((finding) => ({ finding }));
  if (findings.length > LINES_MAX) lines.push({ more: findings.length - LINES_MAX });
  return lines;
}

function drawLine(canvas: Canvas, line: ListLine, baseline: number): void {
  const lettering = { baseline, height: 11, colour: INK };
  if ("more" in line) {
    const text = `and ${line.more} more: see the report`;
    write(canvas, text, { ...lettering, x: MARGIN_PX + 50, colour: GREY });
    return;
  }
  const { number, severity, text, part_number, z_mm } = line.finding;
  const colour = SEVERITY_COLOURS[severity];
  write(canvas, String(number), { ...lettering, x: MARGIN_PX, colour });
  const where = `${placesText(line.finding)}, from ${z_mm.toFixed(2)} mm`;
  const of = `${fitted(part_number, 24)}, ${where}: `;
  const open = line.finding.part_watertight ? "" : " (Its surface is open.)";
  write(canvas, fitted(of + text + open, 180), { ...lettering, x: MARGIN_PX + 50 });
}

/** By the numbers on the traveler. */
function placesText({ places }: Finding): string {
  const numbers = places.map(({ place_number }) => place_number);
  const named = numbers.slice(0, PLACES_MAX).join(", ");
  const more = numbers.length > PLACES_MAX ? ` and ${numbers.length - PLACES_MAX} more` : "";
  return `${numbers.length === 1 ? "place" : "places"} ${named}${more}`;
}

const kindName = (kind: Finding["kind"]) => kind.replace("_", " ");

function disc(x: number, y: number, radius: number): Path {
  return Array.from({ length: 24 }, (_, i) => (2 * Math.PI * i) / 24).flatMap((angle) => [
    x + radius * Math.cos(angle),
    y + radius * Math.sin(angle),
  ]);
}
