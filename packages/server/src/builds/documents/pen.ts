/**
 * Draws on the pages of a PDF, in points from the top left: text and rules in the few sizes and
 * tones that documents use. The PDF library keeps pages, fonts and attachments; what stands on a
 * page is written here, as its own text takes five times as long and twice the bytes.
 */
import type PDFDocument from "pdfkit";
import { shippedFontFile } from "../../platform/fonts.ts";
import { HELVETICA } from "./built-in-fonts.ts";
import { drawable, isBuiltIn } from "./letters.ts";

export type Pdf = InstanceType<typeof PDFDocument>;

/** Type sizes in points: there are no others. */
const SIZES = { small: 6.5, text: 8.5, title: 24 };
/** How light, from 0 to 1. */
export const INK = 0;
export const GREY = 0.36;
const WHITE = 1;
/** No drawing is larger, in units of its own. */
const BOX_MAX = 10_000;

const RULES = {
  strong: { thickness: 0.8, tone: INK },
  line: { thickness: 0.4, tone: INK },
  hair: { thickness: 0.4, tone: 0.706 },
};
/** The handles of a quarter of a circle, of which Bezier curves make one, in radii. */
const ARC = 0.5523;

type Weight = keyof typeof HELVETICA;

type TextStyle = {
  /** Text that is wider loses its middle to an ellipsis. */
  width: number;
  size?: keyof typeof SIZES;
  bold?: boolean;
  grey?: boolean;
  align?: "left" | "right" | "center";
};

/** A line as it is drawn; `width` in thousandths of the type size. */
type Line = {
  text: string;
  width: number;
  /** What the operator TJ takes; null: the line is set in the font that comes along. */
  spelled: string | null;
  has_codes: boolean;
};

/** As PDF has it: x' = a x + c y + e, y' = b x + d y + f. */
export type Matrix = [a: number, b: number, c: number, d: number, e: number, f: number];

export class Pen {
  /** Whether characters on this page are printed as their codes, as no font has them. */
  has_codes = false;
  readonly #pdf: Pdf;
  readonly #fonts: Record<Weight, ReturnType<Pdf["ref"]>>;
  /** By text: tables repeat themselves. */
  readonly #lines = { regular: new Map<string, Line>(), bold: new Map<string, Line>() };
  /** Drawings that pages put in their places, by their operators. */
  readonly #kept = new Map<string, { name: string; form: ReturnType<Pdf["ref"]> }>();
  #operators: string[] = [];
  /** What is set on the page; PDF begins with these. */
  #state = { font: "", fill: INK, stroke: INK, thickness: 1 };

  constructor(pdf: Pdf) {
    this.#pdf = pdf;
    const add = (weight: Weight) => {
      const font = pdf.ref(HELVETICA[weight].dictionary);
      font.end(null);
      return font;
    };
    this.#fonts = { regular: add("regular"), bold: add("bold") };
  }

  /** Begins a page, and ends the one before. */
  addPage(): void {
    this.endPage();
    this.#pdf.addPage();
    Object.assign(this.#pdf.page.fonts, this.#fonts);
    this.#state = { font: "", fill: INK, stroke: INK, thickness: 1 };
    this.has_codes = false;
  }

  /** Writes to the page what was drawn so far. */
  endPage(): void {
    if (this.#operators.length > 0) this.#pdf.addContent(this.#operators.join("\n"));
    this.#operators = [];
  }

  /** Writes one line with its baseline at `y`. Answers the width it took. */
  write(text: string, x: number, y: number, style: TextStyle): number {
    const { width, size = "text", bold = false, grey = false, align = "left" } = style;
    const weight = bold ? "bold" : "regular";
    const line = this.#lineOf(text, weight, (1000 * width) / SIZES[size]);
    const taken = (line.width * SIZES[size]) / 1000;
    const shift = { left: 0, center: (width - taken) / 2, right: width - taken }[align];
    if (line.has_codes) this.has_codes = true;
    this.#setFill(grey ? GREY : INK);
    this.#draw(line, weight, SIZES[size], x + shift, y);
    return taken;
  }

  /** A bold number with its middle at `x`; a white rim parts it from lines behind it. */
  label(text: string, x: number, y: number, size: number, rimmed: boolean): void {
    const line = this.#lineOf(text, "bold", Infinity);
    const left = x - (line.width * size) / 2000;
    if (rimmed) {
      this.#operators.push(`q 1 j ${WHITE} G ${inPoints(size / 4)} w 1 Tr`);
      this.#draw(line, "bold", size, left, y);
      this.#operators.push("Q");
      this.#state.font = "";
    }
    this.#setFill(INK);
    this.#draw(line, "bold", size, left, y);
  }

  /** A horizontal rule: "strong" opens a block, "line" is written on, "hair" parts rows. */
  rule(x: number, y: number, width: number, kind: keyof typeof RULES): void {
    const { thickness, tone } = RULES[kind];
    this.line(x, y, x + width, y);
    this.stroke(thickness, tone);
  }

  /** The dot that marks the earliest due date, to the left of a text that begins at `x`. */
  dueMark(x: number, baseline: number): void {
    const [cx, cy, r] = [x - 5, baseline - 3, 1.7];
    const curve = (...numbers: number[]) =>
      `${numbers.map((number, i) => inPoints((i % 2 ? cy : cx) + number * r)).join(" ")} c`;
    const [k, operators] = [ARC, this.#operators];
    operators.push(`${inPoints(cx + r)} ${inPoints(cy)} m`);
    operators.push(curve(1, k, k, 1, 0, 1), curve(-k, 1, -1, k, -1, 0));
    operators.push(curve(-1, -k, -k, -1, 0, -1), curve(k, -1, 1, -k, 1, 0));
    this.fill();
  }

  /** Adds a line to the path that is filled or stroked next. */
  line(x: number, y: number, to_x: number, to_y: number): void {
    this.#operators.push(`${inPoints(x)} ${inPoints(y)} m ${inPoints(to_x)} ${inPoints(to_y)} l`);
  }

  /** Adds a rectangle to it. */
  rect(x: number, y: number, width: number, height: number): void {
    this.#operators.push(`${inPoints(x)} ${inPoints(y)} ${inPoints(width)} ${inPoints(height)} re`);
  }

  fill(): void {
    this.#setFill(INK);
    this.#operators.push("f");
  }

  /** `dash`: the length of dashes, and of gaps between them. */
  stroke(thickness: number, tone = INK, dash?: number): void {
    const state = this.#state;
    if (state.thickness !== thickness) this.#operators.push(`${thickness} w`);
    if (state.stroke !== tone) this.#operators.push(`${tone} G`);
    [state.thickness, state.stroke] = [thickness, tone];
    this.#operators.push(dash === undefined ? "S" : `[${dash}] 0 d S [] 0 d`);
  }

  /** Puts a drawing in its place: operators of PDF in units of its own, kept in the PDF once. */
  put(drawing: string, matrix: Matrix): void {
    let kept = this.#kept.get(drawing);
    if (kept === undefined) {
      const box = [-BOX_MAX, -BOX_MAX, BOX_MAX, BOX_MAX];
      const form = this.#pdf.ref({ Type: "XObject", Subtype: "Form", BBox: box, Resources: {} });
      form.end(drawing);
      kept = { name: `K${this.#kept.size}`, form };
      this.#kept.set(drawing, kept);
    }
    this.#pdf.page.xobjects[kept.name] = kept.form;
    const place = matrix.map((number) => Math.round(number * 1e5) / 1e5).join(" ");
    this.#operators.push(`q ${place} cm /${kept.name} Do Q`);
  }

  #setFill(tone: number): void {
    if (this.#state.fill !== tone) this.#operators.push(`${tone} g`);
    this.#state.fill = tone;
  }

  #draw(line: Line, weight: Weight, size: number, x: number, y: number): void {
    if (line.spelled === null) {
      this.endPage();
      const font = this.#shipped(weight).fontSize(size);
      font.text(line.text, x, y, { lineBreak: false, baseline: "alphabetic" });
      return;
    }
    const font = `/${weight} ${inPoints(size)} Tf `;
    const place = `1 0 0 -1 ${inPoints(x)} ${inPoints(y)} Tm`;
    this.#operators.push(
      `BT ${font === this.#state.font ? "" : font}${place} ${line.spelled} TJ ET`,
    );
    this.#state.font = font;
  }

  /** Keeps beginning and end, since numbers that count up differ in their last digits. */
  #lineOf(text: string, weight: Weight, width_max: number): Line {
    const known = this.#lines[weight];
    let line = known.get(text);
    if (line === undefined) {
      const { text: drawn, has_codes } = drawable(text);
      line = { ...this.#set(drawn, weight), has_codes };
      known.set(text, line);
    }
    if (line.width <= width_max) return line;
    let [fits, too_long] = [0, line.text.length];
    while (too_long - fits > 1) {
      const length = (fits + too_long) >> 1;
      if (this.#set(shortened(line.text, length), weight).width <= width_max) fits = length;
      else too_long = length;
    }
    return { ...this.#set(shortened(line.text, fits), weight), has_codes: line.has_codes };
  }

  #set(text: string, weight: Weight): Omit<Line, "has_codes"> {
    if (isBuiltIn(text)) return { text, ...HELVETICA[weight].set(text) };
    const width = this.#shipped(weight).fontSize(1000).widthOfString(text);
    return { text, width, spelled: null };
  }

  /** The PDF library embeds what it draws of a font. */
  #shipped(weight: Weight): Pdf {
    const name = `shipped ${weight}`;
    return this.#pdf.registerFont(name, shippedFontFile(weight)).font(name);
  }
}

/** Finer ones only make the file larger. */
const inPoints = (value: number) => Math.round(value * 100) / 100;

function shortened(text: string, length: number): string {
  const tail = length >> 1;
  return `${text.slice(0, length - tail)}…${text.slice(text.length - tail)}`;
}
