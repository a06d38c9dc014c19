/** /parts */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import { Part, PartRequest, PartsResponse } from "../schemas/part.ts";
import { anyOf, listProblems, named, paging, sortBy, updated, uuidOf } from "./params.ts";

const sortable = ["uuid", "updated_at", "part_number", "model_uuid"] as const;

export const createPart = defineOperation({
  id: "createPart",
  method: "POST",
  path: "/parts",
  tag: "Parts",
  summary: "Make a part of a model",
  body: PartRequest,
  responses: { 200: Part },
  problems: [
    "application_unknown",
    "application_archived",
    "application_ambiguous",
    "part_number_unknown",
    "part_number_retired",
    "model_unknown",
    "model_invalid",
  ],
});

export const getParts = defineOperation({
  id: "getParts",
  method: "GET",
  path: "/parts",
  tag: "Parts",
  summary: "Search parts",
  description: "Newest first unless sorted.",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    model_uuid: anyOf("Parts of this model."),
    sort: sortBy(sortable),
  }),
  responses: { 200: PartsResponse },
  problems: [...listProblems],
  sortable,
});

export const getPart = defineOperation({
  id: "getPart",
  method: "GET",
  path: "/parts/{uuid}",
  tag: "Parts",
  summary: "Get a part",
  params: uuidOf("part"),
  responses: { 200: Part },
  problems: ["not_found"],
});
