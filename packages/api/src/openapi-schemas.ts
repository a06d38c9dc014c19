/** JSON Schema, as the contract is written in, to the dialect of OpenAPI 3.0. */
import { TIME_PATTERN } from "./schemas/fields.ts";

/** A JSON object. */
export type Json = Record<string, unknown>;

/** Converts schemas and collects those with a title, which become components of that name. */
export class SchemaBook {
  readonly #components = new Map<string, Json>();

  /** The components collected so far, by name. */
  components(): Record<string, Json> {
    return Object.fromEntries([...this.#components].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** The schema itself when it has no title, and otherwise a reference to its component. */
  reference(schema: object): Json {
    const { title, description } = jsonOf(schema);
    if (typeof title !== "string") return this.inline(schema);
    if (!this.#components.has(title)) {
      this.#components.set(title, {});
      this.#components.set(title, this.inline(schema));
    }
    const reference = { $ref: `#/components/schemas/${title}` };
    const isOwn = description === this.#components.get(title)?.description;
    // What stands beside $ref is ignored in 3.0.
    return isOwn ? reference : { allOf: [reference], description };
  }

  /** The schema in the dialect of OpenAPI 3.0, references below it. */
  inline(schema: object): Json {
    const { title: _, const: value, anyOf, patternProperties, ...rest } = jsonOf(schema);
    const converted: Json = { ...rest };
    if (value !== undefined) converted.enum = [value];
    if (rest.pattern === TIME_PATTERN) {
      // Callers should send the full form; the shorter ones are told in the description.
      delete converted.pattern;
      converted.format = "date-time";
    }
    if (patternProperties) {
      const [values] = Object.values(jsonOf(patternProperties));
      converted.additionalProperties = this.reference(jsonOf(values));
    }
    if (rest.items) converted.items = this.reference(jsonOf(rest.items));
    if (rest.properties) {
      const members = Object.entries(jsonOf(rest.properties));
      converted.properties = Object.fromEntries(
        members.map(([name, member]) => [name, this.reference(jsonOf(member))]),
      );
    }
    return Array.isArray(anyOf) ? { ...this.#union(anyOf), ...converted } : converted;
  }

  /** A union with null is the other member, nullable, and in full: 3.0 has no nullable $ref. */
  #union(members: object[]): Json {
    const others = members.filter((member) => jsonOf(member).type !== "null");
    if (others.length < members.length) return nullable(this.inline(others[0]));
    return unionOf(
      members,
      members.map((member) => this.reference(member)),
    );
  }
}

/** Null is said beside a type: a choice says it of each member. */
function nullable(schema: Json): Json {
  const { anyOf } = schema;
  return Array.isArray(anyOf)
    ? { ...schema, anyOf: anyOf.map(nullable) }
    : { ...schema, nullable: true };
}

/** Told apart by `action_type` where every member has one. */
function unionOf(members: object[], references: Json[]): Json {
  const names = members.map((member) => {
    const { action_type } = jsonOf(jsonOf(member).properties);
    return jsonOf(action_type).const;
  });
  if (!names.every((name) => typeof name === "string")) return { anyOf: references };
  const mapping = Object.fromEntries(names.map((name, index) => [name, references[index].$ref]));
  return { oneOf: references, discriminator: { propertyName: "action_type", mapping } };
}

function jsonOf(value: unknown): Json {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
