/** /part_orders */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import {
  PartOrder,
  PartOrderRequest,
  PartOrderStatusWord,
  PartOrdersResponse,
  PartOrderUpdateRequest,
} from "../schemas/part-order.ts";
import {
  exactly,
  listProblems,
  named,
  packing_group,
  paging,
  sortBy,
  updated,
  uuidOf,
} from "./params.ts";

const sortable = ["uuid", "updated_at", "part_order_number", "due_date", "flushed_at"] as const;

export const createPartOrder = defineOperation({
  id: "createPartOrder",
  method: "POST",
  path: "/part_orders",
  tag: "PartOrders",
  summary: "Place a part order",
  description:
    "Answers the order with one printed part for each piece. Where the part numbers are packed " +
    "automatically, packing begins when a platform can be filled, or at once with `flush`.",
  body: PartOrderRequest,
  body_bytes_max: 4_000_000,
  responses: { 200: PartOrder },
  problems: [
    "part_unknown",
    "part_number_unknown",
    "parts_of_several_applications",
    "application_archived",
    "build_sop_unknown",
    "build_sop_not_released",
    "packing_groups_too_many",
    "uuid_taken",
  ],
});

export const getPartOrders = defineOperation({
  id: "getPartOrders",
  method: "GET",
  path: "/part_orders",
  tag: "PartOrders",
  summary: "Search part orders",
  description:
    "Newest first unless sorted. Rows count their printed parts instead of listing them.",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    status: Type.Optional(PartOrderStatusWord),
    packing_group,
    part_order_number: exactly("Exactly this number."),
    sort: sortBy(sortable),
  }),
  responses: { 200: PartOrdersResponse },
  problems: [...listProblems],
  sortable,
});

export const getPartOrder = defineOperation({
  id: "getPartOrder",
  method: "GET",
  path: "/part_orders/{uuid}",
  tag: "PartOrders",
  summary: "Get a part order",
  params: uuidOf("part order"),
  responses: { 200: PartOrder },
  problems: ["not_found"],
});

export const updatePartOrder = defineOperation({
  id: "updatePartOrder",
  method: "PATCH",
  path: "/part_orders/{uuid}",
  tag: "PartOrders",
  summary: "Flush a part order",
  description: "Cannot be undone, and once more changes nothing.",
  params: uuidOf("part order"),
  body: PartOrderUpdateRequest,
  responses: { 200: PartOrder },
  problems: ["not_found"],
});

export const deletePartOrder = defineOperation({
  id: "deletePartOrder",
  method: "DELETE",
  path: "/part_orders/{uuid}",
  tag: "PartOrders",
  summary: "Cancel a part order",
  description: "Only while it is open; its printed parts are canceled with it.",
  params: uuidOf("part order"),
  responses: { 204: null },
  problems: ["not_found", "part_order_not_cancelable"],
});
