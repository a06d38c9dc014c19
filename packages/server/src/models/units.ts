/** In which unit a model was drawn: what its file says, else what its size makes likely. */
import type { LengthUnit } from "@vatline/geometry";
import type { Platform } from "@vatline/printers";

export type Units = { unit: LengthUnit; from: "file" | "guess"; reason: string };

/** Few printed parts are smaller on their longest side; of the next larger unit, none is usual. */
const SIZE_USUAL_MM = 8;
/** Tried in this order: the first that makes the size usual is the guess. */
const CANDIDATES: [unit: LengthUnit, name: string, unit_mm: number][] = [
  ["millimeter", "mm", 1],
  ["inch", "inches", 25.4],
  ["meter", "metres", 1000],
  ["micron", "microns", 0.001],
];

/** `said` is what the file says; without it the size, read as mm, is held against the platforms. */
export function unitsOf(
  said: LengthUnit | null,
  size_mm: readonly number[],
  platforms: readonly Platform[],
): Units {
  if (said) return { unit: said, from: "file", reason: `The file gives its lengths in ${said}.` };
  const longest = Math.max(...size_mm);
  const largest_mm = Math.max(
    ...platforms.flatMap(({ width_mm, depth_mm, height_mm }) => [width_mm, depth_mm, height_mm]),
  );
  const usual = `${SIZE_USUAL_MM} to ${largest_mm} mm are usual`;
  const found = CANDIDATES.find(([, , unit_mm]) => {
    const longest_mm = longest * unit_mm;
    return longest_mm >= SIZE_USUAL_MM && longest_mm <= largest_mm;
  });
  if (!found) {
    const reason = `The longest side is ${figure(longest)}, which is usual in no unit (${usual}).`;
    return { unit: "millimeter", from: "guess", reason };
  }
  const [unit, name, unit_mm] = found;
  const reason =
    unit_mm === 1
      ? `The longest side is ${figure(longest)} mm if these are mm; ${usual}.`
      : `The longest side is ${figure(longest)}: too ${unit_mm > 1 ? "small" : "large"} as mm, ` +
        `but ${figure(longest * unit_mm)} mm if these are ${name}; ${usual}.`;
  return { unit, from: "guess", reason };
}

function figure(length: number): string {
  return String(Number(length.toPrecision(3)));
}
