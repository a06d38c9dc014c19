/** The one place where what was thrown becomes an answer. */
import { type Operation, Problem, type ProblemCode, problemsOf } from "@vatline/api";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Log } from "../log.ts";
import type { Asked, Headers } from "./open-operation.ts";

/** Found before the verb runs: a path that names nothing. */
const FRAME_PROBLEMS: ProblemCode[] = ["not_found", "not_implemented"];

/** Codes of the web framework, and the problems they are. */
const FRAMEWORK_PROBLEMS: Record<string, [ProblemCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: ["body_too_large", "The body is larger than the operation takes."],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["media_type_unsupported", "The Content-Type is not readable."],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["body_invalid", "The body is not as long as announced."],
  FST_ERR_BAD_URL: ["not_found", "The address is not readable."],
  FST_ERR_MAX_PARAM_LENGTH: ["not_found", "The address is too long."],
};

/** Answers with problem details. */
export function sendProblem(
  log: Log,
  error: unknown,
  operation: Operation | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const hung_up = error === request.raw.errored;
  const problem = hung_up ? hangingUp(error) : problemOf(error, operation);
  const { status, headers, body } = answerProblem(log, problem, operation, request);
  return reply.code(status).headers(headers).send(body);
}

/** A problem as it is answered; what is no fault of the caller's is logged with its cause. */
export function answerProblem(
  log: Log,
  problem: Problem,
  operation: Operation | undefined,
  { id, url }: Pick<Asked, "id" | "url">,
): { status: number; headers: Headers; body: string } {
  const where = { request_id: id, operation: operation?.id, code: problem.code };
  if (problem.code === "internal") log.error({ ...where, error: problem.cause }, "request failed");
  else if (problem.cause !== undefined) log.info({ ...where, error: problem.cause }, "refused");
  const own = Object.entries(problem.headers).map(([name, value]) => [name.toLowerCase(), value]);
  const headers = {
    ...(problem.status === 503 && { "retry-after": "5" }),
    ...Object.fromEntries(own),
    "x-request-id": id,
    "cache-control": "no-store",
    "content-type": "application/problem+json; charset=utf-8",
  };
  const body = JSON.stringify(problem.toJSON(url.split("?")[0], id));
  return { status: problem.status, headers, body };
}

/** What a failure of an operation is to whoever asked. */
export function problemOf(error: unknown, operation: Operation | undefined): Problem {
  if (error instanceof Problem) return isDeclared(error.code, operation) ? error : internal(error);
  if (error instanceof Error && "code" in error) {
    const known = FRAMEWORK_PROBLEMS[String(error.code)];
    if (known) return new Problem(known[0], known[1]);
  }
  return internal(error);
}

function isDeclared(code: ProblemCode, operation: Operation | undefined): boolean {
  return !operation || FRAME_PROBLEMS.includes(code) || problemsOf(operation).includes(code);
}

/** For the log: there is nobody left to read it. */
function hangingUp(cause: unknown): Problem {
  const detail = "The connection ended before the request did.";
  return new Problem("request_unreadable", detail, { cause });
}

function internal(cause: unknown): Problem {
  const detail = "The server failed; its log names the reason by request_id.";
  return new Problem("internal", detail, { cause });
}
