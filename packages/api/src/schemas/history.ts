/** The record of what happened: events, their chain, and where a printed part comes from. */
import { type Static, Type } from "typebox";
import { freeObject, nullable, page, text, time } from "./fields.ts";
import { PrintedPart } from "./printed-part.ts";

/** One change of one thing. */
export const Event = Type.Object(
  {
    seq: Type.Integer({ description: "Rises with every event of the server; never reused." }),
    at: Type.String({ format: "date-time", description: "When it happened." }),
    actor: Type.String({
      description:
        "Who did it: `key:<client_id>`, `user:<uuid>`, `server:<part>` for what the server did " +
        "by itself, or `link` for the bearer of a signed address.",
    }),
    actor_name: Type.String({ description: "The same for people, as it is called today." }),
    noun: Type.String({ description: "What kind of thing changed, such as `part_orders`." }),
    uuid: Type.String({ description: "Which one; printers go by serial." }),
    what: Type.String({ description: "What happened to it, such as `created`." }),
    details: freeObject(
      "What is worth knowing of the change. A changed field is an object of `from` and `to`; " +
        "`printed_parts` lists the pieces that changed with it, each group with its own changes.",
    ),
  },
  { title: "Event", description: "One change of one thing, never altered." },
);
export type Event = Static<typeof Event>;

/** One page of events. */
export const EventsResponse = Type.Object(
  { ...page, events: Type.Array(Event, { description: "The rows of this page." }) },
  { title: "EventsResponse", description: "One page of events, under `events`." },
);
export type EventsResponse = Static<typeof EventsResponse>;

/** Whether the chain of events holds. */
export const EventsVerification = Type.Object(
  {
    intact: Type.Boolean({
      description:
        "True when no event was altered, added, removed or reordered since it was sealed.",
    }),
    event_count: Type.Integer({ description: "Events that were ever sealed." }),
    last_seq: Type.Integer({ description: "The last event that is sealed; 0 when none is." }),
    first_broken_seq: nullable(
      Type.Integer(),
      "The first event that is not what was sealed, or is missing; null when intact.",
    ),
    reason: nullable(Type.String(), "What is wrong with it; null when intact."),
    hash: Type.String({
      description:
        "Hash of the last event, which covers all before it. Who keeps it elsewhere can tell " +
        "later that the events up to `last_seq` are still those of today.",
    }),
    sealed_at: time("When the last event was sealed; real time."),
  },
  { title: "EventsVerification", description: "Whether the record of what happened is intact." },
);
export type EventsVerification = Static<typeof EventsVerification>;

/** One thing in a genealogy. */
export const GenealogyNode = Type.Object(
  {
    noun: Type.String({ description: "What kind of thing it is, such as `builds`." }),
    uuid: Type.String({
      description:
        "Which one; printers go by serial, versions of build SOPs by uuid, slash and number.",
    }),
    label: Type.String({ description: "What people call it." }),
    at: time("When it came to be; absent if that is not known."),
    status: text("Its status, at the time asked for."),
    facts: freeObject("What is known of it, as known at the time asked for."),
  },
  { title: "GenealogyNode", description: "One thing that a printed part comes from, or led to." },
);
export type GenealogyNode = Static<typeof GenealogyNode>;

const nodeName = (description: string) =>
  Type.Object(
    {
      noun: Type.String({ description: "Kind of thing." }),
      uuid: Type.String({ description: "Which one." }),
    },
    { description },
  );

/** Where a printed part comes from and what became of it. */
export const Genealogy = Type.Object(
  {
    subject: nodeName("The printed part."),
    at: Type.String({ format: "date-time", description: "The time it is told for." }),
    nodes: Type.Array(GenealogyNode, { description: "Everything it has to do with." }),
    edges: Type.Array(
      Type.Object(
        {
          from: nodeName("The later one."),
          to: nodeName("The earlier one."),
          what: Type.String({ description: "Reads from `from` to `to`, such as `printed in`." }),
          facts: freeObject("What belongs to the two together."),
        },
        {
          title: "GenealogyEdge",
          description: "What two of the nodes have to do with each other.",
        },
      ),
      { description: "How they hang together." },
    ),
    events: Type.Array(Event, {
      description: "What happened along the way, oldest first, at most 5000.",
    }),
  },
  { title: "Genealogy", description: "Where a printed part comes from and what became of it." },
);
export type Genealogy = Static<typeof Genealogy>;

/** Printed parts that descend from one thing. */
export const DescendantsResponse = Type.Object(
  {
    ...page,
    subject: nodeName("What they descend from."),
    printed_parts: Type.Array(PrintedPart, { description: "The rows of this page." }),
  },
  { title: "DescendantsResponse", description: "One page of printed parts that descend from it." },
);
export type DescendantsResponse = Static<typeof DescendantsResponse>;
