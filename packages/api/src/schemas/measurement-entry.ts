/** What people set up and enter for measurements: templates and measurements below /manage/v1. */
import { type Static, type TSchema, Type } from "typebox";
import { MEASUREMENT_LEVELS, MEASUREMENT_RESULTS, MEASUREMENT_TYPES } from "../statuses.ts";
import { integer, nullable, ownUuid, page, text, texts, time, timeGiven, word } from "./fields.ts";
import { PartMeasurement, PartMeasurementTemplate } from "./measurement.ts";

/** Greatest amount of a value or limit, either sign. Ours: far beyond any unit, exact to 0.001. */
export const MEASUREMENT_VALUE_MAX = 1e12;

/** Longest note on a measurement, in characters. */
export const MEASUREMENT_NOTES_LENGTH_MAX = 10_000;

/** Most rows of one imported table. */
export const MEASUREMENT_ROWS_MAX = 10_000;

const bounds = { minimum: -MEASUREMENT_VALUE_MAX, maximum: MEASUREMENT_VALUE_MAX };
const name = { minLength: 1, maxLength: 255 };
const word_of_list = Type.String({ minLength: 1, maxLength: 100 });

function words(description: string) {
  return Type.Array(word_of_list, { maxItems: 100, description });
}

function orNull<const T extends TSchema>(schema: T, description: string) {
  return Type.Optional(nullable(schema, description));
}

const shown = PartMeasurementTemplate.properties;

/** A template with all that is set up of it. */
export const MeasurementTemplate = Type.Object(
  {
    ...shown,
    uuid: ownUuid("template"),
    application_uuid: Type.String({ description: "The application whose parts it is for." }),
    part_numbers: Type.Array(Type.String(), {
      description: "Part numbers it is for; empty for all of the application.",
    }),
    created_at: time("From when on parts are measured by it: those printed before are not due."),
    retired_at: orNull(
      Type.String({ format: "date-time" }),
      "From when on it is used no more: only parts printed before are measured by it.",
    ),
  },
  { title: "MeasurementTemplate", description: "What is to be measured on which parts." },
);
export type MeasurementTemplate = Static<typeof MeasurementTemplate>;

/** One page of templates. */
export const MeasurementTemplatesResponse = Type.Object(
  { ...page, measurement_templates: Type.Array(MeasurementTemplate, { description: "The rows." }) },
  { title: "MeasurementTemplatesResponse", description: "One page of templates." },
);
export type MeasurementTemplatesResponse = Static<typeof MeasurementTemplatesResponse>;

/** Which categories there are, as they are set up: each in one of the lists only. */
const CategoryOptionsRequest = Type.Object(
  {
    fail: Type.Optional(words("Categories that fail the part.")),
    flag: Type.Optional(words("Categories that a person has to look at.")),
    pass: Type.Optional(words("Categories that pass the part.")),
  },
  {
    title: "MeasurementCategoryOptionsRequest",
    description: "The categories; each stands in one list only.",
  },
);

/** What decides over pass and fail: it stays as it is once anything was measured. */
const meaning = {
  measurement_type: word(MEASUREMENT_TYPES, "What is entered."),
  units: orNull(Type.String(name), "Unit of the value; null without one."),
  min: orNull(Type.Number(bounds), "Least good value; null when there is no limit."),
  max: orNull(Type.Number(bounds), "Greatest good value; null without a limit."),
  category_options: orNull(
    CategoryOptionsRequest,
    "The categories, for type category; of type process where it is entered as a category.",
  ),
  zones: Type.Optional(
    Type.Array(Type.String({ pattern: "^[^|]{1,100}$" }), {
      maxItems: 100,
      description: "Places on the part that can be named, without |; empty when none are.",
    }),
  ),
};

const set_up = {
  production_sop_name: Type.String({ ...name, description: "The procedure it belongs to." }),
  production_sop_version: Type.Number({
    minimum: 0,
    maximum: 1_000_000,
    description: "Version of that procedure.",
  }),
  operation_name: Type.String({ ...name, description: "The step of the procedure." }),
  measurement_name: Type.String({ ...name, description: "What is measured." }),
  ...meaning,
  measurement_classification: orNull(
    Type.String(name),
    "Kind of quantity, such as mass; null when it has none.",
  ),
  required_level: word(MEASUREMENT_LEVELS, "When it has to be taken."),
  part_numbers: Type.Optional(
    Type.Array(Type.String(), {
      maxItems: 1000,
      description: "Part numbers it is for; empty, or absent, for all of the application.",
    }),
  ),
};

/** What it takes to set a template up. */
export const MeasurementTemplateRequest = Type.Object(
  {
    application_uuid: Type.String({ description: "The application whose parts it is for." }),
    ...set_up,
    replaces_uuid: text("A template that is retired as this one begins, as when limits change."),
  },
  {
    title: "MeasurementTemplateRequest",
    description: "A template to be set up. Unknown keys are ignored.",
  },
);
export type MeasurementTemplateRequest = Static<typeof MeasurementTemplateRequest>;

/** What can be changed on a template. */
export const MeasurementTemplateUpdate = Type.Partial(Type.Object(set_up), {
  title: "MeasurementTemplateUpdate",
  description:
    "What to change. Once anything was measured by the template, its type, units, limits, " +
    "categories and zones stay. Unknown keys are ignored.",
});
export type MeasurementTemplateUpdate = Static<typeof MeasurementTemplateUpdate>;

/** Templates that a part is still to be measured by. */
export const MeasurementsDueResponse = Type.Object(
  {
    measurement_templates: Type.Array(MeasurementTemplate, {
      description: "What has to be measured and is not, by operation and name.",
    }),
  },
  { title: "MeasurementsDueResponse", description: "What is still to be measured on a part." },
);
export type MeasurementsDueResponse = Static<typeof MeasurementsDueResponse>;

const nullableTime = Type.String({ format: "date-time" });

/** A measurement with where, when and by whom it was taken. */
export const Measurement = Type.Object(
  {
    ...PartMeasurement.properties,
    uuid: ownUuid("measurement"),
    serial_number: orNull(Type.String(), "Of the piece; null when it has none."),
    part_number: text("Part number of the piece."),
    application_uuid: text("Application of the piece."),
    operation_name: text("The step of the procedure, from the template."),
    measurement_name: text("What was measured, from the template."),
    units: orNull(Type.String(), "Unit of the value, from the template."),
    min: orNull(Type.Number(), "Least good value, from the template."),
    max: orNull(Type.Number(), "Greatest good value, from the template."),
    external_id: orNull(Type.String(), "The id it had in an imported table."),
    measured_at: time("When it was taken."),
    measured_by: text("Who entered it."),
    created_at: time("When it was entered."),
    voided_at: orNull(nullableTime, "When it was declared void; null while it counts."),
    void_reason: orNull(Type.String(), "Why it was declared void."),
  },
  { title: "Measurement", description: "What was measured on a piece, and the limits for it." },
);
export type Measurement = Static<typeof Measurement>;

/** One page of measurements. */
export const MeasurementsResponse = Type.Object(
  { ...page, measurements: Type.Array(Measurement, { description: "The rows." }) },
  { title: "MeasurementsResponse", description: "One page of measurements." },
);
export type MeasurementsResponse = Static<typeof MeasurementsResponse>;

const entry = {
  value: orNull(Type.Number(bounds), "The number, for templates without categories."),
  category_value: orNull(Type.String(), "One of the template's categories."),
  zones: texts("Places on the part it speaks of, of those that the template names.", {
    maxItems: 100,
  }),
  notes: text("Free words.", { maxLength: MEASUREMENT_NOTES_LENGTH_MAX }),
  measured_at: Type.Optional(timeGiven("When it was taken; now where absent.")),
};

/** What it takes to record a measurement. */
export const MeasurementRequest = Type.Object(
  {
    printed_part_uuid: text("The piece; it or `serial_number` is needed."),
    serial_number: text("The piece, by its own number."),
    part_measurement_template_uuid: Type.String({ description: "The template it answers." }),
    ...entry,
  },
  {
    title: "MeasurementRequest",
    description:
      "A measurement to be recorded; with neither value nor category it is incomplete until " +
      "it is corrected. Unknown keys are ignored.",
  },
);
export type MeasurementRequest = Static<typeof MeasurementRequest>;

/** What can be corrected on a measurement. */
export const MeasurementUpdate = Type.Object(entry, {
  title: "MeasurementUpdate",
  description: "What to correct; it is judged anew. Unknown keys are ignored.",
});
export type MeasurementUpdate = Static<typeof MeasurementUpdate>;

/** Why a measurement is declared void. */
export const MeasurementVoidRequest = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1000, description: "Why it does not count." }) },
  { title: "MeasurementVoidRequest", description: "Why a measurement does not count." },
);
export type MeasurementVoidRequest = Static<typeof MeasurementVoidRequest>;

/** What became of an imported table. */
export const MeasurementImport = Type.Object(
  {
    dry_run: Type.Boolean({ description: "True where nothing was written." }),
    rows: Type.Integer({ description: "Rows of the table, without the header and empty ones." }),
    recorded: Type.Integer({ description: "Rows that became measurements, or would." }),
    unchanged: Type.Integer({ description: "Rows whose external_id was recorded before." }),
    results: Type.Object(
      Object.fromEntries(
        Object.keys(MEASUREMENT_RESULTS).map((result) => [result, integer("How many.")]),
      ),
      { description: "The recorded rows by what they mean." },
    ),
  },
  { title: "MeasurementImport", description: "What became of an imported table." },
);
export type MeasurementImport = Static<typeof MeasurementImport>;
