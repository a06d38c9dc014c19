/** Part orders, and what they say of their printed parts. */
import { type Static, Type } from "typebox";
import { PART_ORDER_STATUSES, PRINTED_PART_STATUSES } from "../statuses.ts";
import {
  integer,
  nullable,
  optional,
  ownUuid,
  page,
  text,
  texts,
  time,
  timeGiven,
  uuidChosen,
  word,
} from "./fields.ts";

/** Status of a part order. */
export const PartOrderStatusWord = word(PART_ORDER_STATUSES, "How far the order is.", {
  title: "PartOrderStatus",
});

/** Status of a printed part. */
export const PrintedPartStatusWord = word(PRINTED_PART_STATUSES, "How far the piece is.", {
  title: "PrintedPartStatus",
});

/** One ordered piece, in short. */
export const PrintedPartRef = Type.Object(
  {
    uuid: Type.String({ description: "The printed part." }),
    part_uuid: Type.String({ description: "The part it is a piece of." }),
    status: PrintedPartStatusWord,
  },
  { title: "PrintedPartRef", description: "One ordered piece, in short." },
);
export type PrintedPartRef = Static<typeof PrintedPartRef>;

const orderFields = {
  flushed_at: Type.Optional(
    nullable(
      Type.String({ format: "date-time" }),
      "When it was told not to wait for a full platform; null when it never was.",
    ),
  ),
  build_uuids: texts("Builds that hold parts of it so far; grows as packing goes on."),
  build_sop_uuid: text("The build SOP that it asked for; absent when the part numbers decide."),
  packing_group: text("Only orders of the same group share a build; case matters.", {
    maxLength: 32,
  }),
  application_uuid: text("The application of its parts."),
  created_at: time("When it was placed."),
  updated_at: time("When anything of it last changed."),
};

const number_description = "The owner's own number, free text; need not be unique.";
const due_description = "When it is wanted; the earlier, the sooner it is packed and printed.";

/** An order for printed parts. */
export const PartOrder = Type.Object(
  {
    uuid: ownUuid("order"),
    status: Type.Optional(PartOrderStatusWord),
    part_order_number: text(number_description),
    due_date: Type.String({ format: "date-time", description: due_description }),
    printed_parts: Type.Array(PrintedPartRef, {
      description: "One entry for each ordered piece, in the order of the request.",
    }),
    ...orderFields,
  },
  { title: "PartOrder", description: "An order for printed parts." },
);
export type PartOrder = Static<typeof PartOrder>;

/** A row of the list of part orders. */
export const PartOrdersResponsePartOrders = Type.Object(
  {
    uuid: text("Names the order."),
    status: Type.Optional(PartOrderStatusWord),
    part_order_number: text(number_description),
    printed_parts_count: integer("How many pieces were ordered."),
    due_date: time(due_description),
    ...orderFields,
  },
  {
    title: "PartOrdersResponsePartOrders",
    description: "A part order as a row of the list: pieces are counted, not listed.",
  },
);
export type PartOrdersResponsePartOrders = Static<typeof PartOrdersResponsePartOrders>;

/** One page of part orders. */
export const PartOrdersResponse = Type.Object(
  { ...page, part_orders: optional(Type.Array(PartOrdersResponsePartOrders), "The rows.") },
  { title: "PartOrdersResponse", description: "One page of part orders." },
);
export type PartOrdersResponse = Static<typeof PartOrdersResponse>;

/** One piece that is wanted. */
export const PartOrderRequestParts = Type.Object(
  { uuid: text("The part. An entry without it is refused.") },
  { title: "PartOrderRequestParts", description: "One piece of a part." },
);
export type PartOrderRequestParts = Static<typeof PartOrderRequestParts>;

/** What it takes to place a part order. */
export const PartOrderRequest = Type.Object(
  {
    part_order_number: Type.String({ description: number_description }),
    parts: Type.Array(PartOrderRequestParts, {
      minItems: 1,
      maxItems: 10_000,
      description: "One entry for each piece; the same part n times orders n pieces.",
    }),
    due_date: timeGiven(due_description),
    flush: Type.Optional(
      Type.Boolean({ description: "True to pack at once instead of filling a platform first." }),
    ),
    build_sop_uuid: text("Build SOP for all its parts; orders with different ones share no build."),
    uuid: uuidChosen(
      "The order's uuid, when the caller wants to choose it; 409 when you have used it.",
    ),
    packing_group: text("Only orders of the same group share a build; case matters.", {
      maxLength: 32,
    }),
  },
  { title: "PartOrderRequest", description: "An order to be placed. Unknown keys are ignored." },
);
export type PartOrderRequest = Static<typeof PartOrderRequest>;

/** What can be changed on a part order. */
export const PartOrderUpdateRequest = Type.Object(
  {
    flush: Type.Optional(
      Type.Boolean({ description: "True packs what is waiting at once; false changes nothing." }),
    ),
  },
  {
    title: "PartOrderUpdateRequest",
    description: "What to change on a part order. Unknown keys are ignored.",
  },
);
export type PartOrderUpdateRequest = Static<typeof PartOrderUpdateRequest>;
