import { type Static, Type } from "typebox";
import { MEASUREMENT_LEVELS, MEASUREMENT_RESULTS, MEASUREMENT_TYPES } from "../statuses.ts";
import { nullable, number, optional, page, text, texts, time, word } from "./fields.ts";

/** Which category means what. */
export const PartMeasurementTemplateCategoryOptions = Type.Object(
  {
    fail: texts("Categories that fail the part."),
    flag: texts("Categories that a person has to look at."),
    pass: texts("Categories that pass the part."),
  },
  { title: "PartMeasurementTemplateCategoryOptions", description: "Which category means what." },
);
export type PartMeasurementTemplateCategoryOptions = Static<
  typeof PartMeasurementTemplateCategoryOptions
>;

/** What is to be measured, and what is good. */
export const PartMeasurementTemplate = Type.Object(
  {
    uuid: text("Names the template."),
    updated_at: time("When it last changed."),
    production_sop_name: text("The procedure it belongs to."),
    production_sop_version: number("Version of that procedure."),
    operation_name: text("The step of the procedure."),
    measurement_name: text("What is measured."),
    zones: texts("Places on the part that can be named."),
    zones_enabled: Type.Optional(Type.Boolean({ description: "True when places are asked for." })),
    required_level: Type.Optional(word(MEASUREMENT_LEVELS, "When it has to be taken.")),
    measurement_type: Type.Optional(word(MEASUREMENT_TYPES, "What is entered.")),
    units: Type.Optional(nullable(Type.String(), "Unit of the value; null without one.")),
    min: Type.Optional(nullable(Type.Number(), "Least good value; null when there is no limit.")),
    max: Type.Optional(nullable(Type.Number(), "Greatest good value; null without a limit.")),
    measurement_classification: Type.Optional(
      nullable(Type.String(), "Kind of quantity, such as mass; null when it has none."),
    ),
    category_options: Type.Optional(
      nullable(PartMeasurementTemplateCategoryOptions, "The categories; null for other types."),
    ),
  },
  { title: "PartMeasurementTemplate", description: "What is to be measured, and what is good." },
);
export type PartMeasurementTemplate = Static<typeof PartMeasurementTemplate>;

/** One page of templates. */
export const PartMeasurementTemplateResponse = Type.Object(
  {
    ...page,
    part_measurement_templates: optional(Type.Array(PartMeasurementTemplate), "The rows."),
  },
  { title: "PartMeasurementTemplateResponse", description: "One page of templates." },
);
export type PartMeasurementTemplateResponse = Static<typeof PartMeasurementTemplateResponse>;

/** What was measured on a piece. */
export const PartMeasurement = Type.Object(
  {
    uuid: text("Names the measurement."),
    printed_part_uuid: text("The piece it was taken on."),
    part_measurement_template_uuid: text("The template it answers."),
    value: Type.Optional(nullable(Type.Number(), "The number; null when none was entered.")),
    category_value: Type.Optional(
      nullable(Type.String(), "The category; null when none was chosen."),
    ),
    updated_at: time("When it was taken or corrected."),
    measurement_result: Type.Optional(word(MEASUREMENT_RESULTS, "What it means for the part.")),
    zones: texts("Places on the part it speaks of."),
    notes: text("Free words."),
  },
  { title: "PartMeasurement", description: "What was measured on a piece." },
);
export type PartMeasurement = Static<typeof PartMeasurement>;

/** One page of measurements. */
export const PartMeasurementResponse = Type.Object(
  { ...page, part_measurements: optional(Type.Array(PartMeasurement), "The rows.") },
  { title: "PartMeasurementResponse", description: "One page of measurements." },
);
export type PartMeasurementResponse = Static<typeof PartMeasurementResponse>;
