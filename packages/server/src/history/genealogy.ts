/** Walks from a printed part to everything it has to do with, now or as of a time. */
import { type Genealogy, type GenealogyNode, Problem } from "@vatline/api";
import type { Deps } from "../platform/deps.ts";
import type { Event } from "../platform/events.ts";
import { readTime } from "../platform/http/time.ts";
import { eventFor, rowAsOf } from "./as-of.ts";
import { idOf, NOUNS, type NounSpec, RELATIONS, type Relation, type Row } from "./relations.ts";
import { readEventsOf } from "./store.ts";
import {
  readCopies,
  readEarlier,
  readLater,
  readPlacement,
  readSubject,
} from "./store-genealogy.ts";
import { eventViews } from "./view.ts";

const EVENTS_MAX = 5000;
/** A piece may be replaced again and again; the graph ends somewhere. */
const NODES_MAX = 500;

type Name = { noun: string; uuid: string };
type Walk = {
  deps: Deps;
  customer_uuid: string;
  at: string;
  /** Whether `at` was asked for: otherwise the tables are right as they are. */
  as_of: boolean;
  nodes: Map<string, GenealogyNode>;
  edges: Map<string, Genealogy["edges"][number]>;
};

/** Throws not_found where the customer has no such piece, or had none at the time. */
export async function readGenealogy(
  deps: Deps,
  customer_uuid: string,
  id: string,
  asked_at: string | undefined,
): Promise<Genealogy> {
  const at = timeOf(deps, asked_at);
  const part = await readSubject(deps.db.read, customer_uuid, id);
  if (!part || part.created_at > at) {
    throw new Problem("not_found", `There is no printed part ${id}.`);
  }
  const as_of = asked_at !== undefined;
  const walk: Walk = { deps, customer_uuid, at, as_of, nodes: new Map(), edges: new Map() };
  const subject = await visit(walk, "printed_parts", part);
  return {
    subject,
    at,
    nodes: [...walk.nodes.values()],
    edges: [...walk.edges.values()],
    events: await eventsAlong(walk, part),
  };
}

function timeOf({ clock }: Deps, text: string | undefined): string {
  if (text === undefined) return clock.now();
  const at = readTime(text);
  if (at !== null) return at;
  const detail = `"${text}" is not a time that exists`;
  throw new Problem("input_invalid", `The query is not valid: at: ${detail}.`, {
    errors: [{ pointer: "/query/at", detail }],
  });
}

/** Adds a thing and, unless it is a leaf, all that it leads to. */
async function visit(walk: Walk, noun: string, now: Row, leaf?: Relation): Promise<Name> {
  const spec = NOUNS[noun];
  const uuid = idOf(spec, now);
  const name = { noun, uuid };
  if (walk.nodes.has(keyOf(name)) || walk.nodes.size >= NODES_MAX) return name;
  const row = await asOf(walk, noun, spec, now);
  walk.nodes.set(keyOf(name), await nodeOf(walk, name, spec, row));
  for (const relation of RELATIONS) {
    if (leaf && relation !== leaf) continue;
    if (relation.from === noun) await ascend(walk, relation, name, row);
    if (relation.to === noun && relation.descends) await descend(walk, relation, name, row);
  }
  return name;
}

async function ascend(walk: Walk, relation: Relation, from: Name, row: Row): Promise<void> {
  for (const target of await readEarlier(walk.deps.db.read, walk.customer_uuid, relation, row)) {
    const leaf = relation.leaf === "both ways" ? relation : undefined;
    const to = await visit(walk, relation.to, target, leaf);
    tie(walk, relation, from, to, row);
  }
}

async function descend(walk: Walk, relation: Relation, to: Name, row: Row): Promise<void> {
  const key = NOUNS[relation.to].key.map((column) => row[column]);
  for (const later of await readLater(walk.deps.db.read, walk.customer_uuid, relation, key)) {
    if (String(later[NOUNS[relation.from].since ?? ""]) > walk.at) continue;
    const leaf = relation.leaf ? relation : undefined;
    const from = await visit(walk, relation.from, later, leaf);
    tie(walk, relation, from, to, later);
  }
}

function tie(walk: Walk, relation: Relation, from: Name, to: Name, row: Row): void {
  const facts = factsOf(row, relation.facts ?? [], []);
  const { what } = relation;
  walk.edges.set(`${keyOf(from)} ${what} ${keyOf(to)}`, { from, to, what, facts });
}

const keyOf = ({ noun, uuid }: Name) => `${noun} ${uuid}`;

async function nodeOf(walk: Walk, name: Name, spec: NounSpec, row: Row): Promise<GenealogyNode> {
  const columns = [...(spec.facts ?? []), ...(spec.facts_at_end ?? [])];
  const facts = factsOf(row, columns, spec.json ?? []);
  if (name.noun === "printed_parts" && row.build_uuid !== null && row.place_index !== null) {
    const placement = await readPlacement(walk.deps.db.read, walk.customer_uuid, row);
    if (placement) facts.placement = placement;
  }
  const since = spec.since ? row[spec.since] : undefined;
  return {
    ...name,
    label: spec.label(row),
    ...(typeof since === "string" && { at: since }),
    ...(typeof row.status === "string" && { status: row.status }),
    facts,
  };
}

/** What is known: columns without a value are left out. */
function factsOf(row: Row, columns: readonly string[], json: readonly string[]) {
  const facts: Record<string, unknown> = {};
  for (const column of columns) {
    const value = row[column];
    if (value === null || value === undefined) continue;
    const is_text = typeof value === "string" && json.includes(column);
    facts[column] = is_text ? JSON.parse(value) : value;
  }
  return facts;
}

async function asOf(walk: Walk, noun: string, spec: NounSpec, row: Row): Promise<Row> {
  if (!walk.as_of || !spec.table) return row;
  const uuids = noun === "printed_parts" ? await thingsAround(walk, row) : [toldOf(spec, row)];
  const events = await eventsOf(walk, uuids);
  const later = events.filter((event) => event.at > walk.at);
  return rowAsOf(noun, spec, row, later, walk.at);
}

/** What events call a thing. */
const toldOf = (spec: NounSpec, row: Row) =>
  spec.told_as ? String(row[spec.told_as.uuid]) : idOf(spec, row);

/** Whatever may have changed a piece: its order, its build, and copies made of that. */
async function thingsAround({ deps, customer_uuid }: Walk, part: Row): Promise<string[]> {
  const { uuid, part_order_uuid, build_uuid, finished_at } = part;
  const own = [uuid, part_order_uuid, build_uuid].filter((one) => typeof one === "string");
  if (typeof build_uuid !== "string") return own;
  const until = String(finished_at ?? deps.clock.now());
  return [...own, ...(await readCopies(deps.db.read, customer_uuid, build_uuid, until))];
}

function eventsOf({ deps, customer_uuid }: Walk, uuids: string[]): Promise<Event[]> {
  return readEventsOf(deps.db.read, customer_uuid, uuids, EVENTS_MAX);
}

/** What happened to the piece and to what is its own along the way, up to the time. */
async function eventsAlong(walk: Walk, part: Row): Promise<Genealogy["events"]> {
  const own = [...walk.nodes.values()].filter(({ noun }) => NOUNS[noun].own);
  const uuids = new Set([...own.map(({ uuid }) => uuid), ...(await thingsAround(walk, part))]);
  const events = await eventsOf(walk, [...uuids]);
  const known = events.flatMap((event) =>
    event.at <= walk.at ? (eventFor(part, event) ?? []) : [],
  );
  return eventViews(walk.deps.db.read, walk.customer_uuid, known);
}
