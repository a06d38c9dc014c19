/**
 * The form of one row of the contract table. An operation is data: server, client, OpenAPI
 * document, command line and tests are all derived from it.
 */
import type { Static, TObject, TSchema } from "typebox";
import { COMMON_PROBLEMS, type ProblemCode } from "./problems.ts";
import type { Role } from "./statuses.ts";

export type Method = "GET" | "POST" | "PATCH" | "DELETE" | "PUT";

/** Bytes instead of JSON, in a body or an answer. */
export type Binary = { binary: string };

export type Operation = {
  /** The operationId of the OpenAPI document, camelCase. */
  id: string;
  method: Method;
  /** Below the base path (`/v1`, `/manage/v1`, `/sandbox/v1`), with {name} for path parameters. */
  path: string;
  tag: string;
  summary: string;
  description?: string;
  params?: TObject;
  query?: TObject;
  headers?: TObject;
  body?: TSchema | Binary;
  /** Most bytes of a body; the server's default where absent. */
  body_bytes_max?: number;
  /** Status code to schema; null is an empty body. The first one is the answer of success. */
  responses: Record<number, TSchema | Binary | null>;
  /** Every problem that this operation may answer besides those every operation may. */
  problems: ProblemCode[];
  /** Fields that `sort` takes; absent when the operation does not sort. */
  sortable?: readonly string[];
  /** True for the few that need no token. */
  public?: boolean;
  /** The least role that may call it; ADMIN where absent, as in all of /v1. */
  role?: Role;
  /** True where a session's cookie is taken beside a bearer token; see takeSessions. */
  session?: boolean;
};

/** The value of a schema slot, {} where the operation has none. */
type Slot<T> = T extends Binary ? Uint8Array : T extends TSchema ? Static<T> : unknown;

/** What a handler is given and a client has to send. */
export type Input<Op extends Operation> = {
  params: Slot<Op["params"]>;
  query: Slot<Op["query"]>;
  headers: Slot<Op["headers"]>;
  body: Slot<Op["body"]>;
};

/** The body of the answer of success. */
export type Output<Op extends Operation> = Op["responses"] extends { 200: infer S }
  ? Slot<S>
  : undefined;

/** States one row, keeping its exact type. */
export function defineOperation<const Op extends Operation>(operation: Op): Op {
  return operation;
}

/** The operations of a table that people use in a browser, under their session. */
export function takeSessions<const Table extends Record<string, Operation>>(
  table: Table,
): { [Id in keyof Table]: Table[Id] & { session: true } } {
  const entries = Object.entries(table).map(([id, operation]) => [
    id,
    { ...operation, session: true },
  ]);
  return Object.fromEntries(entries);
}

/** Every problem an operation may answer: its own, and those that its form brings along. */
export function problemsOf(operation: Operation): ProblemCode[] {
  const { body } = operation;
  const json = body !== undefined && !("binary" in body);
  return [
    ...COMMON_PROBLEMS.input,
    ...(json ? COMMON_PROBLEMS.json : []),
    ...(operation.public ? [] : COMMON_PROBLEMS.token),
    ...(operation.session && !operation.public ? COMMON_PROBLEMS.session : []),
    ...(body ? COMMON_PROBLEMS.body : []),
    ...operation.problems,
    ...COMMON_PROBLEMS.any,
  ];
}
