/** Measurements and their templates, as the compatible API and as people see them. */
import type { MeasurementRow, selectMeasurements } from "./store.ts";
import { type Template, type TemplateRow, templateOf } from "./store-templates.ts";

/** A template as the compatible API shows it. */
export function partMeasurementTemplateView(row: TemplateRow) {
  return shownOf(templateOf(row));
}

export function templateView(template: Template) {
  const { application_uuid, part_numbers, created_at, retired_at } = template;
  return { ...shownOf(template), application_uuid, part_numbers, created_at, retired_at };
}

function shownOf(template: Template) {
  return {
    uuid: template.uuid,
    updated_at: template.updated_at,
    production_sop_name: template.production_sop_name,
    production_sop_version: template.production_sop_version,
    operation_name: template.operation_name,
    measurement_name: template.measurement_name,
    zones: template.zones,
    zones_enabled: template.zones.length > 0,
    required_level: template.required_level,
    measurement_type: template.measurement_type,
    units: template.units,
    min: template.min,
    max: template.max,
    measurement_classification: template.measurement_classification,
    category_options: template.category_options,
  };
}

/** A measurement as the compatible API shows it. */
export function partMeasurementView(row: MeasurementRow) {
  return {
    uuid: row.uuid,
    printed_part_uuid: row.printed_part_uuid,
    part_measurement_template_uuid: row.part_measurement_template_uuid,
    value: row.value,
    category_value: row.category_value,
    updated_at: row.updated_at,
    measurement_result: row.measurement_result,
    zones: JSON.parse(row.zones) as string[],
    notes: row.notes,
  };
}

type MeasurementViewRow = Awaited<ReturnType<ReturnType<typeof selectMeasurements>["execute"]>>[0];

export function measurementView({ customer_uuid: _, ...row }: MeasurementViewRow) {
  return { ...row, zones: JSON.parse(row.zones) as string[] };
}
