/** What documents can print of a text, and in which font. */
import { shippedFont } from "../../platform/fonts.ts";

/** Characters looked at of any text: more than one line can ever show. */
const LENGTH_MAX = 300;
/** What the fonts that every PDF reader has can draw: Windows code page 1252. */
const BUILT_IN = /^[ -~\u00a0-\u00ff€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]*$/;
/** What is to be seen on paper, or joins and parts letters. */
const VISIBLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S}\u200c\u200d]+$/u;
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Whether the fonts that every PDF reader has can draw a text. */
export const isBuiltIn = (text: string) => BUILT_IN.test(text);

/**
 * The text as one line that can be drawn: white space, line breaks included, becomes single spaces,
 * and each character (as people count them) that no font has its code points, as in [90E8].
 */
export function drawable(text: string): { text: string; has_codes: boolean } {
  const line = text.slice(0, LENGTH_MAX).normalize("NFC").replace(/\s+/g, " ").trim();
  if (isBuiltIn(line)) return { text: line, has_codes: false };
  let has_codes = false;
  const letters = Array.from(graphemes.segment(line), ({ segment }) => {
    if (isBuiltIn(segment) || isShipped(segment)) return segment;
    has_codes = true;
    return `[${codesOf(segment).join("+")}]`;
  });
  return { text: letters.join(""), has_codes };
}

function isShipped(segment: string): boolean {
  if (!VISIBLE.test(segment)) return false;
  return codePointsOf(segment).every((code) => shippedFont().hasGlyphForCodePoint(code));
}

const codePointsOf = (text: string) => Array.from(text, (letter) => letter.codePointAt(0) ?? 0);

const codesOf = (text: string) =>
  codePointsOf(text).map((code) => code.toString(16).toUpperCase().padStart(4, "0"));
