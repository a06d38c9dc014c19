/** The plate as it is seen from above, drawn into a page. */
import { type InnerDisc, innerDisc, type Outline } from "@vatline/geometry";
import { GREY, INK, type Matrix, type Pen } from "./pen.ts";
import { type BuildSheet, placeNumberOf, type SheetPlace } from "./sheet.ts";

type Box = { x: number; y: number; width: number; height: number };

/** Turns platform mm into points of the page. */
type Frame = { left: number; front: number; points_per_mm: number };

/** What parts of one model share: how they are drawn, and where their number goes. */
type Shape = { drawing: string; label: InnerDisc };

/** Below the front edge: ruler and its legend. */
const RULER_HEIGHT = 24;
/** How light a part is, and how wide its rim, points. */
const PART_FILL = 0.93;
const LINE = 0.5;
/** Corners that lie closer together, points, look the same on paper. */
const DETAIL = 0.2;
const LABEL_MIN = 5.5;
const LABEL_MAX = 9;
const DIGIT_WIDTH = 0.556;

/** Draws plate, parts and ruler at the top left of the box, as large as fits it. */
export function drawPlate(pen: Pen, sheet: BuildSheet, box: Box): void {
  const { width_mm, depth_mm } = sheet.platform;
  const scale = Math.min(box.width / width_mm, (box.height - RULER_HEIGHT) / depth_mm);
  const frame = { left: box.x, front: box.y + depth_mm * scale, points_per_mm: scale };
  drawPlatform(pen, sheet, frame);
  const shapes = new Map<Outline, Shape>();
  for (const { outline } of sheet.places) {
    if (shapes.has(outline)) continue;
    shapes.set(outline, { drawing: drawingOf(outline, scale), label: innerDisc(outline) });
  }
  for (const place of sheet.places) {
    const shape = shapes.get(place.outline);
    if (shape) pen.put(shape.drawing, matrixOf(place, frame));
  }
  for (const place of sheet.places) {
    const shape = shapes.get(place.outline);
    if (shape) drawNumber(pen, place, shape.label, frame);
  }
  drawRuler(pen, width_mm, frame);
}

function drawPlatform(pen: Pen, { platform, margin_mm }: BuildSheet, frame: Frame): void {
  const { left, front, points_per_mm } = frame;
  const width = platform.width_mm * points_per_mm;
  const depth = platform.depth_mm * points_per_mm;
  const margin = margin_mm * points_per_mm;
  if (margin > 0) {
    pen.rect(left + margin, front - depth + margin, width - 2 * margin, depth - 2 * margin);
    pen.stroke(0.35, GREY, 1.5);
  }
  pen.rect(left, front - depth, width, depth);
  pen.stroke(0.7);
  pen.rect(left - 0.35, front - 0.35, width + 0.7, 2.2);
  pen.fill();
}

/** Operators of PDF that draw an outline in mm, which will be seen at that many points a mm. */
function drawingOf(outline: Outline, points_per_mm: number): string {
  const detail_mm = DETAIL / points_per_mm;
  const inMm = (value: number) => Math.round(value * 1000) / 1000;
  const path = outline.flatMap((ring) => {
    let [x, y] = [ring[0], ring[1]];
    const steps = [`${inMm(x)} ${inMm(y)} m`];
    for (let i = 2; i < ring.length; i += 2) {
      const [dx, dy] = [ring[i] - x, ring[i + 1] - y];
      if (dx * dx + dy * dy < detail_mm * detail_mm) continue;
      [x, y] = [ring[i], ring[i + 1]];
      steps.push(`${inMm(x)} ${inMm(y)} l`);
    }
    return [...steps, "h"];
  });
  return `${PART_FILL} g ${INK} G ${inMm(LINE / points_per_mm)} w 1 j ${path.join(" ")} B`;
}

/** The number lies upright on its part; where the part is too narrow, a white rim helps. */
function drawNumber(pen: Pen, place: SheetPlace, label: InnerDisc, frame: Frame): void {
  const text = String(placeNumberOf(place));
  const [a, b, c, d, e, f] = matrixOf(place, frame);
  const [x, y] = [a * label.x + c * label.y + e, b * label.x + d * label.y + f];
  const radius = label.radius * frame.points_per_mm;
  const size = Math.min(LABEL_MAX, Math.max(LABEL_MIN, (2.1 * radius) / (0.5 + text.length / 2)));
  const is_wider = text.length * DIGIT_WIDTH * size > 2 * radius;
  pen.label(text, x, y + size * 0.36, size, is_wider);
}

function drawRuler(pen: Pen, width_mm: number, { left, front, points_per_mm }: Frame): void {
  const top = front + 3.5;
  for (let mm = 0; mm <= width_mm; mm += 10) {
    const x = left + mm * points_per_mm;
    pen.line(x, top, x, top + (mm % 50 === 0 ? 5 : 2.5));
  }
  pen.stroke(0.35);
  for (let mm = 0; mm <= width_mm - 12; mm += 50) {
    const text = mm === 0 ? "0 mm" : String(mm);
    pen.write(text, left + mm * points_per_mm + 2, top + 8, {
      width: 40,
      size: "small",
      grey: true,
    });
  }
  const width = width_mm * points_per_mm;
  pen.write("FRONT", left, top + 17, { width, size: "small", bold: true, align: "center" });
}

/** From mm of the model to points of the page, where y runs down. */
function matrixOf(place: SheetPlace, { left, front, points_per_mm }: Frame): Matrix {
  const angle = (place.rotation_deg * Math.PI) / 180;
  const cos = Math.cos(angle) * points_per_mm;
  const sin = Math.sin(angle) * points_per_mm;
  return [
    cos,
    -sin,
    -sin,
    -cos,
    left + place.x_mm * points_per_mm,
    front - place.y_mm * points_per_mm,
  ];
}
