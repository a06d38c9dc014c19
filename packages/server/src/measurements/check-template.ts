/** Whether a template makes sense, by itself and with the catalog. */
import { type InputFault, Problem } from "@vatline/api";
import type { Queries } from "../platform/db/db.ts";
import { readKnownPartNumbers, type Template } from "./store-templates.ts";

/** Throws measurement_template_invalid and part_number_unknown, each with all of its faults. */
export async function checkTemplate(db: Queries, template: Template): Promise<void> {
  const faults = templateFaults(template);
  if (faults.length > 0) {
    const [{ pointer, detail }] = faults;
    throw new Problem("measurement_template_invalid", `${pointer} ${detail}.`, { errors: faults });
  }
  const { customer_uuid, application_uuid, part_numbers } = template;
  const known = await readKnownPartNumbers(db, customer_uuid, application_uuid, part_numbers);
  const errors = part_numbers.flatMap((part_number, index) =>
    known.has(part_number)
      ? []
      : [{ pointer: `/body/part_numbers/${index}`, detail: "is not in the catalog" }],
  );
  if (errors.length === 0) return;
  const unknown = part_numbers.filter((part_number) => !known.has(part_number)).join(", ");
  const detail = `Application ${application_uuid} has no part number ${unknown}.`;
  throw new Problem("part_number_unknown", detail, { errors });
}

/** What makes no sense about a template, by itself. */
export function templateFaults(template: Template): InputFault[] {
  const { measurement_type, category_options, min, max } = template;
  const faults: InputFault[] = [];
  const blame = (field: string, detail: string) =>
    faults.push({ pointer: `/body/${field}`, detail });
  if (measurement_type === "value" && category_options !== null) {
    blame("category_options", "is for categories, and a value is measured");
  }
  if (measurement_type === "category" && category_options === null) {
    blame("category_options", "is needed where a category is chosen");
  }
  if (category_options !== null) {
    const { fail, flag, pass } = category_options;
    const categories = [...fail, ...flag, ...pass];
    if (categories.length === 0) blame("category_options", "names no category");
    const double = firstDouble(categories);
    if (double !== undefined) blame("category_options", `names "${double}" twice`);
    for (const field of ["units", "min", "max"] as const) {
      if (template[field] !== null) blame(field, "is for values, and a category is chosen");
    }
  }
  if (min !== null && max !== null && min > max) blame("min", `is more than max, ${max}`);
  for (const field of ["zones", "part_numbers"] as const) {
    const double = firstDouble(template[field]);
    if (double !== undefined) blame(field, `names "${double}" twice`);
  }
  return faults;
}

function firstDouble(texts: string[]): string | undefined {
  return texts.find((text, index) => texts.indexOf(text) < index);
}
