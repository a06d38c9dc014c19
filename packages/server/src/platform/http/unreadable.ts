/** Answers what never became a request: bytes that are no HTTP, or headers without end. */
import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { Problem } from "@vatline/api";

/** Answers in problem details like everything else, and hangs up. */
export function sendUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(error);
  const request_id = randomUUID();
  const body = JSON.stringify(problem.toJSON("", request_id));
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    "Content-Type: application/problem+json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    `X-Request-Id: ${request_id}`,
    "Cache-Control: no-store",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}

function problemOf({ code }: { code?: string }): Problem {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") {
    return new Problem("request_too_slow", "The request was not complete in time.");
  }
  if (code === "HPE_HEADER_OVERFLOW") {
    return new Problem("headers_too_large", "The address and headers are too long.");
  }
  return new Problem("request_unreadable", "The request could not be read as HTTP/1.1.");
}
