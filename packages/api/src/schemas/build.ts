import { type Static, Type } from "typebox";
import { BUILD_STATUSES } from "../statuses.ts";
import { optional, ownUuid, page, text, time, word } from "./fields.ts";
import { Part } from "./part.ts";

/** A file that belongs to a build. */
export const BuildAttachments = Type.Object(
  {
    filename: text("Name of the file, such as traveler.pdf."),
    uuid: text("Fetches the file from /attachments/{uuid}."),
  },
  { title: "BuildAttachments", description: "A file that belongs to a build." },
);
export type BuildAttachments = Static<typeof BuildAttachments>;

/** A part order that has parts in a build. */
export const BuildPartOrders = Type.Object(
  {
    uuid: text("The part order."),
    part_order_number: text("The number its owner gave it."),
    status: text("Status of the part order, one of those that a part order can have."),
  },
  { title: "BuildPartOrders", description: "A part order that has parts in a build." },
);
export type BuildPartOrders = Static<typeof BuildPartOrders>;

/** A filled platform, ready to be printed any number of times. */
export const Build = Type.Object(
  {
    uuid: ownUuid("build"),
    packing_group: text("Group of the orders that were packed here; absent when they had none.", {
      maxLength: 32,
    }),
    parts: Type.Array(Part, {
      description: "What lies on the platform, one entry for each placed piece.",
    }),
    attachments: optional(
      Type.Array(BuildAttachments),
      "Files of the build, such as its traveler.",
    ),
    name: text("Prefix of the build SOP and a running number, such as AutoBuild12."),
    revision: text("Counts the changes of the build; text."),
    status: Type.Optional(word(BUILD_STATUSES, "Whether it may be printed.")),
    application_uuid: text("The application that owns it."),
    part_orders: optional(Type.Array(BuildPartOrders), "The orders that have parts in it."),
    created_at: time("When it was made."),
    updated_at: time("When anything of it last changed."),
  },
  { title: "Build", description: "A filled platform, ready to be printed any number of times." },
);
export type Build = Static<typeof Build>;

/** One page of builds. */
export const BuildsResponse = Type.Object(
  { ...page, builds: optional(Type.Array(Build), "The rows of this page.") },
  { title: "BuildsResponse", description: "One page of builds." },
);
export type BuildsResponse = Static<typeof BuildsResponse>;
