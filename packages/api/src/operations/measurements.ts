/** /part_measurements and their templates: read only. */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import {
  PartMeasurementResponse,
  PartMeasurementTemplateResponse,
} from "../schemas/measurement.ts";
import { anyOf, listProblems, named, paging, sortBy, updated } from "./params.ts";

const sortable = ["uuid", "updated_at"] as const;

export const getPartMeasurementTemplates = defineOperation({
  id: "getPartMeasurementTemplates",
  method: "GET",
  path: "/part_measurement_templates",
  tag: "PartMeasurementTemplates",
  summary: "Search measurement templates",
  query: Type.Object({ ...paging, ...named, ...updated, sort: sortBy(sortable) }),
  responses: { 200: PartMeasurementTemplateResponse },
  problems: [...listProblems],
  sortable,
});

export const getPartMeasurements = defineOperation({
  id: "getPartMeasurements",
  method: "GET",
  path: "/part_measurements",
  tag: "PartMeasurements",
  summary: "Search measurements",
  description: "Newest first unless sorted.",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    printed_part_uuid: anyOf("Measurements of this printed part."),
    sort: sortBy(sortable),
  }),
  responses: { 200: PartMeasurementResponse },
  problems: [...listProblems],
  sortable,
});
