/**
 * Queries that differ in nothing but their parameters, put into SQL once: that takes longer than
 * reading a row of a list.
 */
import type { Compilable } from "kysely";
import type { Db, RawRows } from "./db.ts";
import { type Parameter, parameterOf } from "./parameters.ts";

/** Shapes of one database; a program that asks for more is not served by keeping them. */
const SHAPES_MAX = 500;

type Reader = Pick<Db, "read" | "readRaw">;

const kept = new WeakMap<Reader["read"], Map<string, string>>();

/**
 * Runs what `build` makes. `shape` names all in which it may differ beside `parameters`, which are
 * its own in their order; a query that turns out to have others is built every time.
 */
export function runCompiled(
  db: Reader,
  shape: string,
  parameters: Parameter[],
  build: () => Compilable<unknown>,
): Promise<RawRows> {
  const shapes = kept.get(db.read) ?? new Map<string, string>();
  kept.set(db.read, shapes);
  const known = shapes.get(shape);
  if (known !== undefined) return db.readRaw(known, parameters.map(parameterOf));
  const query = build().compile();
  if (areEqual(query.parameters, parameters)) {
    if (shapes.size >= SHAPES_MAX) shapes.clear();
    shapes.set(shape, query.sql);
  }
  return db.readRaw(query.sql, query.parameters.map(parameterOf));
}

function areEqual(some: readonly unknown[], others: readonly unknown[]): boolean {
  return some.length === others.length && some.every((one, index) => one === others[index]);
}
