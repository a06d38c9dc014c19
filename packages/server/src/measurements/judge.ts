/** What an entry means by the limits of its template. Pure. */
import type { MeasurementResult } from "@vatline/api";

/** Which category means what; each is in one of the lists. */
export type CategoryOptions = { fail: string[]; flag: string[]; pass: string[] };

/** Limits are good values themselves; null where there is none. */
export type Limits = {
  min: number | null;
  max: number | null;
  /** Not null where a category is entered, and not a value. */
  category_options: CategoryOptions | null;
};

export type Entry = { value: number | null; category_value: string | null };

/** Judges what was entered; incomplete where nothing was. A category not listed is flagged. */
export function judge(template: Limits, { value, category_value }: Entry): MeasurementResult {
  const { min, max, category_options } = template;
  if (category_options === null) {
    if (value === null) return "incomplete";
    return (min === null || value >= min) && (max === null || value <= max) ? "pass" : "fail";
  }
  if (category_value === null) return "incomplete";
  if (category_options.fail.includes(category_value)) return "fail";
  if (category_options.flag.includes(category_value)) return "flag";
  return category_options.pass.includes(category_value) ? "pass" : "flag";
}
