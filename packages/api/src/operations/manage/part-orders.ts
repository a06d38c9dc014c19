/** /manage/v1/part_orders: what a shop sets on orders beyond the compatible interface. */
import { defineOperation } from "../../operation.ts";
import { PartOrderRecord, PartOrderRecordUpdateRequest } from "../../schemas/part-order-record.ts";
import { uuidOf } from "../params.ts";

export const getPartOrderRecord = defineOperation({
  id: "getPartOrderRecord",
  method: "GET",
  path: "/part_orders/{uuid}",
  tag: "Part orders",
  summary: "Get what is set on a part order",
  role: "VIEWER",
  params: uuidOf("part order"),
  responses: { 200: PartOrderRecord },
  problems: ["not_found"],
});

export const updatePartOrderRecord = defineOperation({
  id: "updatePartOrderRecord",
  method: "PATCH",
  path: "/part_orders/{uuid}",
  tag: "Part orders",
  summary: "Give a part order another priority",
  description: "Counts for what is packed from then on.",
  role: "OPERATOR",
  params: uuidOf("part order"),
  body: PartOrderRecordUpdateRequest,
  responses: { 200: PartOrderRecord },
  problems: ["not_found"],
});
