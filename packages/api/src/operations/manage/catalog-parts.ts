/** /manage/v1/catalog_parts: the part numbers of the applications. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  CatalogPart,
  CatalogPartRequest,
  CatalogPartsResponse,
  CatalogPartUpdateRequest,
} from "../../schemas/catalog-part.ts";
import { anyOf, listProblems, named, paging, sortBy, updated, uuidOf } from "../params.ts";

const sortable = ["uuid", "part_number", "created_at", "updated_at"] as const;

export const getCatalogParts = defineOperation({
  id: "getCatalogParts",
  method: "GET",
  path: "/catalog_parts",
  tag: "CatalogParts",
  summary: "Search the part catalog",
  description: "By part number unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    part_number: anyOf("Exactly this part number."),
    build_sop_uuid: anyOf("Part numbers that go by this build SOP."),
    automatic_packing: Type.Optional(
      Type.Boolean({ description: "Whether the parts are packed by themselves." }),
    ),
    retired: Type.Optional(
      Type.Boolean({ description: "True for retired ones only, false for the others only." }),
    ),
    sort: sortBy(sortable),
  }),
  responses: { 200: CatalogPartsResponse },
  problems: [...listProblems],
  sortable,
});

export const getCatalogPart = defineOperation({
  id: "getCatalogPart",
  method: "GET",
  path: "/catalog_parts/{uuid}",
  tag: "CatalogParts",
  summary: "Get a part number",
  role: "VIEWER",
  params: uuidOf("entry of the catalog"),
  responses: { 200: CatalogPart },
  problems: ["not_found"],
});

export const createCatalogPart = defineOperation({
  id: "createCatalogPart",
  method: "POST",
  path: "/catalog_parts",
  tag: "CatalogParts",
  summary: "Enter a part number",
  description: "Its build SOP need not be released yet; orders are refused until it is.",
  body: CatalogPartRequest,
  responses: { 200: CatalogPart },
  problems: [
    "application_unknown",
    "application_archived",
    "build_sop_unknown",
    "part_number_taken",
  ],
});

export const updateCatalogPart = defineOperation({
  id: "updateCatalogPart",
  method: "PATCH",
  path: "/catalog_parts/{uuid}",
  tag: "CatalogParts",
  summary: "Change a part number",
  description:
    "How parts are packed, turned and printed counts for what is ordered afterwards: what was " +
    "ordered before keeps to how it was. Description and tags show on all its parts at once.",
  params: uuidOf("entry of the catalog"),
  body: CatalogPartUpdateRequest,
  responses: { 200: CatalogPart },
  problems: ["not_found", "build_sop_unknown"],
});

export const retireCatalogPart = defineOperation({
  id: "retireCatalogPart",
  method: "POST",
  path: "/catalog_parts/{uuid}/retire",
  tag: "CatalogParts",
  summary: "Retire a part number",
  description:
    "No parts can be made of it any more; those that are there can still be ordered. Once more " +
    "changes nothing.",
  params: uuidOf("entry of the catalog"),
  responses: { 200: CatalogPart },
  problems: ["not_found"],
});

export const restoreCatalogPart = defineOperation({
  id: "restoreCatalogPart",
  method: "POST",
  path: "/catalog_parts/{uuid}/restore",
  tag: "CatalogParts",
  summary: "Take a part number back into use",
  description: "Of one that is not retired it changes nothing.",
  params: uuidOf("entry of the catalog"),
  responses: { 200: CatalogPart },
  problems: ["not_found"],
});
