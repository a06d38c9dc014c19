/** Helvetica as every PDF reader has it: how wide lines are, and how a page spells them. */
import PDFDocument from "pdfkit";

/** Of code page 1252: what is elsewhere in Unicode, by its bytes from 0x80 on. */
const FROM_80 = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";
const UNKNOWN = -0x8000;

/** Metrics in thousandths of the type size, read off the PDF library as they are wanted. */
class BuiltInFont {
  /** The dictionary of the font in a PDF. */
  readonly dictionary: Record<string, string>;
  readonly #ruler: InstanceType<typeof PDFDocument>;
  readonly #widths = new Int16Array(0x100).fill(UNKNOWN);
  /** What is added between two letters, by the bytes of both. */
  readonly #kerns = new Int16Array(0x10000).fill(UNKNOWN);

  constructor(name: string) {
    this.dictionary = {
      Type: "Font",
      Subtype: "Type1",
      BaseFont: name,
      Encoding: "WinAnsiEncoding",
    };
    this.#ruler = new PDFDocument({ autoFirstPage: false, font: name }).fontSize(1000);
  }

  /** The width of a line, and what the operator TJ takes to draw it, kerned. */
  set(line: string): { width: number; spelled: string } {
    let width = 0;
    let spelled = "[(";
    for (let i = 0; i < line.length; i++) {
      const letter = line[i];
      spelled +=
        letter === "(" || letter === ")" || letter === "\\" ? `\\${letter}` : asByte(letter);
      width += this.#widthOf(letter);
      if (i + 1 === line.length) break;
      const kern = this.#kernOf(letter, line[i + 1]);
      width += kern;
      if (kern !== 0) spelled += `)${-kern}(`;
    }
    return { width, spelled: `${spelled})]` };
  }

  #widthOf(letter: string): number {
    const byte = byteOf(letter);
    if (this.#widths[byte] === UNKNOWN) {
      this.#widths[byte] = Math.round(this.#ruler.widthOfString(letter));
    }
    return this.#widths[byte];
  }

  #kernOf(left: string, right: string): number {
    const pair = (byteOf(left) << 8) | byteOf(right);
    if (this.#kerns[pair] === UNKNOWN) {
      const together = Math.round(this.#ruler.widthOfString(left + right));
      this.#kerns[pair] = together - this.#widthOf(left) - this.#widthOf(right);
    }
    return this.#kerns[pair];
  }
}

const byteOf = (letter: string) => {
  const code = letter.charCodeAt(0);
  return code < 0x100 ? code : 0x80 + FROM_80.indexOf(letter);
};
const asByte = (letter: string) => String.fromCharCode(byteOf(letter));

export const HELVETICA = {
  regular: new BuiltInFont("Helvetica"),
  bold: new BuiltInFont("Helvetica-Bold"),
};
