/**
 * Queries that differ in nothing but their parameters, put into SQL once: that takes longer than
 * reading a row of a list.
 */
import { type Compilable, CompiledQuery } from "kysely";
import type { Queries } from "./db.ts";
import { type Parameter, parameterOf } from "./parameters.ts";

/** Shapes of one database; a program that asks for more is not served by keeping them. */
const SHAPES_MAX = 500;

const kept = new WeakMap<Queries, Map<string, string>>();

/**
 * Runs what `build` makes. `shape` names all in which it may differ beside `parameters`, which are
 * its own in their order; a query that turns out to have others is built every time.
 */
export async function runCompiled<Row>(
  db: Queries,
  shape: string,
  parameters: Parameter[],
  build: () => Compilable<Row>,
): Promise<Row[]> {
  const shapes = kept.get(db) ?? new Map<string, string>();
  kept.set(db, shapes);
  const known = shapes.get(shape);
  if (known !== undefined) {
    const query = CompiledQuery.raw(known, parameters.map(parameterOf));
    return (await db.executeQuery<Row>(query)).rows;
  }
  const query = build().compile();
  if (areEqual(query.parameters, parameters)) {
    if (shapes.size >= SHAPES_MAX) shapes.clear();
    shapes.set(shape, query.sql);
  }
  return (await db.executeQuery<Row>(query)).rows;
}

function areEqual(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
