/** /manage/v1/prints: a print with all that is known of it, and what people say of it. */
import { defineOperation } from "../../operation.ts";
import { PrintFeedbackRequest, PrintRecord } from "../../schemas/print-record.ts";
import { uuidOf } from "../params.ts";

export const getPrintRecord = defineOperation({
  id: "getPrintRecord",
  method: "GET",
  path: "/prints/{uuid}",
  tag: "Prints",
  summary: "Get all that is known of a print",
  role: "VIEWER",
  params: uuidOf("print"),
  responses: { 200: PrintRecord },
  problems: ["not_found"],
});

export const setPrintFeedback = defineOperation({
  id: "setPrintFeedback",
  method: "PATCH",
  path: "/prints/{uuid}/feedback",
  tag: "Prints",
  summary: "Say how a print came out",
  description: "Of prints that have ended. Earlier words stay in the history.",
  role: "OPERATOR",
  params: uuidOf("print"),
  body: PrintFeedbackRequest,
  responses: { 200: PrintRecord },
  problems: ["not_found", "print_not_ended"],
});
