import { type Static, Type } from "typebox";
import { timeMade } from "./fields.ts";
import { PartOrderStatusWord } from "./part-order.ts";

const priority = Type.Integer({
  minimum: 1,
  maximum: 100,
  description:
    "From 1 to 100, the higher the sooner; 50 unless set. An order of higher priority is packed " +
    "before one that is due earlier; orders of one priority go by their due day.",
});

/** A part order with what a shop sets on it. */
export const PartOrderRecord = Type.Object(
  {
    uuid: Type.String({ description: "Names the order." }),
    application_uuid: Type.String({ description: "Application of all its parts." }),
    part_order_number: Type.String({ description: "The customer's own number." }),
    status: PartOrderStatusWord,
    due_date: timeMade("When it is wanted."),
    priority,
    waiting_count: Type.Integer({ description: "Printed parts of it that wait to be packed." }),
    created_at: timeMade("When it was placed."),
    updated_at: timeMade("When anything of it changed."),
  },
  { title: "PartOrderRecord", description: "A part order with what a shop sets on it." },
);
export type PartOrderRecord = Static<typeof PartOrderRecord>;

/** What to set on a part order. */
export const PartOrderRecordUpdateRequest = Type.Object(
  { priority: Type.Optional(priority) },
  {
    title: "PartOrderRecordUpdateRequest",
    description:
      "What to set on a part order; keys left out stay. Parts that have their build already keep " +
      "it. Unknown keys are ignored.",
  },
);
export type PartOrderRecordUpdateRequest = Static<typeof PartOrderRecordUpdateRequest>;
