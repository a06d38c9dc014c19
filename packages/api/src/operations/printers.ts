/** /printers and their queues. */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import { Printer, PrintersResponse } from "../schemas/printer.ts";
import {
  PrinterQueuesResponse,
  PrinterQueueUpdateRequest,
  PrinterQueueUpdateResponse,
} from "../schemas/queue.ts";
import { anyOf, limit, printerNamed } from "./params.ts";

export const getPrinters = defineOperation({
  id: "getPrinters",
  method: "GET",
  path: "/printers",
  tag: "Printers",
  summary: "List the printers",
  description: "By name, rising. The only list that is read by offset.",
  query: Type.Object({
    limit,
    offset: Type.Integer({
      minimum: 0,
      default: 0,
      description: "Rows to pass over; 0 when left out.",
    }),
  }),
  responses: { 200: PrintersResponse },
  problems: [],
});

export const getPrinter = defineOperation({
  id: "getPrinter",
  method: "GET",
  path: "/printers/{serial}",
  tag: "Printers",
  summary: "Get a printer",
  params: printerNamed,
  responses: { 200: Printer },
  problems: ["not_found"],
});

export const getPrinterQueues = defineOperation({
  id: "getPrinterQueues",
  method: "GET",
  path: "/printers/queues",
  tag: "Queues",
  summary: "Get the queues of printers",
  description: "Of all printers, or of those named. Prints are in the order of printing.",
  query: Type.Object({ printer_serial: anyOf("The queue of the printer with this serial.") }),
  responses: { 200: PrinterQueuesResponse },
  problems: ["not_found"],
});

export const updatePrinterQueue = defineOperation({
  id: "updatePrinterQueue",
  method: "PATCH",
  path: "/printers/queues",
  tag: "Queues",
  summary: "Move prints in queues, or take them out",
  body: PrinterQueueUpdateRequest,
  responses: { 200: PrinterQueueUpdateResponse },
  problems: ["not_found", "queue_full", "build_does_not_fit_printer"],
});
