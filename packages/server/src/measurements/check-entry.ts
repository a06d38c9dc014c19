/** Whether a template takes an entry for a part: the rules of recording, correcting, importing. */
import { type InputFault, Problem } from "@vatline/api";
import type { Entry } from "./judge.ts";
import type { MeasuredPart } from "./store.ts";
import type { Template } from "./store-templates.ts";

export type FullEntry = Entry & { zones: string[]; notes: string; measured_at: string };

/** The field at fault, as it is called on the wire and in tables, and what is wrong with it. */
export type Fault = { field: string; detail: string };

/** What is wrong with an entry; nothing where the template takes it. `now` bounds its time. */
export function entryFaults(template: Template, entry: FullEntry, now: string): Fault[] {
  const faults: Fault[] = [];
  const { value, category_value, zones, measured_at } = entry;
  const { category_options, measurement_name } = template;
  if (category_options === null && category_value !== null) {
    faults.push({ field: "category_value", detail: `${measurement_name} is entered as a value` });
  }
  if (category_options !== null && value !== null) {
    faults.push({ field: "value", detail: `${measurement_name} is entered as a category` });
  }
  if (category_options !== null && category_value !== null) {
    const { pass, flag, fail } = category_options;
    const categories = [...pass, ...flag, ...fail];
    if (!categories.includes(category_value)) {
      const detail = `"${category_value}" is not one of ${categories.join(", ")}`;
      faults.push({ field: "category_value", detail });
    }
  }
  for (const [index, zone] of zones.entries()) {
    if (!template.zones.includes(zone)) {
      const known = template.zones.join(", ") || "none";
      faults.push({ field: "zones", detail: `"${zone}" is not a zone of it; it has ${known}` });
    } else if (zones.indexOf(zone) < index) {
      faults.push({ field: "zones", detail: `"${zone}" is named twice` });
    }
  }
  if (measured_at > now) faults.push({ field: "measured_at", detail: `is later than now, ${now}` });
  return faults;
}

/** What is against measuring a part by a template at all. */
export function partFaults(template: Template, part: MeasuredPart): Fault[] {
  if (part.finished_at === null) {
    const detail = `is ${part.status}; only what has been printed is measured`;
    return [{ field: "printed_part_uuid", detail }];
  }
  const field = "part_measurement_template_uuid";
  const { application_uuid, part_numbers, retired_at } = template;
  if (part.application_uuid !== application_uuid) {
    return [{ field, detail: "is for another application" }];
  }
  if (!isForPartNumber(template, part.part_number)) {
    return [{ field, detail: `is for ${part_numbers.join(", ")}, not for ${part.part_number}` }];
  }
  if (retired_at !== null && part.finished_at >= retired_at) {
    return [{ field, detail: `was retired at ${retired_at}, before the part was printed` }];
  }
  return [];
}

export function isForPartNumber({ part_numbers }: Template, part_number: string): boolean {
  return part_numbers.length === 0 || part_numbers.includes(part_number);
}

/** Throws measurement_invalid with all of the faults, if there are any. */
export function refuseFaults(faults: Fault[]): void {
  if (faults.length === 0) return;
  const errors: InputFault[] = faults.map(({ field, detail }) => ({
    pointer: `/body/${field}`,
    detail,
  }));
  const [{ field, detail }] = faults;
  throw new Problem("measurement_invalid", `${field}: ${detail}.`, { errors });
}
