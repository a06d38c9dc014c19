/** Stores a file in a temporary store, prints where, and exits. */
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTemporaryFiles } from "../disk-files.ts";

const files = await openTemporaryFiles();
await files.put(new Uint8Array(10));
const folders = readdirSync(tmpdir()).filter((name) => name.startsWith("vatline-files-"));
console.log(JSON.stringify(folders.map((name) => join(tmpdir(), name))));
process.exit(0);
