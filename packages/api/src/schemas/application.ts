import { type Static, Type } from "typebox";
import { ownUuid, text } from "./fields.ts";

/** A folder that models, parts and builds of one line of work share. */
export const Application = Type.Object(
  {
    uuid: ownUuid("application"),
    name: Type.String({ description: "What people call it." }),
    description: text("What it is for, in free words."),
  },
  {
    title: "Application",
    description: "A folder that models, parts and builds of one line of work share.",
  },
);
export type Application = Static<typeof Application>;

/** Every application of the account. */
export const ApplicationsResponse = Type.Object(
  { applications: Type.Array(Application, { description: "By uuid, rising." }) },
  { title: "ApplicationsResponse", description: "Every application of the account." },
);
export type ApplicationsResponse = Static<typeof ApplicationsResponse>;
