/** /manage/v1/printers: the fleet as those see it who look after it. */
import { Type } from "typebox";
import { defineOperation } from "../../operation.ts";
import {
  LoadResinRequest,
  MaintenanceRequest,
  PrinterRecord,
  PrinterRecordsResponse,
  PrinterRequest,
  PrinterUpdateRequest,
} from "../../schemas/printer-record.ts";
import { anyOf, listProblems, paging, printerNamed, sortBy } from "../params.ts";

const sortable = ["serial", "name", "hw_type", "created_at", "reported_at"] as const;

export const addPrinter = defineOperation({
  id: "addPrinter",
  method: "POST",
  path: "/printers",
  tag: "Printers",
  summary: "Add a printer",
  role: "ADMIN",
  body: PrinterRequest,
  responses: { 200: PrinterRecord },
  problems: [
    "printer_driver_unknown",
    "printer_hw_type_unknown",
    "printer_settings_invalid",
    "printer_serial_taken",
  ],
});

export const getFleet = defineOperation({
  id: "getFleet",
  method: "GET",
  path: "/printers",
  tag: "Printers",
  summary: "Search printers, also those no longer in use",
  description: "By name unless sorted.",
  role: "VIEWER",
  query: Type.Object({
    ...paging,
    serial: anyOf("The printers with this serial."),
    name: anyOf("Printers of this name."),
    hw_type: anyOf("Machines of this kind."),
    driver: anyOf("Printers with this driver."),
    resin_lot_uuid: anyOf("Printers that this lot of resin is loaded on."),
    maintenance: Type.Optional(
      Type.Boolean({ description: "Only those in maintenance, or only the others." }),
    ),
    retired: Type.Optional(
      Type.Boolean({ description: "Only those no longer in use, or only the others." }),
    ),
    sort: sortBy(sortable),
  }),
  responses: { 200: PrinterRecordsResponse },
  problems: [...listProblems],
  sortable,
});

export const getFleetPrinter = defineOperation({
  id: "getFleetPrinter",
  method: "GET",
  path: "/printers/{serial}",
  tag: "Printers",
  summary: "Get all that is known of a printer",
  role: "VIEWER",
  params: printerNamed,
  responses: { 200: PrinterRecord },
  problems: ["not_found"],
});

export const updatePrinter = defineOperation({
  id: "updatePrinter",
  method: "PATCH",
  path: "/printers/{serial}",
  tag: "Printers",
  summary: "Change name or set-up of a printer",
  role: "ADMIN",
  params: printerNamed,
  body: PrinterUpdateRequest,
  responses: { 200: PrinterRecord },
  problems: ["not_found", "printer_settings_invalid"],
});

export const startMaintenance = defineOperation({
  id: "startMaintenance",
  method: "POST",
  path: "/printers/{serial}/maintenance/start",
  tag: "Printers",
  summary: "Keep a printer from beginning prints",
  description:
    "What runs goes on, and its queue stays as it is. Of one in maintenance, the note changes.",
  role: "OPERATOR",
  params: printerNamed,
  body: MaintenanceRequest,
  responses: { 200: PrinterRecord },
  problems: ["not_found"],
});

export const endMaintenance = defineOperation({
  id: "endMaintenance",
  method: "POST",
  path: "/printers/{serial}/maintenance/end",
  tag: "Printers",
  summary: "Let a printer begin prints again",
  role: "OPERATOR",
  params: printerNamed,
  responses: { 200: PrinterRecord },
  problems: ["not_found"],
});

export const retirePrinter = defineOperation({
  id: "retirePrinter",
  method: "POST",
  path: "/printers/{serial}/retire",
  tag: "Printers",
  summary: "Take a printer out of use",
  description: "It must neither print nor have prints in its queue. Its history stays.",
  role: "ADMIN",
  params: printerNamed,
  responses: { 200: PrinterRecord },
  problems: ["not_found", "printer_busy"],
});

export const bringBackPrinter = defineOperation({
  id: "bringBackPrinter",
  method: "POST",
  path: "/printers/{serial}/bring_back",
  tag: "Printers",
  summary: "Take a retired printer into use again",
  role: "ADMIN",
  params: printerNamed,
  responses: { 200: PrinterRecord },
  problems: ["not_found"],
});

export const loadResin = defineOperation({
  id: "loadResin",
  method: "POST",
  path: "/printers/{serial}/resin",
  tag: "Printers",
  summary: "Record which lot of resin a printer holds",
  description: "Prints that begin from now on are made of it; one that runs keeps its own.",
  role: "OPERATOR",
  params: printerNamed,
  body: LoadResinRequest,
  responses: { 200: PrinterRecord },
  problems: ["not_found", "resin_lot_unknown"],
});
