import { type Static, Type } from "typebox";
import { optional, ownUuid, page, tags, text } from "./fields.ts";

/** A model with the part number that says how it is made. One part may be ordered many times. */
export const Part = Type.Object(
  {
    uuid: ownUuid("part"),
    part_number: Type.String({ description: "Design class in the part catalog." }),
    model_uuid: text("The model that gives it its shape; absent when the catalog names none."),
    description: text("Free words."),
    part_tags: Type.Optional(tags("Labels of this part.")),
    part_number_tags: Type.Optional(tags("Labels that it has from its part number.")),
  },
  {
    title: "Part",
    description: "A model with the part number that says how it is made; not one printed piece.",
  },
);
export type Part = Static<typeof Part>;

/** What it takes to make a part of a model. */
export const PartRequest = Type.Object(
  {
    part_number: Type.String({ description: "Must be in the catalog of the application." }),
    model_uuid: Type.String({ description: "An uploaded model that is still kept." }),
    application_uuid: text("Owner; may be left out when the account has one application only."),
  },
  { title: "PartRequest", description: "A part to be made of a model. Unknown keys are ignored." },
);
export type PartRequest = Static<typeof PartRequest>;

/** One page of parts. */
export const PartsResponse = Type.Object(
  { ...page, parts: optional(Type.Array(Part), "The rows of this page.") },
  { title: "PartsResponse", description: "One page of parts." },
);
export type PartsResponse = Static<typeof PartsResponse>;
