/** What the command line and tools start. */
export { inviteFirst } from "./customers/invite-first.ts";
export { openDb } from "./platform/db/open.ts";
export { StartError } from "./platform/start-error.ts";
export { type Sandbox, startSandbox } from "./sandbox/start.ts";
export { createServer, databaseIn, type Server } from "./server.ts";
