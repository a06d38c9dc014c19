/** Lines of text on a picture. */
import { faultOfText, textOutline } from "../../model-programs/worker/text-outline.ts";
import type { Canvas, Colour } from "../documents/canvas.ts";

/** Where a line begins, in pixels; `height` is that of a capital letter. */
export type Lettering = {
  x: number;
  baseline: number;
  height: number;
  colour: Colour;
  alignment?: "left" | "center";
};

/** Letters that the font lacks become "?". */
export function write(
  canvas: Canvas,
  text: string,
  { x, baseline, height, colour, alignment = "left" }: Lettering,
): void {
  const known = Array.from(text, (letter) => {
    return letter === " " || faultOfText(letter) === null ? letter : "?";
  }).join("");
  if (known.trim() === "") return;
  const paths = textOutline(known, { size_mm: height, alignment }).map((ring) => {
    return Array.from(ring, (value, i) => (i % 2 === 0 ? x + value : baseline - value));
  });
  canvas.fill(paths, colour);
}

/** So many letters at most, the last of them dots where some are left out. */
export function fitted(text: string, letters_max: number): string {
  const letters = Array.from(text);
  if (letters.length <= letters_max) return text;
  return `${letters.slice(0, letters_max - 3).join("")}...`;
}
