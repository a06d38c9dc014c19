/** Letters as polygons, for engraving: a text in the fonts that come along, in mm. */
import { GeometryError, type Outline } from "@vatline/geometry";
import type { Glyph } from "fontkit";
import { shippedFont } from "../../platform/fonts.ts";

export type TextStyle = {
  /** Height of a capital letter. */
  size_mm: number;
  letter_spacing_mm?: number;
  /** From baseline to baseline, in heights of a capital letter. */
  line_height?: number;
  alignment?: "left" | "center" | "right";
};

const LINE_HEIGHT = 1.6;
const LINES_MAX = 20;
/** How far a polygon may leave its curve; far below what any printer shows. */
const TOLERANCE_MM = 0.01;
const SEGMENTS_MAX = 32;
const LINE_BREAK = /\r\n|\r|\n/;

type Point = { x: number; y: number };

/** Why the text cannot be written, as the end of a sentence; null where it can. */
export function faultOfText(text: string): string | null {
  if (text.trim() === "") return "has no letters";
  const lines = text.split(LINE_BREAK);
  if (lines.length > LINES_MAX)
    return `has ${lines.length} lines, at most ${LINES_MAX} are written`;
  const unknown = [...new Set(lines.join(""))].filter(
    (letter) => !shippedFont().hasGlyphForCodePoint(letter.codePointAt(0) ?? 0),
  );
  if (unknown.length === 0) return null;
  const codes = unknown.slice(0, 5).map((letter) => {
    const code = (letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
    return /[\p{L}\p{N}\p{P}\p{S}]/u.test(letter) ? `"${letter}" (U+${code})` : `U+${code}`;
  });
  return `has letters that the font lacks: ${codes.join(", ")}`;
}

/**
 * The letters' outlines: x to the right, the first baseline at y = 0, further lines below. Lines
 * start, are centred or end at x = 0, by their alignment. Read by the non-zero rule, outer rings
 * counter-clockwise. Throws GeometryError "text_invalid" for what faultOfText tells.
 */
export function textOutline(text: string, style: TextStyle): Outline {
  const fault = faultOfText(text);
  if (fault !== null) throw new GeometryError("text_invalid", `The text ${fault}.`);
  const { size_mm, line_height = LINE_HEIGHT } = style;
  const scale = size_mm / shippedFont().glyphForCodePoint("H".charCodeAt(0)).bbox.maxY;
  return text
    .split(LINE_BREAK)
    .flatMap((line, index) => lineOutline(line, scale, -index * line_height * size_mm, style));
}

function lineOutline(line: string, scale: number, baseline_mm: number, style: TextStyle): Outline {
  const { letter_spacing_mm = 0, alignment = "center" } = style;
  const { glyphs, positions } = shippedFont().layout(line);
  const advances = positions.map(({ xAdvance }) => xAdvance * scale + letter_spacing_mm);
  const width_mm = advances.reduce((sum, advance) => sum + advance, 0) - letter_spacing_mm;
  let pen_mm = { left: 0, center: -width_mm / 2, right: -width_mm }[alignment];
  const outline: Outline = [];
  for (const [index, glyph] of glyphs.entries()) {
    const { xOffset, yOffset } = positions[index];
    const x_mm = pen_mm + xOffset * scale;
    const y_mm = baseline_mm + yOffset * scale;
    for (const ring of ringsOf(glyph, TOLERANCE_MM / scale)) {
      // The font's outer rings run clockwise.
      const turned = ring.reverse().flatMap(({ x, y }) => [x_mm + x * scale, y_mm + y * scale]);
      outline.push(Float64Array.from(turned));
    }
    pen_mm += advances[index];
  }
  return outline;
}

/** The closed curves of a glyph as points in units of the font, the first one not repeated. */
function ringsOf(glyph: Glyph, tolerance: number): Point[][] {
  const rings: Point[][] = [];
  for (const { command, args } of glyph.path.commands) {
    const points = pairsOf(args);
    const ring = rings.at(-1) ?? [];
    if (command === "moveTo") rings.push(points);
    else ring.push(...curvePoints([ring.at(-1) ?? { x: 0, y: 0 }, ...points], tolerance));
  }
  return rings.map(withoutRepeats).filter((ring) => ring.length >= 3);
}

function pairsOf(args: number[]): Point[] {
  const count = args.length / 2;
  return Array.from({ length: count }, (_, i) => ({ x: args[2 * i], y: args[2 * i + 1] }));
}

/** Points of a Bezier curve of any degree after its first one; of a straight line, its end. */
function curvePoints(controls: Point[], tolerance: number): Point[] {
  const segments = segmentsOf(controls, tolerance);
  return Array.from({ length: controls.length > 1 ? segments : 0 }, (_, i) => {
    const share = (i + 1) / segments;
    let points = controls;
    while (points.length > 1) {
      points = points.slice(1).map((next, at) => ({
        x: points[at].x + share * (next.x - points[at].x),
        y: points[at].y + share * (next.y - points[at].y),
      }));
    }
    return points[0];
  });
}

/** A chord over 1/n of a curve of degree d leaves it by at most d (d - 1) bend / (8 n n). */
function segmentsOf(controls: Point[], tolerance: number): number {
  const degree = controls.length - 1;
  let bend = 0;
  for (let i = 2; i < controls.length; i++) {
    const [a, b, c] = controls.slice(i - 2, i + 1);
    bend = Math.max(bend, Math.hypot(a.x - 2 * b.x + c.x, a.y - 2 * b.y + c.y));
  }
  const wanted = Math.ceil(Math.sqrt((degree * (degree - 1) * bend) / (8 * tolerance)));
  return Math.min(Math.max(wanted, 1), SEGMENTS_MAX);
}

function withoutRepeats(ring: Point[]): Point[] {
  return ring.filter(({ x, y }, index) => {
    const before = ring.at(index - 1);
    return before !== undefined && (before.x !== x || before.y !== y);
  });
}
