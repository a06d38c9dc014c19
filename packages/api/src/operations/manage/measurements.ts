/** /manage/v1/measurements and their templates: what is measured, and what was found. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import { timeGiven, word } from "../../schemas/fields.ts";
import {
  Measurement,
  MeasurementImport,
  MeasurementRequest,
  MeasurementsDueResponse,
  MeasurementsResponse,
  MeasurementTemplate,
  MeasurementTemplateRequest,
  MeasurementTemplatesResponse,
  MeasurementTemplateUpdate,
  MeasurementUpdate,
  MeasurementVoidRequest,
} from "../../schemas/measurement-entry.ts";
import { MEASUREMENT_RESULTS, MEASUREMENT_TYPES } from "../../statuses.ts";
import { anyOf, listProblems, named, paging, sortBy, updated, uuidOf } from "../params.ts";

const TEMPLATES = "MeasurementTemplates";
const MEASUREMENTS = "Measurements";

const template_sorts = [
  "uuid",
  "updated_at",
  "created_at",
  "operation_name",
  "measurement_name",
] as const;

export const getMeasurementTemplates = defineOperation({
  id: "getMeasurementTemplates",
  method: "GET",
  path: "/measurement_templates",
  tag: TEMPLATES,
  summary: "Search measurement templates",
  description: "Newest first unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    production_sop_name: anyOf("Templates of this procedure."),
    operation_name: anyOf("Templates of this step."),
    measurement_name: anyOf("Templates of this name."),
    measurement_type: Type.Optional(word(MEASUREMENT_TYPES, "Exactly this type.")),
    retired: Type.Optional(
      Type.Boolean({ description: "True for retired ones, false for those in use." }),
    ),
    sort: sortBy(template_sorts),
  }),
  responses: { 200: MeasurementTemplatesResponse },
  problems: [...listProblems],
  sortable: template_sorts,
});

export const createMeasurementTemplate = defineOperation({
  id: "createMeasurementTemplate",
  method: "POST",
  path: "/measurement_templates",
  tag: TEMPLATES,
  summary: "Set up a measurement template",
  description:
    "Parts that are printed from now on are measured by it. To change limits that were measured " +
    "by, set up a template with `replaces_uuid`: the old one keeps its measurements.",
  role: "ADMIN",
  body: MeasurementTemplateRequest,
  responses: { 200: MeasurementTemplate },
  problems: [
    "application_unknown",
    "part_number_unknown",
    "measurement_template_unknown",
    "measurement_template_invalid",
    "measurement_templates_too_many",
  ],
});

export const getMeasurementTemplate = defineOperation({
  id: "getMeasurementTemplate",
  method: "GET",
  path: "/measurement_templates/{uuid}",
  tag: TEMPLATES,
  summary: "Get a measurement template",
  role: "VIEWER",
  params: uuidOf("template"),
  responses: { 200: MeasurementTemplate },
  problems: ["not_found"],
});

export const updateMeasurementTemplate = defineOperation({
  id: "updateMeasurementTemplate",
  method: "PATCH",
  path: "/measurement_templates/{uuid}",
  tag: TEMPLATES,
  summary: "Change a measurement template",
  description: "What decides over pass and fail can be changed until something was measured.",
  role: "ADMIN",
  params: uuidOf("template"),
  body: MeasurementTemplateUpdate,
  responses: { 200: MeasurementTemplate },
  problems: [
    "not_found",
    "part_number_unknown",
    "measurement_template_invalid",
    "measurement_template_in_use",
  ],
});

export const retireMeasurementTemplate = defineOperation({
  id: "retireMeasurementTemplate",
  method: "POST",
  path: "/measurement_templates/{uuid}/retire",
  tag: TEMPLATES,
  summary: "Retire a measurement template",
  description: "Parts printed from now on are not measured by it. Once more changes nothing.",
  role: "ADMIN",
  params: uuidOf("template"),
  responses: { 200: MeasurementTemplate },
  problems: ["not_found"],
});

const measurement_sorts = [
  "uuid",
  "updated_at",
  "created_at",
  "measured_at",
  "measurement_result",
] as const;

export const measurementFilters = {
  ...named,
  ...updated,
  measured_before: Type.Optional(timeGiven("Taken before this time.")),
  measured_after: Type.Optional(timeGiven("Taken at or after this time.")),
  printed_part_uuid: anyOf("Measurements of this printed part."),
  serial_number: anyOf("Measurements of the piece with this serial number."),
  part_measurement_template_uuid: anyOf("Measurements by this template."),
  measurement_result: Type.Optional(
    Type.Array(word(MEASUREMENT_RESULTS, "What it means for the part."), {
      minItems: 1,
      maxItems: 4,
      description: "Measurements with this result. Repeat the parameter for several.",
    }),
  ),
  voided: Type.Optional(
    Type.Boolean({ description: "True for those declared void, false for those that count." }),
  ),
};

export const getMeasurements = defineOperation({
  id: "getMeasurements",
  method: "GET",
  path: "/measurements",
  tag: MEASUREMENTS,
  summary: "Search measurements",
  description: "Newest first unless sorted; void ones are among them.",
  role: "VIEWER",
  query: Type.Object({ ...paging, ...measurementFilters, sort: sortBy(measurement_sorts) }),
  responses: { 200: MeasurementsResponse },
  problems: [...listProblems],
  sortable: measurement_sorts,
});

export const createMeasurement = defineOperation({
  id: "createMeasurement",
  method: "POST",
  path: "/measurements",
  tag: MEASUREMENTS,
  summary: "Record a measurement",
  description: "Judged at once by the limits of its template.",
  role: "OPERATOR",
  body: MeasurementRequest,
  responses: { 200: Measurement },
  problems: ["printed_part_unknown", "measurement_template_unknown", "measurement_invalid"],
});

export const importMeasurements = defineOperation({
  id: "importMeasurements",
  method: "POST",
  path: "/measurements/import",
  tag: MEASUREMENTS,
  summary: "Record a table of measurements",
  description:
    "The body is CSV in UTF-8, separated by commas or semicolons, at most 10,000 rows below a " +
    "header that names the columns, in any order: `serial_number` or `printed_part_uuid`; " +
    "`part_measurement_template_uuid`, or `measurement_name` and `operation_name`; `value` " +
    "(with a decimal point), `category_value`, `zones` (several separated by `|`), `notes`, " +
    "`measured_at`, `external_id`. Everything is recorded or nothing: where anything is wrong, " +
    "the answer lists it as `/body/<row>/<column>`, rows counted as a spreadsheet does, the " +
    "header being row 1. A row whose `external_id` was recorded before is not recorded again.",
  role: "OPERATOR",
  query: Type.Object({
    dry_run: Type.Optional(Type.Boolean({ description: "True to check only and write nothing." })),
  }),
  body: { binary: "text/csv" },
  body_bytes_max: 16_000_000,
  responses: { 200: MeasurementImport },
  problems: ["measurement_table_invalid"],
});

export const getMeasurement = defineOperation({
  id: "getMeasurement",
  method: "GET",
  path: "/measurements/{uuid}",
  tag: MEASUREMENTS,
  summary: "Get a measurement",
  role: "VIEWER",
  params: uuidOf("measurement"),
  responses: { 200: Measurement },
  problems: ["not_found"],
});

export const updateMeasurement = defineOperation({
  id: "updateMeasurement",
  method: "PATCH",
  path: "/measurements/{uuid}",
  tag: MEASUREMENTS,
  summary: "Correct a measurement",
  description: "Judged anew; what it was stays in the history.",
  role: "OPERATOR",
  params: uuidOf("measurement"),
  body: MeasurementUpdate,
  responses: { 200: Measurement },
  problems: ["not_found", "measurement_invalid", "measurement_voided"],
});

export const voidMeasurement = defineOperation({
  id: "voidMeasurement",
  method: "POST",
  path: "/measurements/{uuid}/void",
  tag: MEASUREMENTS,
  summary: "Declare a measurement void",
  description: "It counts no more and leaves the compatible interface. Cannot be undone.",
  role: "OPERATOR",
  params: uuidOf("measurement"),
  body: MeasurementVoidRequest,
  responses: { 200: Measurement },
  problems: ["not_found", "measurement_voided"],
});

export const getMeasurementsDue = defineOperation({
  id: "getMeasurementsDue",
  method: "GET",
  path: "/printed_parts/{uuid}/measurements_due",
  tag: MEASUREMENTS,
  summary: "List what is still to be measured on a printed part",
  description:
    "Once the part is complete: required templates that have no measurement with an entry. " +
    "Where the part failed, or a measurement of it did: those required for failure.",
  role: "VIEWER",
  params: uuidOf("printed part"),
  responses: { 200: MeasurementsDueResponse },
  problems: ["not_found"],
});
