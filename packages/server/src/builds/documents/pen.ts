/** Text and rules on a page, in the few sizes and tones that documents use. */
import type PDFDocument from "pdfkit";

export type Pdf = InstanceType<typeof PDFDocument>;

/** Type sizes in points: there are no others. */
const SIZES = { small: 6.5, text: 8.5, title: 24 };
export const INK = "#000000";
export const GREY = "#5c5c5c";

const RULES = {
  strong: { thickness: 0.8, color: INK },
  line: { thickness: 0.4, color: INK },
  hair: { thickness: 0.4, color: "#b4b4b4" },
};

type TextStyle = {
  /** Text that is wider loses its middle to an ellipsis. */
  width: number;
  size?: keyof typeof SIZES;
  bold?: boolean;
  grey?: boolean;
  align?: "left" | "right" | "center";
};

/** Characters looked at of any text: more than one line can ever show. */
const LENGTH_MAX = 300;
/** What the built-in fonts can draw: Windows code page 1252. */
const DRAWABLE = /^[ -~\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]+$/;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Writes one line with its baseline at `y`. Answers the width it took, points. */
export function write(pdf: Pdf, text: string, x: number, y: number, style: TextStyle): number {
  const { width, size = "text", bold = false, grey = false, align = "left" } = style;
  pdf.font(bold ? "Helvetica-Bold" : "Helvetica").fontSize(SIZES[size]);
  const line = fitted(pdf, drawable(text), width);
  const taken = pdf.widthOfString(line);
  const shift = { left: 0, center: (width - taken) / 2, right: width - taken }[align];
  pdf.fillColor(grey ? GREY : INK);
  pdf.text(line, x + shift, y, { lineBreak: false, baseline: "alphabetic" });
  return taken;
}

/** A horizontal rule: "strong" opens a block, "line" is written on, "hair" parts rows. */
export function rule(pdf: Pdf, x: number, y: number, width: number, kind: keyof typeof RULES) {
  const { thickness, color } = RULES[kind];
  pdf
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(thickness)
    .strokeColor(color)
    .stroke();
}

/** The dot that marks the earliest due date, to the left of a text that begins at `x`. */
export function drawDueMark(pdf: Pdf, x: number, baseline: number): void {
  pdf.circle(x - 5, baseline - 3, 1.7).fill(INK);
}

/**
 * The text as the built-in fonts can draw it: each character (as people count them) outside
 * Windows code page 1252 becomes a "?", and white space, line breaks included, a single space.
 */
export function drawable(text: string): string {
  const line = text.slice(0, LENGTH_MAX).normalize("NFC").replace(/\s+/g, " ").trim();
  if (DRAWABLE.test(line)) return line;
  return Array.from(graphemes.segment(line), ({ segment }) =>
    DRAWABLE.test(segment) ? segment : "?",
  ).join("");
}

/** Keeps beginning and end, since numbers that count up differ in their last digits. */
function fitted(pdf: Pdf, text: string, width: number): string {
  if (pdf.widthOfString(text) <= width) return text;
  let fits = 0;
  let tooLong = text.length;
  while (tooLong - fits > 1) {
    const length = (fits + tooLong) >> 1;
    if (pdf.widthOfString(shortened(text, length)) <= width) fits = length;
    else tooLong = length;
  }
  return shortened(text, fits);
}

function shortened(text: string, length: number): string {
  const tail = length >> 1;
  return `${text.slice(0, length - tail)}…${text.slice(text.length - tail)}`;
}
