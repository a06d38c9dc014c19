/** Stores files of random content and size until it is killed; prints the key of each. */
import { randomBytes, randomInt } from "node:crypto";
import { writeSync } from "node:fs";
import { openDiskFiles } from "../disk-files.ts";

const [folder, count] = process.argv.slice(2);
const files = await openDiskFiles(folder);
for (let i = 0; i < Number(count); i++) {
  const { file_key } = await files.put(randomBytes(randomInt(3_000_000)));
  writeSync(1, `${file_key}\n`);
}
