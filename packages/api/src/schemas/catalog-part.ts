/** The part catalog: which part numbers an application has, and how their parts are made. */
import { type Static, Type } from "typebox";
import { RotationRule } from "./build-sop.ts";
import { name, nullable, optional, ownUuid, page, tags, timeMade } from "./fields.ts";

const identity = {
  application_uuid: Type.String({ description: "The application that has it." }),
  part_number: name("Design class, as parts and orders name it; one of a kind in its application."),
};

const settings = {
  description: nullable(
    Type.String({ maxLength: 1000 }),
    "What its parts are, in free words; null for none.",
  ),
  tags: tags("Labels that all its parts have."),
  build_sop_uuid: Type.String({
    description:
      "Build SOP that its parts are packed and printed by, unless an order names another.",
  }),
  automatic_packing: Type.Boolean({
    description: "True to pack its parts as they are ordered, false to leave that to people.",
  }),
  rotations: nullable(
    RotationRule,
    "How its parts may be turned, in place of what the build SOP says; null to go by that.",
  ),
};

/** One entry of the catalog. */
export const CatalogPart = Type.Object(
  {
    uuid: ownUuid("entry"),
    ...identity,
    ...settings,
    retired_at: nullable(
      Type.String({ format: "date-time" }),
      "Since when no parts can be made of it; null while they can.",
    ),
    created_at: timeMade("When it was entered."),
    updated_at: timeMade("When it last changed."),
  },
  { title: "CatalogPart", description: "A part number, and how its parts are made." },
);
export type CatalogPart = Static<typeof CatalogPart>;

/** One page of the catalog. */
export const CatalogPartsResponse = Type.Object(
  { ...page, catalog_parts: Type.Array(CatalogPart, { description: "The rows." }) },
  { title: "CatalogPartsResponse", description: "One page of the part catalog." },
);
export type CatalogPartsResponse = Static<typeof CatalogPartsResponse>;

/** What it takes to enter a part number. */
export const CatalogPartRequest = Type.Object(
  {
    ...identity,
    build_sop_uuid: settings.build_sop_uuid,
    description: Type.Optional(settings.description),
    tags: Type.Optional(settings.tags),
    automatic_packing: optional(
      settings.automatic_packing,
      "False to leave the packing of its parts to people; true where nothing is said.",
    ),
    rotations: Type.Optional(settings.rotations),
  },
  {
    title: "CatalogPartRequest",
    additionalProperties: false,
    description: "A part number to be entered.",
  },
);
export type CatalogPartRequest = Static<typeof CatalogPartRequest>;

/** What can be changed on a part number. */
export const CatalogPartUpdateRequest = Type.Partial(Type.Object(settings), {
  title: "CatalogPartUpdateRequest",
  additionalProperties: false,
  description:
    "What to change on a part number; what is left out stays as it is. Tags are replaced as a " +
    "whole. Packing and build SOP count for what is ordered afterwards.",
});
export type CatalogPartUpdateRequest = Static<typeof CatalogPartUpdateRequest>;
