/** What the command line and tools start. */
export { inviteFirst } from "./customers/invite-first.ts";
export { databaseIn, openDb } from "./platform/db/open.ts";
export { StartError } from "./platform/start-error.ts";
export { type Sandbox, startSandbox } from "./sandbox/start.ts";
export { createServer, type Server } from "./server.ts";
export { checkLost, summaryOf } from "./storage/backup.ts";
export { backUp } from "./storage/backup-file.ts";
export { placesOf } from "./storage/places.ts";
export { restore } from "./storage/restore.ts";
