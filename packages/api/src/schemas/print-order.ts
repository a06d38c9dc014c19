import { type Static, Type } from "typebox";
import { integer, optional, page, tags, text, time, uuidChosen } from "./fields.ts";

/** How one printer stands with a print order. */
export const PrintOrderRoutedTo = Type.Object(
  {
    copies_queued: integer("Copies that still wait on it."),
    copies_printed: integer("Copies it has finished."),
  },
  { title: "PrintOrderRoutedTo", description: "How one printer stands with a print order." },
);
export type PrintOrderRoutedTo = Static<typeof PrintOrderRoutedTo>;

const editable = {
  print_order_number: text("The owner's own number, free text."),
  print_order_tags: Type.Optional(tags("The owner's labels; a change replaces all of them.")),
  notes: text("Free words."),
};

/** An order to print a build. */
export const PrintOrder = Type.Object(
  {
    uuid: text("Names the order."),
    build_uuid: text("The build to print."),
    total_copies: integer("Copies that were ordered, all printers together.", { default: 1 }),
    created_at: time("When it was placed."),
    ...editable,
    routed_to: Type.Optional(
      Type.Record(Type.String(), PrintOrderRoutedTo, {
        description: "Serial of a printer to how that printer stands.",
      }),
    ),
  },
  { title: "PrintOrder", description: "An order to print a build." },
);
export type PrintOrder = Static<typeof PrintOrder>;

/** What it takes to place a print order. */
export const PrintOrderRequest = Type.Object(
  {
    build_uuid: Type.String({ description: "A build whose status allows printing." }),
    total_copies: Type.Integer({
      minimum: 1,
      maximum: 1000,
      default: 1,
      description: "Copies to print, shared among the printers, the shortest queue first.",
    }),
    route_to: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: 100,
      description: "Serials of the printers to use.",
    }),
    ...editable,
    uuid: uuidChosen(
      "The order's uuid, when the caller wants to choose it; 409 when you have used it.",
    ),
  },
  { title: "PrintOrderRequest", description: "An order to be placed. Unknown keys are ignored." },
);
export type PrintOrderRequest = Static<typeof PrintOrderRequest>;

/** What can be changed on a print order. */
export const PrintOrderUpdateRequest = Type.Object(editable, {
  title: "PrintOrderUpdateRequest",
  description: "What to change on a print order; keys left out stay. Unknown keys are ignored.",
});
export type PrintOrderUpdateRequest = Static<typeof PrintOrderUpdateRequest>;

/** One page of print orders. */
export const PrintOrdersResponse = Type.Object(
  { ...page, print_orders: optional(Type.Array(PrintOrder), "The rows of this page.") },
  { title: "PrintOrdersResponse", description: "One page of print orders." },
);
export type PrintOrdersResponse = Static<typeof PrintOrdersResponse>;
