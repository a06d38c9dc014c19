/** The plate as a picture of pixels: for what shows no SVG, and small in build files. */
import { innerDisc, type Outline } from "@vatline/geometry";
import { pictureToPng, type Thumbnail } from "@vatline/printers";
import { textOutline } from "../../model-programs/worker/text-outline.ts";
import { Canvas, type Colour, type Path } from "./canvas.ts";
import { type BuildSheet, placeNumberOf, type SheetPlace } from "./sheet.ts";

/** Long side of the picture. */
const SIDE_PX = 1600;
/** Free on each side, as a share of the long side of the plate. */
const RIM = 0.02;

const PAPER: Colour = [255, 255, 255];
const EDGE: Colour = [86, 97, 115];
const MARGIN: Colour = [205, 210, 218];
const INK: Colour = [43, 52, 66];
/** Told apart in neighbouring parts. */
const FILLS: Colour[] = [
  [169, 201, 232],
  [245, 199, 156],
  [180, 218, 169],
  [241, 179, 179],
  [203, 186, 228],
  [220, 198, 164],
  [165, 221, 220],
  [223, 220, 152],
];

/** Labels in pixels: the height of a digit. */
const LABEL_MIN_PX = 9;
const LABEL_MAX_PX = 30;
/** Of a digit, as a share of its height. */
const DIGIT_WIDTH = 0.88;

/** The plate from above, its front edge below, each part with its place number, as PNG. */
export function platePng(sheet: BuildSheet): Uint8Array {
  return pictureToPng(plateBitmap(sheet, SIDE_PX));
}

function plateBitmap(sheet: BuildSheet, side_px: number): Thumbnail {
  const { width_mm, depth_mm } = sheet.platform;
  const rim_mm = RIM * Math.max(width_mm, depth_mm);
  const scale = side_px / (Math.max(width_mm, depth_mm) + 2 * rim_mm);
  const sizeOf = (mm: number) => Math.round((mm + 2 * rim_mm) * scale);
  const canvas = new Canvas(sizeOf(width_mm), sizeOf(depth_mm), PAPER);
  const toPixels: ToPixels = (x_mm, y_mm) => [
    (x_mm + rim_mm) * scale,
    (depth_mm - y_mm + rim_mm) * scale,
  ];
  drawPlatform(canvas, sheet, toPixels);
  const line = side_px / 1000;
  for (const place of sheet.places) {
    const paths = place.outline.map((ring) => placed(ring, place, toPixels));
    canvas.fill(paths, FILLS[place.place_index % FILLS.length]);
    canvas.stroke(paths, line, INK);
  }
  const discs = new Map<Outline, ReturnType<typeof innerDisc>>();
  for (const place of sheet.places) {
    const disc = discs.get(place.outline) ?? innerDisc(place.outline);
    discs.set(place.outline, disc);
    const [x, y] = placed([disc.x, disc.y], place, toPixels);
    drawNumber(canvas, placeNumberOf(place), { x, y, radius: disc.radius * scale });
  }
  return canvas;
}

/** Turns mm of the plate into pixels of the picture. */
export type ToPixels = (x_mm: number, y_mm: number) => [x: number, y: number];

/** The plate's rim, its front edge heavier, and its margin. */
export function drawPlatform(
  canvas: Canvas,
  { platform, margin_mm }: BuildSheet,
  toPixels: ToPixels,
) {
  const { width_mm, depth_mm } = platform;
  const frame = (inset_mm: number): Path => {
    const [left, top] = toPixels(inset_mm, depth_mm - inset_mm);
    const [right, bottom] = toPixels(width_mm - inset_mm, inset_mm);
    return [left, top, right, top, right, bottom, left, bottom];
  };
  const line = Math.max(canvas.width_px, canvas.height_px) / 800;
  if (margin_mm > 0) canvas.stroke([frame(margin_mm)], line, MARGIN);
  canvas.stroke([frame(0)], line, EDGE);
  canvas.stroke([[...toPixels(0, 0), ...toPixels(width_mm, 0)]], 3 * line, EDGE);
}

/** Points of a model as pixels, where the model stands. */
export function placed(points: ArrayLike<number>, place: SheetPlace, toPixels: ToPixels): number[] {
  const angle_rad = (place.rotation_deg * Math.PI) / 180;
  const [sin, cos] = [Math.sin(angle_rad), Math.cos(angle_rad)];
  const path: number[] = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x_mm, y_mm] = [points[i], points[i + 1]];
    path.push(
      ...toPixels(cos * x_mm - sin * y_mm + place.x_mm, sin * x_mm + cos * y_mm + place.y_mm),
    );
  }
  return path;
}

/** As large as fits the widest place of the part, within what reads well. */
function drawNumber(
  canvas: Canvas,
  number: number,
  { x, y, radius }: { x: number; y: number; radius: number },
): void {
  const text = String(number);
  const fits = (1.7 * radius) / Math.hypot(1, DIGIT_WIDTH * text.length);
  const height = Math.min(LABEL_MAX_PX, Math.max(LABEL_MIN_PX, fits));
  drawText(canvas, text, { x, baseline: y + height / 2, height, colour: INK });
}

/** Writes one line about `x`; `height` is that of a digit, in pixels. */
function drawText(
  canvas: Canvas,
  text: string,
  style: {
    x: number;
    baseline: number;
    height: number;
    colour: Colour;
  },
): void {
  const { x, baseline, height, colour } = style;
  const outline = textOutline(text, { size_mm: height });
  const paths = outline.map((ring) => {
    const path = new Float64Array(ring.length);
    for (let i = 0; i + 1 < ring.length; i += 2) {
      path[i] = x + ring[i];
      path[i + 1] = baseline - ring[i + 1];
    }
    return path;
  });
  canvas.fill(paths, colour);
}
