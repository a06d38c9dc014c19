/** /print_orders */
import { Type } from "typebox";
import { defineOperation } from "../operation.ts";
import {
  PrintOrder,
  PrintOrderRequest,
  PrintOrdersResponse,
  PrintOrderUpdateRequest,
} from "../schemas/print-order.ts";
import { anyOf, listProblems, named, paging, sortBy, updated, uuidOf } from "./params.ts";

const sortable = ["uuid", "updated_at", "print_order_number"] as const;

export const createPrintOrder = defineOperation({
  id: "createPrintOrder",
  method: "POST",
  path: "/print_orders",
  tag: "PrintOrders",
  summary: "Queue copies of a build",
  description:
    "Each copy becomes a print at the end of the queue of one of the printers. It begins when " +
    "its build is sliced and, on a printer that prints from files, when its build file is there.",
  body: PrintOrderRequest,
  responses: { 200: PrintOrder },
  problems: [
    "build_unknown",
    "build_not_released",
    "build_not_printable",
    "build_does_not_fit_printer",
    "printer_unknown",
    "queue_full",
    "uuid_taken",
  ],
});

export const getPrintOrders = defineOperation({
  id: "getPrintOrders",
  method: "GET",
  path: "/print_orders",
  tag: "PrintOrders",
  summary: "Search print orders",
  description: "Newest first unless sorted.",
  query: Type.Object({
    ...paging,
    ...named,
    ...updated,
    print_order_number: anyOf("Orders with this number."),
    printer_serial: anyOf("Orders routed to the printer with this serial."),
    printer_name: anyOf("Orders routed to the printer of this name."),
    sort: sortBy(sortable),
  }),
  responses: { 200: PrintOrdersResponse },
  problems: [...listProblems],
  sortable,
});

export const getPrintOrder = defineOperation({
  id: "getPrintOrder",
  method: "GET",
  path: "/print_orders/{uuid}",
  tag: "PrintOrders",
  summary: "Get a print order",
  params: uuidOf("print order"),
  responses: { 200: PrintOrder },
  problems: ["not_found"],
});

export const updatePrintOrder = defineOperation({
  id: "updatePrintOrder",
  method: "PATCH",
  path: "/print_orders/{uuid}",
  tag: "PrintOrders",
  summary: "Change number, labels or notes of a print order",
  params: uuidOf("print order"),
  body: PrintOrderUpdateRequest,
  responses: { 200: PrintOrder },
  problems: ["not_found"],
});
