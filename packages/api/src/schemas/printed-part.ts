import { type Static, Type } from "typebox";
import { nullable, number, optional, ownUuid, page, tags, text, time } from "./fields.ts";
import { PrintedPartStatusWord } from "./part-order.ts";

const noTags = "null when there are none.";

/** The labels of a printed part by where they come from. */
export const PrintedPartTags = Type.Object(
  {
    part_number: Type.Optional(nullable(tags(""), `Labels of the part number; ${noTags}`)),
    part: Type.Optional(nullable(tags(""), `Labels of the part; ${noTags}`)),
    printed_part: Type.Optional(nullable(tags(""), `Labels of this piece; ${noTags}`)),
  },
  { title: "PrintedPartTags", description: "Labels by where they come from." },
);
export type PrintedPartTags = Static<typeof PrintedPartTags>;

/** One piece, from order to measurement. */
export const PrintedPart = Type.Object(
  {
    uuid: ownUuid("printed part"),
    part_uuid: Type.String({ description: "The part it is a piece of." }),
    model_uuid: text("The model that gave it its shape."),
    part_number: text("Design class in the part catalog."),
    build_uuid: text("The build that holds it; absent until it is packed."),
    part_order_uuid: text("The part order it was made for."),
    part_order_number: text("The number of that order."),
    print_order_uuid: text("The print order that put it on a printer."),
    print_order_number: text("The number of that order."),
    print_id: text("The print it came from, as people call it; absent until it is queued."),
    project_blackline: number(
      "Light allowance of the build, in micrometres; absent before there is one.",
    ),
    resin_cell_name: text("Where its resin was mixed; absent if unknown."),
    resin_lot_number: text("Lot of its resin; absent until known."),
    print_uuid: text("The print it came from."),
    serial_number: text("Its own number, `<print_id>-<n>`; given when it has been printed."),
    created_at: time("When it was ordered."),
    updated_at: time("When anything of it last changed."),
    finished_at: Type.Optional(
      nullable(Type.String({ format: "date-time" }), "When its print ended; null until then."),
    ),
    tags: Type.Optional(PrintedPartTags),
    status: PrintedPartStatusWord,
    error: Type.Optional(
      Type.Union([Type.String(), Type.Null()], {
        readOnly: true,
        description: "Why it could not be made; null when nothing is wrong.",
      }),
    ),
  },
  { title: "PrintedPart", description: "One piece, from order to measurement." },
);
export type PrintedPart = Static<typeof PrintedPart>;

/** One page of printed parts. */
export const PrintedPartsResponse = Type.Object(
  { ...page, parts: optional(Type.Array(PrintedPart), "The rows of this page.") },
  { title: "PrintedPartsResponse", description: "One page of printed parts, under `parts`." },
);
export type PrintedPartsResponse = Static<typeof PrintedPartsResponse>;
