/** The plate as it is seen from above, drawn into a page. */
import { type InnerDisc, innerDisc, type Outline } from "@vatline/geometry";
import { GREY, INK, type Pdf, write } from "./pen.ts";
import { type BuildSheet, placeNumberOf, type SheetPlace } from "./sheet.ts";

type Box = { x: number; y: number; width: number; height: number };

/** Turns platform mm into points of the page. */
type Frame = { left: number; front: number; points_per_mm: number };

/** Below the front edge: ruler and its legend. */
const RULER_HEIGHT = 24;
const PART_FILL = "#ededed";
/** Corners that lie closer together, points, look the same on paper. */
const DETAIL = 0.2;
const LABEL_MIN = 5.5;
const LABEL_MAX = 9;
const DIGIT_WIDTH = 0.556;

/** Draws plate, parts and ruler at the top left of the box, as large as fits it. */
export function drawPlate(pdf: Pdf, sheet: BuildSheet, box: Box): void {
  const { width_mm, depth_mm } = sheet.platform;
  const scale = Math.min(box.width / width_mm, (box.height - RULER_HEIGHT) / depth_mm);
  const frame = { left: box.x, front: box.y + depth_mm * scale, points_per_mm: scale };
  drawPlatform(pdf, sheet, frame);
  const labels = new Map<Outline, InnerDisc>();
  for (const place of sheet.places) {
    drawOutline(pdf, place, frame);
    const label = labels.get(place.outline) ?? innerDisc(place.outline);
    labels.set(place.outline, label);
  }
  for (const place of sheet.places) {
    const label = labels.get(place.outline);
    if (label) drawNumber(pdf, place, label, frame);
  }
  drawRuler(pdf, width_mm, frame);
}

function drawPlatform(pdf: Pdf, { platform, margin_mm }: BuildSheet, frame: Frame): void {
  const { left, front, points_per_mm } = frame;
  const width = platform.width_mm * points_per_mm;
  const depth = platform.depth_mm * points_per_mm;
  const margin = margin_mm * points_per_mm;
  if (margin > 0) {
    pdf.rect(left + margin, front - depth + margin, width - 2 * margin, depth - 2 * margin);
    pdf.lineWidth(0.35).dash(1.5, { space: 1.5 }).strokeColor(GREY).stroke().undash();
  }
  pdf
    .rect(left, front - depth, width, depth)
    .lineWidth(0.7)
    .strokeColor(INK)
    .stroke();
  pdf.rect(left - 0.35, front - 0.35, width + 0.7, 2.2).fill(INK);
}

function drawOutline(pdf: Pdf, place: SheetPlace, frame: Frame): void {
  const toPage = pagePointOf(place, frame);
  for (const ring of place.outline) {
    let last = toPage(ring[0], ring[1]);
    pdf.moveTo(last.x, last.y);
    for (let i = 2; i < ring.length; i += 2) {
      const point = toPage(ring[i], ring[i + 1]);
      const [dx, dy] = [point.x - last.x, point.y - last.y];
      if (dx * dx + dy * dy < DETAIL * DETAIL) continue;
      pdf.lineTo(point.x, point.y);
      last = point;
    }
    pdf.closePath();
  }
  pdf.lineWidth(0.5).lineJoin("round").fillAndStroke(PART_FILL, INK);
}

/** The number lies upright on its part; where the part is too narrow, a white rim helps. */
function drawNumber(pdf: Pdf, place: SheetPlace, label: InnerDisc, frame: Frame): void {
  const text = String(placeNumberOf(place));
  const { x, y } = pagePointOf(place, frame)(label.x, label.y);
  const radius = label.radius * frame.points_per_mm;
  const size = Math.min(LABEL_MAX, Math.max(LABEL_MIN, (2.1 * radius) / (0.5 + text.length / 2)));
  const width = text.length * DIGIT_WIDTH * size;
  pdf.font("Helvetica-Bold").fontSize(size);
  const options = { lineBreak: false, baseline: "alphabetic" } as const;
  if (width / 2 > radius) {
    pdf.lineWidth(size / 4).strokeColor("#ffffff");
    pdf.text(text, x - width / 2, y + size * 0.36, { ...options, stroke: true, fill: true });
  }
  pdf.fillColor(INK).text(text, x - width / 2, y + size * 0.36, options);
}

function drawRuler(pdf: Pdf, width_mm: number, { left, front, points_per_mm }: Frame): void {
  const top = front + 3.5;
  for (let mm = 0; mm <= width_mm; mm += 10) {
    const x = left + mm * points_per_mm;
    pdf.moveTo(x, top).lineTo(x, top + (mm % 50 === 0 ? 5 : 2.5));
  }
  pdf.lineWidth(0.35).strokeColor(INK).stroke();
  for (let mm = 0; mm <= width_mm - 12; mm += 50) {
    const text = mm === 0 ? "0 mm" : String(mm);
    write(pdf, text, left + mm * points_per_mm + 2, top + 8, {
      width: 40,
      size: "small",
      grey: true,
    });
  }
  const width = width_mm * points_per_mm;
  write(pdf, "FRONT", left, top + 17, { width, size: "small", bold: true, align: "center" });
}

/** Page points are rounded to a hundredth: finer ones only make the file larger. */
function pagePointOf(place: SheetPlace, { left, front, points_per_mm }: Frame) {
  const angle = (place.rotation_deg * Math.PI) / 180;
  const cos = Math.cos(angle) * points_per_mm;
  const sin = Math.sin(angle) * points_per_mm;
  const x0 = left + place.x_mm * points_per_mm;
  const y0 = front - place.y_mm * points_per_mm;
  const round = (value: number) => Math.round(value * 100) / 100;
  return (x_mm: number, y_mm: number) => ({
    x: round(x0 + cos * x_mm - sin * y_mm),
    y: round(y0 - sin * x_mm - cos * y_mm),
  });
}
