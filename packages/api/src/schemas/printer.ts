import { type Static, Type } from "typebox";
import { nullable, optional, texts } from "./fields.ts";
import { PrintRef } from "./print.ts";

/** What a printer last said of itself. */
export const PrinterStatus = Type.Object(
  {
    alerts: texts("What wants a person's attention, in the printer's words."),
    printer_state: Type.String({
      description: "What it is doing: IDLE, WARMING, PRINTING, PAUSED, FINISHED, ERROR or OFFLINE.",
    }),
    software_version: Type.String({ description: "What it is running." }),
  },
  { title: "PrinterStatus", description: "What a printer last said of itself." },
);
export type PrinterStatus = Static<typeof PrinterStatus>;

/** The prints around now. */
export const PrinterPrints = Type.Object(
  {
    last: optional(PrintRef, "The print that ended last; {} when there was none."),
    current: optional(PrintRef, "The print on the machine; {} when there is none."),
    next: optional(PrintRef, "The head of the queue; {} when it is empty."),
    queue_length: Type.Integer({
      description: "Prints that wait; the current one is not counted.",
    }),
  },
  { title: "PrinterPrints", description: "The prints around now." },
);
export type PrinterPrints = Static<typeof PrinterPrints>;

/** A printer and what it is doing. */
export const Printer = Type.Object(
  {
    name: Type.String({ description: "What the maker calls it, such as L9001." }),
    alias: Type.Optional(nullable(Type.String(), "What its owner calls it; null without a name.")),
    serial: Type.String({ description: "Names the printer: 6 or 7 of 0-9 and A-Z." }),
    hw_type: Type.String({ description: "Kind of machine, such as L1." }),
    url: Type.String({ description: "Address of its page." }),
    updated_at: Type.String({ format: "date-time", description: "When anything of it changed." }),
    status: PrinterStatus,
    prints: PrinterPrints,
  },
  { title: "Printer", description: "A printer and what it is doing." },
);
export type Printer = Static<typeof Printer>;

/** One page of printers. */
export const PrintersResponse = Type.Object(
  {
    limit: Type.Integer({ description: "The page size that was used." }),
    offset: Type.Integer({ description: "The rows that were passed over." }),
    total_count: Type.Integer({ description: "Printers in all; counts no further than 10000." }),
    printers: Type.Array(Printer, { description: "The rows of this page, by name, rising." }),
  },
  { title: "PrintersResponse", description: "One page of printers." },
);
export type PrintersResponse = Static<typeof PrintersResponse>;
