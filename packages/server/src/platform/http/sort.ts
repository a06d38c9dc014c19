/** The `sort` parameter of lists: `field`, `field,asc` or `field,desc`, repeated for more keys. */
import { Problem } from "@vatline/api";

export type SortKey = { field: string; descending: boolean };

/** Reads the values of `sort`; a field named twice counts once. Throws sort_unknown. */
export function readSort(values: readonly string[], sortable: readonly string[]): SortKey[] {
  const keys: SortKey[] = [];
  for (const value of values) {
    const [field, direction = "asc", ...rest] = value.split(",");
    if (!sortable.includes(field)) throw unknown(values, sortable, `"${value}" is not among them`);
    if (rest.length > 0 || (direction !== "asc" && direction !== "desc")) {
      const hint = `"${value}" is not a field with asc or desc; repeat sort for a second field`;
      throw unknown(values, sortable, hint);
    }
    if (!keys.some((key) => key.field === field)) {
      keys.push({ field, descending: direction === "desc" });
    }
  }
  return keys;
}

function unknown(values: readonly string[], sortable: readonly string[], reason: string): Problem {
  const hint = isSpeltOut(values) ? SPELT_OUT : reason;
  return new Problem("sort_unknown", `This list sorts by ${sortable.join(", ")}; ${hint}.`, {
    errors: [{ pointer: "/query/sort", detail: hint }],
  });
}

/** What went wrong when isSpeltOut. */
export const SPELT_OUT =
  "the values came as single characters, as happens when a text is given where a list is expected";

/** Whether a text was sent one character a value, as some clients do with a text for a list. */
export function isSpeltOut(values: readonly unknown[]): boolean {
  return (
    values.length > 1 && values.every((value) => typeof value === "string" && value.length === 1)
  );
}
