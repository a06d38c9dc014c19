/** Answers what never became a request: bytes that are no HTTP, or headers without end. */
import { randomUUID } from "node:crypto";
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { Problem } from "@vatline/api";

export type Unreadable = {
  /** To be told of every request. */
  note(request: IncomingMessage, response: ServerResponse): void;
  /** Answers in problem details like everything else, and hangs up. */
  send(error: Error & { code?: string }, socket: Socket): void;
};

/** Remembers the last request of each connection, as long as there is the connection. */
export function openUnreadable(): Unreadable {
  const last = new WeakMap<Socket, { request: IncomingMessage; response: ServerResponse }>();

  /** Whether nothing else was or will be answered to the message that cannot be read. */
  const isOurs = (socket: Socket) => {
    const exchange = last.get(socket);
    if (!exchange) return true;
    const { request, response } = exchange;
    return request.complete ? response.writableFinished : !response.headersSent;
  };

  return {
    note: (request, response) => last.set(request.socket, { request, response }),
    send(error, socket) {
      if (error.code === "ECONNRESET" || !socket.writable) socket.destroy();
      else if (isOurs(socket)) socket.end(answerTo(error), () => socket.destroy());
      else socket.destroySoon();
    },
  };
}

function answerTo(error: { code?: string }): string {
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
  return `${head.join("\r\n")}\r\n\r\n${body}`;
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
