/** Applications as those who set the shop up see them. */
import { type Static, Type } from "typebox";
import { name, nullable, optional, ownUuid, page, timeMade } from "./fields.ts";

const application_name = name("What people call it; no two of an account share one.");
const is_default = Type.Boolean({
  description: "Whether models that name no application are of this one; at most one is.",
});
const description = nullable(
  Type.String({ maxLength: 1000 }),
  "What it is for, in free words; null for none.",
);

/** An application with what its users do not see. */
export const ApplicationSetup = Type.Object(
  {
    uuid: ownUuid("application"),
    name: application_name,
    description,
    is_default,
    archived_at: nullable(
      Type.String({ format: "date-time" }),
      "Since when it takes no new models, parts and part orders; null while it does.",
    ),
    created_at: timeMade("When it was made."),
  },
  {
    title: "ApplicationSetup",
    description: "A folder that models, parts and builds of one line of work share.",
  },
);
export type ApplicationSetup = Static<typeof ApplicationSetup>;

/** One page of applications. */
export const ApplicationSetupsResponse = Type.Object(
  { ...page, applications: Type.Array(ApplicationSetup, { description: "The rows." }) },
  { title: "ApplicationSetupsResponse", description: "One page of applications." },
);
export type ApplicationSetupsResponse = Static<typeof ApplicationSetupsResponse>;

const changes = {
  description: Type.Optional(description),
  is_default: optional(
    is_default,
    "True makes it the default in place of another, false leaves the account without one if it is.",
  ),
};

/** What it takes to make an application. */
export const ApplicationRequest = Type.Object(
  { name: application_name, ...changes },
  {
    title: "ApplicationRequest",
    additionalProperties: false,
    description: "An application to be made.",
  },
);
export type ApplicationRequest = Static<typeof ApplicationRequest>;

/** What can be changed on an application. */
export const ApplicationUpdateRequest = Type.Object(
  { name: Type.Optional(application_name), ...changes },
  {
    title: "ApplicationUpdateRequest",
    additionalProperties: false,
    description: "What to change on an application; what is left out stays as it is.",
  },
);
export type ApplicationUpdateRequest = Static<typeof ApplicationUpdateRequest>;
