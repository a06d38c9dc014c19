/**
 * The HTTP server: every operation of the contract behind authentication, rate limit and input
 * check, and the few addresses that stand outside the contract.
 */
import { randomUUID } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { Operation } from "@vatline/api";
import Fastify, { type FastifyInstance } from "fastify";
import { rememberWhileUnchanged } from "../db/remember.ts";
import type { Deps } from "../deps.ts";
import type { Feed } from "../feed.ts";
import { serveEvents } from "./events-route.ts";
import { serveFiles } from "./files-route.ts";
import { openMetrics, serveHealth } from "./health.ts";
import type { UnknownQuery } from "./input.ts";
import type { LinkReader } from "./links.ts";
import { type Authenticate, type OperationTable, openOperations } from "./open-operation.ts";
import { type BodyLimits, serveOperations } from "./operations.ts";
import { serveDocs } from "./pages/docs.ts";
import { readPage, sendPage } from "./pages/page.ts";
import { verifyPage } from "./pages/verify.ts";
import { sendProblem } from "./problems.ts";
import { openRateLimit } from "./rate-limit.ts";
import type { Caller } from "./route.ts";
import { openStraight } from "./straight.ts";
import type { Page } from "./text-sender.ts";
import { serveUnknown } from "./unknown-address.ts";
import { openUnreadable } from "./unreadable.ts";
import { serveUploads, type TakeUpload } from "./uploads-route.ts";

const LIMITS = { body_bytes_max: 2 ** 20, upload_bytes_max: 256 * 2 ** 20 };
const HEADER_BYTES_MAX = 32_768;
/** Of a whole request, and of silence: an upload or a jump of the clock may take that long. */
const REQUEST_TIMEOUT_MS = 600_000;
const HEADERS_TIMEOUT_MS = 15_000;
/** For answers that are on their way when the server closes. */
const CLOSE_GRACE_MS = 3000;
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
/** At most some 50 MB, where each is a page of a thousand. */
const PAGES_REMEMBERED_MAX = 64;

export type HttpOptions = {
  deps: Pick<Deps, "clock" | "db" | "files" | "log">;
  links: LinkReader;
  tables: readonly OperationTable[];
  authenticate: Authenticate;
  /** Where the server is reached; requests of people that come from another site are refused. */
  baseUrl(): string;
  /** Without it, no file can be put to a signed address. */
  takeUpload?: TakeUpload;
  /** Without it, no events are streamed. */
  feed?: Feed;
  /** For each user in 10 s. */
  requests_max: number;
  /** Refused authentications of one address in 60 s; 600 where absent. */
  failures_max?: number;
  /** Of a body; 1 MiB of JSON and 256 MiB of a file where absent. */
  limits?: BodyLimits;
  /** "refuse" where absent. */
  unknown_query?: UnknownQuery;
};

declare module "fastify" {
  interface FastifyContextConfig {
    operation?: Operation;
  }
  interface FastifyRequest {
    /** Who was let in; null where nobody has to be. */
    caller: Caller | null;
  }
}

/** Builds the server; it takes requests by `inject` at once, from the net after `listen`. */
export function createHttp(options: HttpOptions): FastifyInstance {
  const { deps, links, tables, authenticate, feed, limits = LIMITS } = options;
  const unreadable = openUnreadable();
  const rateLimit = openRateLimit(options.requests_max, options.failures_max);
  const frame = {
    authenticate,
    rateLimit,
    baseUrl: options.baseUrl,
    unknown_query: options.unknown_query ?? "refuse",
    clock: deps.clock,
    remember: rememberWhileUnchanged<Page>(deps.db, {
      entries_max: PAGES_REMEMBERED_MAX,
      from_second_ask: true,
    }),
  };
  const open = tables.flatMap((table) => openOperations(table, frame));
  const metrics = openMetrics();
  const straight = openStraight(open, {
    clock: deps.clock,
    log: deps.log,
    newRequestId: randomUUID,
    observe: metrics.observe,
  });
  const app = Fastify({
    logger: false,
    bodyLimit: limits.body_bytes_max,
    genReqId: () => randomUUID(),
    serverFactory: (framework) => listenWith(straight.before(framework)),
    forceCloseConnections: "idle",
    clientErrorHandler: unreadable.send,
    frameworkErrors: (error, request, reply) =>
      sendProblem(deps.log, error, undefined, request, reply),
  });
  app.decorateRequest("caller", null);
  app.addHook("preClose", async () => {
    straight.stop();
    setTimeout(() => app.server.closeAllConnections(), CLOSE_GRACE_MS).unref();
  });
  app.server.prependListener("request", unreadable.note);
  // What else is expected of us is no reason to refuse (RFC 9110, section 10.1.1).
  app.server.on("checkExpectation", app.routing);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-request-id", request.id);
    done();
  });
  app.setErrorHandler((error, request, reply) =>
    sendProblem(deps.log, error, request.routeOptions.config.operation, request, reply),
  );
  serveUnknown(app, tables, { authenticate, rateLimit });
  // Bodies are read as bytes; what they mean is for the operation to say.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));

  serveHealth(app, deps, metrics);
  serveFiles(app, deps.files, links);
  if (options.takeUpload) serveUploads(app, links, limits.upload_bytes_max, options.takeUpload);
  servePages(app);
  if (feed) {
    serveEvents(app, { feed, authenticate, rateLimit });
  }
  for (const table of tables) {
    serveDocs(app, table.base, table.document);
  }
  serveOperations(app, open, { limits, log: deps.log });
  return app;
}

function listenWith(listener: RequestListener) {
  const times = {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  };
  const server = createServer({ ...times, maxHeaderSize: HEADER_BYTES_MAX }, listener);
  return server.setTimeout(REQUEST_TIMEOUT_MS);
}

/** The pages that are no operation's. */
function servePages(app: FastifyInstance): void {
  const home = readPage("home.html");
  const generator = readPage("token-generator.html");
  const asking = { "connect-src": "'self'" };
  const pages = {
    "/": home,
    "/token_generator": generator,
    "/v1/token_generator": generator,
    "/invitation": readPage("invitation.html", asking),
    "/api_keys": readPage("api-keys.html", asking),
    "/verify": verifyPage(),
  };
  for (const [path, page] of Object.entries(pages)) {
    app.get(path, async (_request, reply) => sendPage(reply, page));
  }
}
