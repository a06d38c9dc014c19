/**
 * The OpenAPI 3.0.3 document of an operations table. Schemas with a title become components of
 * that name; problems become answers in application/problem+json.
 */
import type { TObject, TSchema } from "typebox";
import { type Json, SchemaBook } from "./openapi-schemas.ts";
import { type Binary, type Operation, problemsOf } from "./operation.ts";
import { COMMON_PROBLEMS, PROBLEMS, type ProblemCode } from "./problems.ts";
import { ProblemDetails } from "./schemas/problem.ts";

type OpenapiOptions = {
  title: string;
  version: string;
  description?: string;
  /** Where the operations live, such as "/v1"; the only server unless `server_url` is given. */
  base_path: string;
  operations: Record<string, Operation>;
  /** Address of the host, without the base path. */
  server_url?: string;
};

/** Builds the document as plain JSON; the same table gives the same bytes. */
export function openapiDocument(options: OpenapiOptions): Record<string, unknown> {
  const { title, version, description, base_path, server_url = "" } = options;
  const operations = Object.values(options.operations);
  const book = new SchemaBook();
  const paths: Record<string, Json> = {};
  for (const operation of operations) {
    const path = paths[operation.path] ?? {};
    path[operation.method.toLowerCase()] = operationObject(operation, book);
    paths[operation.path] = path;
  }
  const sessions = operations.some(({ session }) => session);
  const responses = Object.fromEntries(
    commonStatuses(sessions).map(([status, codes]) => [
      `Problem${status}`,
      problemObject(codes, book),
    ]),
  );
  return {
    openapi: "3.0.3",
    info: { title, version, ...(description && { description }) },
    servers: [{ url: `${server_url}${base_path}` }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    security: [{ bearer: [] }, ...(sessions ? [{ session: [] }] : [])],
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "RS256 token with the claims iss (client_id of the API key) and exp.",
        },
        ...(sessions && { session: SESSION_SCHEME }),
      },
      responses,
      schemas: book.components(),
    },
  };
}

const SESSION_SCHEME = {
  type: "apiKey",
  in: "cookie",
  name: "vatline_session",
  description:
    "Cookie of a session, from createSession; __Host-vatline_session on https. Requests that " +
    "change something need the session's csrf_token in the header X-CSRF-Token.",
};

function operationObject(operation: Operation, book: SchemaBook): Json {
  const { id, tag, summary, description, body } = operation;
  const parameters = [
    ...parametersIn("path", operation.params, book),
    ...parametersIn("query", operation.query, book),
    ...parametersIn("header", operation.headers, book),
  ];
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description && { description }),
    ...(parameters.length > 0 && { parameters }),
    ...(body && { requestBody: { required: true, content: contentOf(body, book) } }),
    responses: { ...successes(operation, book), ...refusals(operation, book) },
    ...(operation.public && { security: [] }),
  };
}

function parametersIn(place: string, schemas: TObject | undefined, book: SchemaBook): Json[] {
  if (!schemas) return [];
  const required: readonly string[] = schemas.required ?? [];
  return Object.entries(schemas.properties).map(([name, property]) => {
    const { description, deprecated, ...schema } = book.inline(property);
    return {
      name,
      in: place,
      required: required.includes(name),
      ...(description !== undefined && { description }),
      ...(deprecated === true && { deprecated }),
      ...(schema.type === "array" && { style: "form", explode: true }),
      schema,
    };
  });
}

function successes(operation: Operation, book: SchemaBook): Json {
  const entries = Object.entries(operation.responses).map(([status, body]) => {
    if (status === "302") {
      const Location = { description: "Where the file is.", schema: { type: "string" } };
      return [status, { description: "The file is elsewhere.", headers: { Location } }];
    }
    const description = body ? "Done." : "Done; no body.";
    return [status, { description, ...(body && { content: contentOf(body, book) }) }];
  });
  return Object.fromEntries(entries);
}

function refusals(operation: Operation, book: SchemaBook): Json {
  const common = new Map(commonStatuses(operation.session === true));
  const entries = [...byStatus(problemsOf(operation))].map(([status, codes]) => {
    const isCommon = codes.join() === common.get(status)?.join();
    const reference = { $ref: `#/components/responses/Problem${status}` };
    return [status, isCommon ? reference : problemObject(codes, book)];
  });
  return Object.fromEntries(entries);
}

function commonStatuses(sessions: boolean): [number, ProblemCode[]][] {
  const { token, session, ...rest } = COMMON_PROBLEMS;
  const codes = [...token, ...(sessions ? session : []), ...Object.values(rest).flat()];
  return [...byStatus(codes)].filter(([status]) => status !== 400);
}

function byStatus(codes: readonly ProblemCode[]): Map<number, ProblemCode[]> {
  return Map.groupBy(new Set(codes), (code) => PROBLEMS[code].status);
}

const HEADERS: Record<number, Json> = {
  405: { Allow: { description: "The methods that are taken.", schema: { type: "string" } } },
  429: retryAfter("Whole seconds until requests are taken again."),
  503: retryAfter("Whole seconds after which to try again."),
};

function retryAfter(description: string): Json {
  return { "Retry-After": { description, schema: { type: "integer" } } };
}

function problemObject(codes: ProblemCode[], book: SchemaBook): Json {
  const headers = HEADERS[PROBLEMS[codes[0]].status];
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
    ...(headers && { headers }),
    content: { "application/problem+json": { schema: book.reference(ProblemDetails) } },
  };
}

function contentOf(body: TSchema | Binary, book: SchemaBook): Json {
  if ("binary" in body && typeof body.binary === "string") {
    return { [body.binary]: { schema: { type: "string", format: "binary" } } };
  }
  return { "application/json": { schema: book.reference(body) } };
}
