/** What is still to be measured on a part. Pure. */
import type { MeasurementResult } from "@vatline/api";
import { isForPartNumber } from "./check-entry.ts";
import type { MeasuredPart } from "./store.ts";
import type { Template } from "./store-templates.ts";

type Result = {
  part_measurement_template_uuid: string;
  measurement_result: MeasurementResult;
};

/**
 * Of the templates in use when the part was printed, those that it has to be measured by and was
 * not: on a complete part the required ones, on one that failed, or failed a measurement, those
 * required for failure.
 */
export function templatesDue(
  part: MeasuredPart,
  templates: readonly Template[],
  results: readonly Result[],
): Template[] {
  const entered = results.filter(({ measurement_result }) => measurement_result !== "incomplete");
  const done = new Set(entered.map((result) => result.part_measurement_template_uuid));
  const complete = part.status === "complete";
  const failed =
    part.status === "failed" || entered.some((one) => one.measurement_result === "fail");
  return templates.filter((template) => {
    const { required_level } = template;
    const wanted =
      (required_level === "required" && complete) ||
      (required_level === "required_for_failure" && failed);
    return wanted && isForPartNumber(template, part.part_number) && !done.has(template.uuid);
  });
}
