/** /manage/v1/fidelity: how faithful the compatible interface is. */
import { defineOperation } from "../../operation.ts";
import { FidelityLedger } from "../../schemas/fidelity.ts";

export const getFidelity = defineOperation({
  id: "getFidelity",
  method: "GET",
  path: "/fidelity",
  tag: "Fidelity",
  summary: "Get how every operation and every open point is read, and which tests hold it",
  role: "VIEWER",
  responses: { 200: FidelityLedger },
  problems: [],
});
